/** Reads what a rule compares: selectors, concatenations, constants, sets and maps written in braces. */
import { exactly, isFlags, readConstant, typeOf } from './constants';
import type { Reader } from './reader';
import type {
  Datatype,
  Datum,
  Element,
  Expression,
  Key,
  MapLookup,
  NftVerdict,
  Pattern,
  Selector,
  SetReference,
} from './types';

const META_KEYS = ['l4proto', 'nfproto', 'mark', 'iifname', 'oifname', 'iif', 'oif'] as const;
/** may stand without "meta" */
const SHORT_META = ['mark', 'iifname', 'oifname', 'iif', 'oif'] as const;
const PORT_PROTOCOLS = ['tcp', 'udp', 'sctp', 'th'] as const;
const VERDICTS = ['accept', 'drop', 'return', 'continue', 'jump', 'goto'];

const isOneOf = <T extends string>(choices: readonly T[], word: string): word is T =>
  (choices as readonly string[]).includes(word);

export function readSelector(reader: Reader): Selector | null {
  const word = reader.peek();
  if (isOneOf(SHORT_META, word)) {
    reader.take();
    return { kind: 'meta', key: word };
  }
  if (isOneOf(PORT_PROTOCOLS, word)) {
    reader.take();
    const field = reader.oneOf(['sport', 'dport'] as const, `field of ${word}`);
    return field && { kind: 'port', protocol: word, field };
  }
  switch (word) {
    case 'meta': {
      reader.take();
      const key = reader.oneOf(META_KEYS, 'meta key');
      return key && { kind: 'meta', key };
    }
    case 'ip': {
      reader.take();
      const field = reader.oneOf(['saddr', 'daddr', 'protocol'] as const, 'field of ip');
      return field && { kind: 'ip', field };
    }
    case 'ct': {
      reader.take();
      const key = reader.oneOf(['state', 'direction', 'status'] as const, 'ct key');
      return key && { kind: 'ct', key };
    }
    case 'icmp': {
      reader.take();
      const field = reader.oneOf(['type', 'code'] as const, 'field of icmp');
      return field && { kind: 'icmp', field };
    }
    case 'fib': {
      reader.take();
      const address = reader.oneOf(['saddr', 'daddr'] as const, 'fib key');
      return address && reader.expect('type') ? { kind: 'fib', address } : null;
    }
    case 'numgen':
      return readNumgen(reader);
    default:
      return reader.fail(`"${word}" is not modelled`);
  }
}

function readNumgen(reader: Reader): Selector | null {
  reader.take();
  if (!reader.oneOf(['random'] as const, 'numgen mode') || !reader.expect('mod')) return null;
  const modulus = reader.number('a modulus');
  if (modulus === null) return null;
  if (modulus < 1) return reader.fail('a modulus is at least 1');
  const offset = reader.accept('offset') ? reader.number('an offset') : 0;
  return offset === null ? null : { kind: 'numgen', modulus, offset };
}

export function readExpression(reader: Reader): Expression | null {
  const parts: Selector[] = [];
  do {
    const part = readSelector(reader);
    if (!part) return null;
    parts.push(part);
  } while (reader.accept('.'));
  return parts;
}

export const typesOf = (expression: Expression): readonly Datatype[] => expression.map(typeOf);

/** "10.96.0.42 . tcp . 8080"; with `list`, "established,related" is one value of flags. */
export function readKey(reader: Reader, types: readonly Datatype[], list = false): Key | null {
  const key: Pattern[] = [];
  for (const [index, type] of types.entries()) {
    if (index > 0 && !reader.expect('.')) return null;
    const pattern = readPattern(reader, type);
    if (!pattern) return null;
    key.push(pattern);
  }
  const [only] = key;
  if (list && types.length === 1 && types[0] && isFlags(types[0]) && only?.kind === 'range') {
    let flags = only.low;
    while (reader.accept(',')) {
      const more = readPattern(reader, types[0]);
      if (more?.kind !== 'range') return null;
      flags |= more.low;
    }
    return [exactly(flags)];
  }
  return key;
}

function readPattern(reader: Reader, type: Datatype): Pattern | null {
  const text = reader.take();
  return readConstant(type, text) ?? reader.fail(`"${text}" is no value of type ${type}`);
}

export function readVerdict(reader: Reader): NftVerdict | null {
  const word = reader.peek();
  if (!isOneOf(VERDICTS, word)) return reader.fail(`"${word}" is not a verdict`);
  reader.take();
  if (word !== 'jump' && word !== 'goto') return { kind: word as 'accept' };
  const chain = reader.take();
  return chain ? { kind: word, chain } : reader.fail(`${word} needs the name of a chain`);
}

export const startsVerdict = (reader: Reader): boolean => VERDICTS.includes(reader.peek());

/** What a map gives: a verdict, or values of the given types. */
export type DataType = 'verdict' | readonly Datatype[] | null;

export function readElement(
  reader: Reader,
  types: readonly Datatype[],
  data: DataType,
): Element | null {
  const key = readKey(reader, types);
  if (!key) return null;
  const comment = reader.accept('comment') ? reader.take() : undefined;
  if (data === null) return { key, comment };
  if (!reader.expect(':')) return null;
  const datum = readDatum(reader, data);
  return datum && { key, comment, data: datum };
}

function readDatum(reader: Reader, data: 'verdict' | readonly Datatype[]): Datum | null {
  if (data === 'verdict') {
    const verdict = readVerdict(reader);
    return verdict && { kind: 'verdict', verdict };
  }
  const value = readKey(reader, data);
  return value && { kind: 'value', value };
}

/** "@name" or "{ element, element }". */
export function readSetReference(
  reader: Reader,
  types: readonly Datatype[],
  data: DataType,
): SetReference | null {
  const word = reader.peek();
  if (word.startsWith('@')) {
    reader.take();
    return { kind: 'named', name: word.slice(1) };
  }
  if (!reader.expect('{')) return null;
  const elements: Element[] = [];
  do {
    if (reader.accept('}')) return { kind: 'anonymous', elements };
    const element = readElement(reader, types, data);
    if (!element) return null;
    elements.push(element);
  } while (reader.accept(','));
  return reader.expect('}') ? { kind: 'anonymous', elements } : null;
}

export function readMapLookup(
  reader: Reader,
  key: Expression,
  data: 'verdict' | readonly Datatype[],
): MapLookup | null {
  const map = readSetReference(reader, typesOf(key), data);
  return map && { key, map };
}
