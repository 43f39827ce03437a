/**
 * Reading argv as getopt_long(3) does: what a tool knows, and a plain word about what it does not.
 * A closed world: an option that is not modelled is an error, never ignored.
 */
import { err, ok, type Result } from '../result';

export interface Spec {
  /** options that take a value */
  readonly values: readonly string[];
  readonly flags: readonly string[];
}

export interface Parsed {
  /** the last value given to any of these names */
  readonly value: (...names: readonly string[]) => string | undefined;
  /** every value given to the name, in order */
  readonly valuesOf: (name: string) => readonly string[];
  readonly has: (...names: readonly string[]) => boolean;
  readonly words: readonly string[];
}

export const notModelled = (tool: string, option: string, known: readonly string[]): string =>
  `${tool}: option '${option}' is not modelled here. Known: ${known.join(' ')}`;

/** Short flags may be joined ("-zv"); values may be attached ("-w3", "-o=wide", "--output=wide"); "--" ends options. */
export function parseOptions(argv: readonly string[], spec: Spec): Result<Parsed, string> {
  const [tool = '', ...rest] = argv;
  const reader = new OptionReader(rest, spec);
  const bad = reader.read();
  if (bad?.kind === 'unknown') {
    return err(notModelled(tool, bad.token, [...spec.flags, ...spec.values]));
  }
  if (bad) return err(`${tool}: option '${bad.token}' needs a value`);
  const { given, words } = reader;
  const last = (names: readonly string[]) =>
    given.filter(({ name }) => names.includes(name)).at(-1);
  return ok({
    value: (...names) => last(names)?.value,
    valuesOf: (name) => given.flatMap((entry) => (entry.name === name ? [entry.value ?? ''] : [])),
    has: (...names) => last(names) !== undefined,
    words,
  });
}

interface Bad {
  readonly kind: 'unknown' | 'no-value';
  readonly token: string;
}

class OptionReader {
  readonly given: { readonly name: string; readonly value?: string }[] = [];
  readonly words: string[] = [];
  private at = 0;

  constructor(
    private readonly argv: readonly string[],
    private readonly spec: Spec,
  ) {}

  read(): Bad | undefined {
    for (; this.at < this.argv.length; this.at += 1) {
      const token = this.argv[this.at] ?? '';
      if (token === '--') {
        this.words.push(...this.argv.slice(this.at + 1));
        return undefined;
      }
      if (!token.startsWith('-') || token === '-') this.words.push(token);
      else {
        const bad = this.readOption(token);
        if (bad) return bad;
      }
    }
    return undefined;
  }

  private readOption(token: string): Bad | undefined {
    const equals = token.indexOf('=');
    const name = equals < 0 ? token : token.slice(0, equals);
    if (this.spec.flags.includes(token)) this.given.push({ name: token });
    else if (this.spec.values.includes(name)) {
      return this.take(name, equals < 0 ? undefined : token.slice(equals + 1), token);
    } else if (token.startsWith('--')) return { kind: 'unknown', token };
    else return this.readJoined(token);
    return undefined;
  }

  private readJoined(token: string): Bad | undefined {
    for (let at = 1; at < token.length; at += 1) {
      const name = `-${token[at]}`;
      if (this.spec.flags.includes(name)) this.given.push({ name });
      else if (this.spec.values.includes(name)) {
        return this.take(name, token.slice(at + 1) || undefined, name);
      } else return { kind: 'unknown', token: at === 1 ? token : name };
    }
    return undefined;
  }

  private take(name: string, attached: string | undefined, token: string): Bad | undefined {
    this.at += attached === undefined ? 1 : 0;
    const value = attached ?? this.argv[this.at];
    if (value === undefined) return { kind: 'no-value', token };
    this.given.push({ name, value });
    return undefined;
  }
}
