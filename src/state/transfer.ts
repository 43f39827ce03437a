/** Progress as a file: written for people to keep, read with suspicion. */
import { parseProgress, type Progress } from './progress';

const FORMAT = 'podpath-progress';
const LARGEST = 1_000_000;

export const exportProgress = (state: Progress): string =>
  `${JSON.stringify({ format: FORMAT, progress: { ...state } }, null, 2)}\n`;

export type Imported =
  | { readonly ok: true; readonly value: Progress }
  | { readonly ok: false; readonly error: string };

/** Says what is wrong and what to do; whatever was there before is the caller's to keep. */
export function importProgress(name: string, text: string): Imported {
  const refuse = (why: string): Imported => ({
    ok: false,
    error: `${name} was not loaded: ${why} Nothing has changed.`,
  });
  if (text.length > LARGEST) return refuse('it is larger than a progress file can be.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('it is not JSON. Choose a file that “Save as a file” has written.');
  }
  const { format, progress } = Object(value) as Record<string, unknown>;
  if (format !== FORMAT)
    return refuse(
      `the field "format" is not "${FORMAT}", so it is not a progress file of Podpath.`,
    );
  const version = Number(Object(progress).version);
  if (version > 2)
    return refuse(
      `it has version ${version}, from a later Podpath. Open it there, or update this page.`,
    );
  const parsed = parseProgress(JSON.stringify(progress ?? null));
  return parsed
    ? { ok: true, value: parsed }
    : refuse('the field "progress" is damaged: version, answers or quiz cannot be read.');
}
