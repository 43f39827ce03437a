/**
 * The words of a command line, and the filters that its output may run through.
 * Source: bash(1) QUOTING and Pipelines; grep(1), head(1), tail(1), wc(1), sort(1).
 * Simplified: no variables, no redirection, no `;`, `&&` or `&`; a real shell has all of these.
 */
import { err, ok, type Result } from '../result';
import type { ExitStatus, OutputLine } from '../transport/syscalls';
import { type Filtered, grep } from './grep';
import { parseOptions } from './options';

const ONE_COMMAND = 'type one command, with pipes into grep, head, tail, sort or wc -l';

interface Words {
  readonly commands: string[][];
  word: string | null;
}

/** Splits into commands of words. Quotes keep blanks together; `#` at the start of a word begins a comment. */
export function parseCommandLine(text: string): Result<readonly (readonly string[])[], string> {
  const words: Words = { commands: [[]], word: null };
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '#' && words.word === null) break;
    if (character === "'" || character === '"') {
      const end = closingQuote(text, at);
      if (end < 0) return err(`the quote ${character} is not closed`);
      words.word = (words.word ?? '') + unquote(text.slice(at + 1, end), character);
      at = end + 1;
    } else if (/[;&<>`]/.test(character) || /^\$[\w({]/.test(text.slice(at, at + 2))) {
      return err(`"${character}" is not modelled in this shell: ${ONE_COMMAND}`);
    } else {
      at += readPlain(text, at, words);
    }
  }
  endWord(words);
  const { commands } = words;
  if (commands.length > 1 && commands.some((command) => command.length === 0)) {
    return err('a pipe needs a command on both sides');
  }
  return ok(commands);
}

function closingQuote(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}

/** Between double quotes a backslash keeps its meaning only before these characters. */
const unquote = (text: string, quote: string): string =>
  quote === '"' ? text.replace(/\\(["\\$`])/g, '$1') : text;

/** One character outside quotes; how many were used up. */
function readPlain(text: string, at: number, words: Words): number {
  const character = text[at] ?? '';
  if (character === '\\') {
    words.word = (words.word ?? '') + (text[at + 1] ?? '');
    return 2;
  }
  if (character === '|' || /\s/.test(character)) {
    endWord(words);
    if (character === '|') words.commands.push([]);
  } else words.word = (words.word ?? '') + character;
  return 1;
}

function endWord(words: Words): void {
  if (words.word !== null) words.commands.at(-1)?.push(words.word);
  words.word = null;
}

type Filter = (argv: readonly string[], lines: readonly OutputLine[]) => Result<Filtered, string>;

/** A map, because a name that is typed may be one that every object inherits. */
const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['grep', grep],
  ['head', (argv, lines) => withCount(argv, (count) => lines.slice(0, count))],
  ['tail', (argv, lines) => withCount(argv, (count) => (count === 0 ? [] : lines.slice(-count)))],
  ['wc', countLines],
  ['sort', sorted],
]);

function sorted(argv: readonly string[], lines: readonly OutputLine[]): Result<Filtered, string> {
  if (argv.length > 1) return err('sort: options are not modelled here');
  return ok({ lines: [...lines].sort((a, b) => (a.text < b.text ? -1 : 1)), exitCode: 0 });
}

/** stderr goes past a pipe; the exit code is that of the last command. */
export function applyFilter(
  argv: readonly string[],
  status: ExitStatus,
): Result<ExitStatus, string> {
  const [name = ''] = argv;
  const filter = FILTERS.get(name);
  if (!filter) {
    const known = [...FILTERS.keys()].join(' ');
    return err(`bash: a pipe into "${name}" is not modelled here. Known: ${known}`);
  }
  const of = (stream: OutputLine['stream']) =>
    status.lines.filter((line) => line.stream === stream);
  const filtered = filter(argv, of('stdout'));
  if (!filtered.ok) return filtered;
  return ok({
    lines: [...of('stderr'), ...filtered.value.lines],
    exitCode: filtered.value.exitCode,
  });
}

function withCount(
  argv: readonly string[],
  take: (count: number) => readonly OutputLine[],
): Result<Filtered, string> {
  const [name = '', ...rest] = argv;
  const short = /^-(\d+)$/.exec(rest[0] ?? '')?.[1];
  const options = parseOptions(short === undefined ? argv : [name, '-n', short], {
    values: ['-n'],
    flags: [],
  });
  if (!options.ok) return options;
  const count = options.value.value('-n') ?? '10';
  if (!/^\d+$/.test(count)) return err(`${name}: invalid number of lines: '${count}'`);
  return ok({ lines: take(Number(count)), exitCode: 0 });
}

function countLines(
  argv: readonly string[],
  lines: readonly OutputLine[],
): Result<Filtered, string> {
  if (argv.slice(1).join(' ') !== '-l') return err('wc: only -l is modelled here');
  const atMicros = lines.at(-1)?.atMicros ?? 0;
  return ok({ lines: [{ atMicros, stream: 'stdout', text: String(lines.length) }], exitCode: 0 });
}
