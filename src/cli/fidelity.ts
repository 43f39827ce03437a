/**
 * `npm run fidelity`: replays the recordings of a Linux kernel and writes the figures into docs/fidelity.md, and copies
 * every `Simplified:` sentence of the core there, each between its two marks. `npm run test:kernel -- --write` writes those
 * of the live comparison. The page is for readers; nothing on it is counted by hand.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { conformFolder, oracleShare, type Summary } from './conform/kernel';

export interface Simplification {
  /** folder inside src/sim, "." for files at its top */
  readonly room: string;
  readonly file: string;
  readonly text: string;
}

const CORE = 'src/sim';
const DOCUMENT = 'docs/fidelity.md';
const RECORDINGS = 'e2e/kernel/goldens';

/** A part of the page that a program writes. */
interface Block {
  readonly start: string;
  readonly end: string;
}

const SIMPLIFICATIONS: Block = {
  start: '<!-- simplifications: written by npm run fidelity -->',
  end: '<!-- end of simplifications -->',
};
const FIGURES: Block = {
  start: '<!-- figures: written by npm run fidelity -->',
  end: '<!-- end of figures -->',
};
const LIVE: Block = {
  start: '<!-- live figures: written by npm run test:kernel -- --write -->',
  end: '<!-- end of live figures -->',
};

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

/** The document with one of its blocks replaced. */
function withBlock(document: string, { start, end }: Block, text: string): string {
  const from = document.indexOf(start);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${DOCUMENT} lacks the line "${start}" or "${end}"`);
  return `${document.slice(0, from + start.length)}\n\n${text}\n${document.slice(to)}`;
}

export const withList = (document: string, list: string): string =>
  withBlock(document, SIMPLIFICATIONS, list);

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

const rowsOf = (rows: readonly (readonly [string, string])[]): string => {
  const wide = Math.max(...rows.map(([name]) => name.length));
  const broad = Math.max(...rows.map(([, value]) => value.length));
  const line = (name: string, value: string) => `| ${name.padEnd(wide)} | ${value.padEnd(broad)} |`;
  const [head = ['', ''], ...body] = rows;
  const rule = `| ${'-'.repeat(wide)} | ${'-'.repeat(broad)} |`;
  return [line(...head), rule, ...body.map((row) => line(...row))].join('\n');
};

const shareOf = (summary: Summary): string =>
  `${grouped(summary.fromOracle)} (${(oracleShare(summary) * 100).toFixed(2)} %)`;

/** What a replay of the recordings has compared; the same for the same code. */
export function figuresOf(summary: Summary): string {
  const { passed, failed, notComparable, compared, counted } = summary;
  const table = rowsOf([
    ['replayed', 'figure'],
    ['recorded scenarios', grouped(passed + failed + notComparable)],
    ['agree in everything', grouped(passed)],
    ['disagree', grouped(failed)],
    ['cannot be compared', grouped(notComparable)],
    ['frames at a device, predicted', grouped(counted.sightings)],
    ['header bytes compared', grouped(compared)],
    ['header bytes taken from the recording, where only chance decides', shareOf(summary)],
    ['lines of connection tracking tables', grouped(counted.tableLines)],
    ['events of connection tracking', grouped(counted.events)],
    ['chains, rules and policies in netfilter traces', grouped(counted.steps)],
    ['states of a packet between two chains', grouped(counted.facts)],
  ]);
  const reasons = summary.judgements.flatMap((judgement) =>
    judgement.kind === 'not-comparable' ? [`- \`${judgement.id}\`: ${judgement.reason}.`] : [],
  );
  return `${table}\n\nWhat cannot be compared, and why:\n\n${reasons.join('\n')}\n`;
}

export const withFigures = (document: string, summary: Summary): string =>
  withBlock(document, FIGURES, figuresOf(summary));

export interface LiveRun {
  readonly summary: Summary;
  readonly seed: number;
  readonly fixed: number;
  readonly random: number;
  readonly seconds: number;
  readonly kernel: string;
}

/** What the last live run that was asked to, and that found no difference, has compared. */
export function writeLiveFigures({ summary, seed, fixed, random, seconds, kernel }: LiveRun): void {
  const { judgements, passed, compared, counted } = summary;
  const table = rowsOf([
    ['live', 'figure'],
    ['kernel', kernel],
    ['seed', String(seed)],
    ['fixed clusters', grouped(fixed)],
    ['random clusters', grouped(random)],
    ['probes', grouped(judgements.length)],
    ['agree in everything', grouped(passed)],
    ['put nothing on a wire', grouped(judgements.length - passed)],
    ['frames at a device, predicted', grouped(counted.sightings)],
    ['header bytes compared', grouped(compared)],
    ['header bytes taken from the kernel, where only chance decides', shareOf(summary)],
    ['lines of connection tracking tables', grouped(counted.tableLines)],
    ['seconds', grouped(Math.round(seconds))],
  ]);
  writeFileSync(DOCUMENT, withBlock(readFileSync(DOCUMENT, 'utf8'), LIVE, `${table}\n`));
}

/** True when docs/fidelity.md already says what the core says. */
export function isCurrent(root = '.'): boolean {
  const document = readFileSync(path.join(root, DOCUMENT), 'utf8');
  return withList(document, listOf(simplifications(root))) === document;
}

export function hasFigures(summary: Summary, root = '.'): boolean {
  const document = readFileSync(path.join(root, DOCUMENT), 'utf8');
  return withFigures(document, summary) === document;
}

if (process.argv[1]?.endsWith('fidelity.ts')) {
  const document = readFileSync(DOCUMENT, 'utf8');
  const entries = simplifications();
  const summary = conformFolder(RECORDINGS);
  writeFileSync(DOCUMENT, withFigures(withList(document, listOf(entries)), summary));
  process.stdout.write(
    `${DOCUMENT}: ${summary.judgements.length} recordings, ${entries.length} simplifications\n`,
  );
}
