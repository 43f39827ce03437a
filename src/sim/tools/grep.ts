/** grep: lines that match a POSIX regular expression. Source: grep(1); POSIX.1-2017 XBD 9.3 (basic), 9.4 (extended). */
import { err, ok, type Result } from '../result';
import type { OutputLine } from '../transport/syscalls';
import { parseOptions } from './options';

export interface Filtered {
  readonly lines: readonly OutputLine[];
  readonly exitCode: number;
}

const SPEC = {
  values: ['-e'],
  flags: ['-i', '-v', '-E', '-F', '-w', '-c', '-q', '--ignore-case', '--invert-match'],
};

export function grep(
  argv: readonly string[],
  lines: readonly OutputLine[],
): Result<Filtered, string> {
  const options = parseOptions(argv, SPEC);
  if (!options.ok) return options;
  const { has, words, value } = options.value;
  const [pattern, ...others] = value('-e') === undefined ? words : [value('-e') ?? '', ...words];
  if (pattern === undefined) return err('Usage: grep [-ivEFwcq] PATTERN');
  if (others.length > 0)
    return err('grep: reading files is not modelled here: pipe a command into grep');
  const source = has('-F') ? escapeAll(pattern) : has('-E') ? pattern : fromBasic(pattern);
  let expression: RegExp;
  try {
    const whole = has('-w') ? `(?<!\\w)(?:${source})(?!\\w)` : source;
    expression = new RegExp(whole, has('-i', '--ignore-case') ? 'i' : '');
  } catch {
    return err(`grep: "${pattern}" is not a regular expression`);
  }
  const isInverted = has('-v', '--invert-match');
  const kept = lines.filter((line) => expression.test(line.text) !== isInverted);
  const exitCode = kept.length > 0 ? 0 : 1;
  if (has('-q')) return ok({ lines: [], exitCode });
  if (!has('-c')) return ok({ lines: kept, exitCode });
  const atMicros = lines.at(-1)?.atMicros ?? 0;
  return ok({ lines: [{ atMicros, stream: 'stdout', text: String(kept.length) }], exitCode });
}

const escapeAll = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** In a basic expression `+ ? { } ( ) |` are ordinary, and special behind a backslash. */
const fromBasic = (pattern: string): string =>
  pattern.replace(/\\?[+?{}()|]/g, (text) => (text.length === 2 ? text.slice(1) : `\\${text}`));
