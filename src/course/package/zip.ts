/** Zip files with the same bytes for the same content: sorted names, one fixed date, no extra fields. */
import { strToU8, zipSync, type Zippable } from 'fflate';

/** The oldest date a zip can hold, as local time, so that no time zone shows in the bytes. */
const oldest = (): Date => new Date(1980, 0, 1, 0, 0, 0);

export type Files = Readonly<Record<string, string | Uint8Array>>;

export function zipOf(files: Files): Uint8Array {
  const entries: Zippable = {};
  for (const name of Object.keys(files).sort()) {
    const content = files[name] ?? '';
    const bytes = typeof content === 'string' ? strToU8(content) : content;
    entries[name] = [bytes, { mtime: oldest(), level: 9, os: 0 }];
  }
  return zipSync(entries);
}
