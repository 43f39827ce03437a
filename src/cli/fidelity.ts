/**
 * `npm run fidelity`: copies every `Simplified:` sentence of the core into docs/fidelity.md, between its two marks.
 *. The page is for readers, the comments are where the difference is made; one list serves both.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Simplification {
  /** folder inside src/sim, "." for files at its top */
  readonly room: string;
  readonly file: string;
  readonly text: string;
}

const CORE = 'src/sim';
const DOCUMENT = 'docs/fidelity.md';
const START = '<!-- simplifications: written by npm run fidelity -->';
const END = '<!-- end of simplifications -->';

function* sources(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(file);
    else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts')) yield file;
  }
}

/** What follows "Simplified:" up to the end of its paragraph, on one line. */
export function simplificationsIn(text: string): readonly string[] {
  const found: string[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const start = /^\s*(?:\/\*\*?|\*|\/\/)(.*)\bSimplified:\s*(.*)$/.exec(lines[at] ?? '');
    if (!start) continue;
    const parts = [start[2] ?? ''];
    while (!(lines[at] ?? '').includes('*/')) {
      const next = /^\s*(?:\*(?!\/)|\/\/)\s?(.*)$/.exec(lines[at + 1] ?? '');
      if (!next?.[1]) break;
      parts.push(next[1]);
      at += 1;
    }
    found.push(
      parts
        .join(' ')
        .replace(/\s*\*\/\s*$/, '')
        .replace(/\s+/g, ' ')
        .trim(),
    );
  }
  return found;
}

export function simplifications(root = '.'): readonly Simplification[] {
  return [...sources(path.posix.join(root, CORE))].flatMap((file) => {
    const inside = path.posix.relative(path.posix.join(root, CORE), file);
    const room = inside.includes('/') ? (inside.split('/')[0] ?? '.') : '.';
    return simplificationsIn(readFileSync(file, 'utf8')).map((text) => ({
      room,
      file: path.posix.join(CORE, inside),
      text: text.charAt(0).toUpperCase() + text.slice(1),
    }));
  });
}

/** The list as Markdown, one heading per room. */
export function listOf(entries: readonly Simplification[]): string {
  const rooms = [...new Set(entries.map((entry) => entry.room))];
  return rooms
    .map((room) => {
      const title = room === '.' ? 'the cluster as a whole' : room;
      const lines = entries
        .filter((entry) => entry.room === room)
        .map((entry) => `- ${entry.text} (\`${entry.file}\`)`);
      return `### ${title}\n\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

/** The document with its list replaced. */
export function withList(document: string, list: string): string {
  const start = document.indexOf(START);
  const end = document.indexOf(END);
  if (start < 0 || end < start)
    throw new Error(`${DOCUMENT} lacks the line "${START}" or "${END}"`);
  return `${document.slice(0, start + START.length)}\n\n${list}\n${document.slice(end)}`;
}

/** True when docs/fidelity.md already says what the core says. */
export function isCurrent(root = '.'): boolean {
  const document = readFileSync(path.join(root, DOCUMENT), 'utf8');
  return withList(document, listOf(simplifications(root))) === document;
}

if (process.argv[1]?.endsWith('fidelity.ts')) {
  const document = readFileSync(DOCUMENT, 'utf8');
  const entries = simplifications();
  writeFileSync(DOCUMENT, withList(document, listOf(entries)));
  process.stdout.write(`${DOCUMENT}: ${entries.length} simplifications\n`);
}
