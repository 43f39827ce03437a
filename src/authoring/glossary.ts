/** Reads content/glossary.yaml; an entry that is incomplete or points nowhere fails the build with file and line. */
import { readFileSync } from 'node:fs';
import { LineCounter, isMap, isSeq, parseDocument } from 'yaml';
import * as v from 'valibot';
import { hasSection } from './outline';

const FILE = 'content/glossary.yaml';

const Word = v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/, 'must be lower-case words with hyphens'));
const Entry = v.strictObject({
  id: Word,
  term: v.pipe(v.string(), v.minLength(2)),
  text: v.pipe(v.string(), v.minLength(30, 'must explain the term in a sentence')),
  layer: v.optional(v.picklist([2, 3, 4, 7])),
  at: v.optional(v.pipe(v.string(), v.check(hasSection, 'must be lesson#section that exists'))),
  see: v.optional(v.array(Word), []),
});
export type GlossaryEntry = v.InferOutput<typeof Entry>;

export function readGlossary(text = readFileSync(FILE, 'utf8')): readonly GlossaryEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const stop = (offset: number, message: string): never => {
    const { line, col } = lines.linePos(offset);
    throw new Error(`${FILE}:${line}:${col}: ${message}`);
  };
  const [error] = document.errors;
  if (error) return stop(error.pos[0], error.message.split('\n')[0] ?? 'cannot be read');
  if (!isSeq(document.contents)) return stop(0, 'must be a list of terms');
  const places = document.contents.items.map((item) => (isMap(item) ? (item.range?.[0] ?? 0) : 0));
  const entries = document.contents.items.map((item, index) => {
    const read = v.safeParse(Entry, isMap(item) ? item.toJSON() : item);
    if (read.success) return read.output;
    const issue = read.issues[0];
    return stop(places[index] ?? 0, `${v.getDotPath(issue) ?? 'entry'}: ${issue.message}`);
  });
  const ids = entries.map((entry) => entry.id);
  entries.forEach(({ id, see }, index) => {
    if (ids.indexOf(id) !== index) stop(places[index] ?? 0, `the id "${id}" is used twice`);
    const lost = see.find((other) => !ids.includes(other));
    if (lost) stop(places[index] ?? 0, `see: there is no term "${lost}"`);
  });
  return [...entries].sort((a, b) => a.term.localeCompare(b.term, 'en'));
}
