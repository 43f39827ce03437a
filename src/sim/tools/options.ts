/** Reading argv: what a tool knows, and a plain word about what it does not. */
import { err, ok, type Result } from '../result';

export interface Spec {
  /** options that take a value */
  readonly values: readonly string[];
  readonly flags: readonly string[];
}

export interface Parsed {
  readonly value: (name: string) => string | undefined;
  readonly has: (name: string) => boolean;
  readonly words: readonly string[];
}

/** Short flags may be joined ("-zv"); values may be attached ("-w3", "-o=wide", "--output=wide"). */
export function parseOptions(argv: readonly string[], spec: Spec): Result<Parsed, string> {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const words: string[] = [];
  const tool = argv[0] ?? '';
  const known = [...spec.flags, ...spec.values].join(' ');
  for (let at = 1; at < argv.length; at += 1) {
    const token = argv[at] ?? '';
    if (!token.startsWith('-') || token === '-') {
      words.push(token);
      continue;
    }
    const [name = '', attached] = splitAt(token, '=');
    if (spec.flags.includes(token)) flags.add(token);
    else if (spec.values.includes(name)) values.set(name, attached ?? argv[++at] ?? '');
    else if (!token.startsWith('--') && !readJoined(token, spec, flags, values, () => argv[++at] ?? '')) {
      return err(`${tool}: option '${token}' is not modelled here. Known: ${known}`);
    } else if (token.startsWith('--')) {
      return err(`${tool}: option '${token}' is not modelled here. Known: ${known}`);
    }
  }
  return ok({ value: (name) => values.get(name), has: (name) => flags.has(name), words });
}

function splitAt(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function readJoined(
  token: string,
  spec: Spec,
  flags: Set<string>,
  values: Map<string, string>,
  next: () => string,
): boolean {
  for (let at = 1; at < token.length; at += 1) {
    const option = `-${token[at]}`;
    if (spec.flags.includes(option)) flags.add(option);
    else if (spec.values.includes(option)) {
      values.set(option, token.slice(at + 1) || next());
      return true;
    } else return false;
  }
  return true;
}
