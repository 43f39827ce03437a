/**
 * Reads the text of `nft list ruleset` or `nft list table` into tables. Closed world: a line that is not understood is
 * an error that names it. Source: nft(8) 1.0.6, what the tool itself prints.
 */
import type { Origin } from '../../origin';
import type { NftBase, NftChainPlan, NftSetPlan, NftTablePlan, RulePlan } from '../../plan';
import { err, ok, type Problem, type Result } from '../../result';
import { compileTable } from './compile';
import { readTime } from './constants';
import { readBase } from './priority';
import { problem } from './rule';

type Draft<T> = { -readonly [K in keyof T]: T[K] };

interface Cursor {
  readonly lines: readonly string[];
  readonly origin: Origin;
  readonly problems: Problem[];
  at: number;
}

/** Tables of a listing; the lines may come from several `nft list table` calls, one after the other. */
export function parseNftListing(
  lines: readonly string[],
  origin: Origin,
): Result<readonly NftTablePlan[], readonly Problem[]> {
  const cursor: Cursor = { lines, origin, problems: [], at: 0 };
  const tables: NftTablePlan[] = [];
  for (let line = next(cursor); line !== null; line = next(cursor)) {
    const match = /^table (ip|inet) (\S+) \{$/.exec(line);
    if (!match) {
      complain(cursor, line, 'expected "table ip NAME {" or "table inet NAME {"');
      continue;
    }
    const first = cursor.at;
    const table = readTable(cursor, match[1] === 'inet' ? 'inet' : 'ip', match[2] ?? '');
    const compiled = compileTable(table);
    if (!compiled.ok) {
      for (const item of compiled.error) cursor.problems.push(located(cursor, first, item));
    }
    tables.push(table);
  }
  return cursor.problems.length > 0 ? err(cursor.problems) : ok(tables);
}

/** The next line that says something, without its indentation and handle. */
function next(cursor: Cursor): string | null {
  while (cursor.at < cursor.lines.length) {
    const line = (cursor.lines[cursor.at] ?? '').replace(/ # handle \d+$/, '').trim();
    cursor.at += 1;
    if (line !== '') return line;
  }
  return null;
}

function complain(cursor: Cursor, text: string, what: string): void {
  cursor.problems.push({ ...problem(text, what), line: cursor.at });
}

/** Rules and elements are checked after the table is read; their text leads back to the line. */
function located(cursor: Cursor, from: number, item: Problem): Problem {
  const quoted = / in "(.*)"$/s.exec(item.message)?.[1];
  const at = cursor.lines.findIndex(
    (line, index) => index >= from && quoted !== undefined && line.includes(quoted),
  );
  return at < 0 ? item : { ...item, line: at + 1 };
}

/** Calls `read` for each line until the closing brace of the block. */
function block(cursor: Cursor, name: string, read: (line: string) => void): void {
  for (let line = next(cursor); line !== '}'; line = next(cursor)) {
    if (line === null) {
      complain(cursor, name, 'the closing brace is missing');
      return;
    }
    read(line);
  }
}

const commentOf = (line: string): string | undefined => /^comment "([^"]*)"$/.exec(line)?.[1];

function readTable(cursor: Cursor, family: 'ip' | 'inet', name: string): NftTablePlan {
  const sets: NftSetPlan[] = [];
  const chains: NftChainPlan[] = [];
  let comment: string | undefined;
  block(cursor, `table ${family} ${name}`, (line) => {
    const opening = /^(set|map|chain) (\S+) \{$/.exec(line);
    const said = commentOf(line);
    if (said !== undefined) comment = said;
    else if (opening?.[1] === 'chain') chains.push(readChain(cursor, opening[2] ?? ''));
    else if (opening) sets.push(readSet(cursor, opening[2] ?? '', opening[1] === 'map'));
    else complain(cursor, line, 'not modelled inside a table');
  });
  return { family, name, comment, sets, chains };
}

function readChain(cursor: Cursor, name: string): NftChainPlan {
  const rules: RulePlan[] = [];
  let comment: string | undefined;
  let base: NftBase | undefined;
  block(cursor, `chain ${name}`, (line) => {
    const said = commentOf(line);
    if (said !== undefined) comment = said;
    else if (line.startsWith('type ')) {
      const read = readBase(line);
      if (read) base = read;
      else complain(cursor, line, 'this kind of base chain is not modelled');
    } else rules.push({ text: line, origin: cursor.origin });
  });
  return { name, comment, base, rules };
}

function readSet(cursor: Cursor, name: string, isMap: boolean): NftSetPlan {
  const set: Draft<NftSetPlan> = { name, type: '', elements: [] };
  block(cursor, `set ${name}`, (line) => {
    if (!readSetLine(cursor, set, line)) complain(cursor, line, 'not modelled inside a set');
  });
  if (set.type === '' || (set.gives !== undefined) !== isMap) {
    complain(cursor, name, `the type of ${isMap ? 'a map' : 'a set'} is missing or wrong`);
  }
  return set;
}

function readSetLine(cursor: Cursor, set: Draft<NftSetPlan>, line: string): boolean {
  const [word = ''] = line.split(' ', 1);
  const rest = line.slice(word.length + 1);
  switch (word) {
    case 'type': {
      const [type = '', gives] = rest.split(' : ');
      set.type = type;
      set.gives = gives;
      return true;
    }
    case 'size':
      set.size = Number(rest);
      return /^\d+$/.test(rest);
    case 'flags':
      set.flags = rest.split(',');
      return true;
    case 'timeout': {
      const seconds = readTime(rest);
      set.timeoutSeconds = seconds ?? 0;
      return seconds !== null;
    }
    case 'comment':
      set.comment = commentOf(line);
      return set.comment !== undefined;
    case 'elements':
      set.elements = readElements(cursor, rest);
      return true;
    default:
      return false;
  }
}

/** "= { a, b," over as many lines as it takes. */
function readElements(cursor: Cursor, first: string): readonly RulePlan[] {
  let text = first;
  while (!text.endsWith('}')) {
    const line = next(cursor);
    if (line === null || line === '}') {
      complain(cursor, first, 'the closing brace of the elements is missing');
      if (line === '}') cursor.at -= 1;
      break;
    }
    text += ` ${line}`;
  }
  const inside = text.replace(/^= \{/, '').replace(/\}$/, '');
  return splitElements(inside).map((item) => ({ text: item, origin: cursor.origin }));
}

/** At commas, but not at those inside a quoted comment. */
const splitElements = (text: string): readonly string[] =>
  [...text.matchAll(/(?:[^,"]|"[^"]*")+/g)].map((match) => match[0].trim()).filter(Boolean);
