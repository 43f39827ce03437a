/** Replays recordings beside the laboratories: what takes a second of work may not delay a probe. */
import { conformFolder } from '../../../src/cli/conform/kernel';

process.on('message', (folder: string) => {
  try {
    process.send?.({ summary: conformFolder(folder) });
  } catch (error) {
    process.send?.({ error: String(error instanceof Error ? error.stack : error) });
  }
});
process.on('disconnect', () => process.exit());
