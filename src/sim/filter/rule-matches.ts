/** The matches of one line of iptables-save, option by option. Source: iptables-extensions(8). */
import type { Match } from './rule';

/** Before the chain: -A CHAIN */
const FIRST = 2;

/** Reads an option's values and gives its match; null for what changes nothing, a sentence for what is refused. */
type Read = (reading: Reading) => Match | null | string;

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['-s', (at) => ({ kind: 'source', cidr: at.value(), not: at.not })],
  ['-d', (at) => ({ kind: 'destination', cidr: at.value(), not: at.not })],
  ['-i', (at) => ({ kind: 'in', device: at.value(), not: at.not })],
  ['-o', (at) => ({ kind: 'out', device: at.value(), not: at.not })],
  ['-p', (at) => ({ kind: 'protocol', protocol: at.value(), not: at.not })],
  ['-m', (at) => at.load(at.value())],
  ['--sport', (at) => ({ kind: 'sport', protocol: at.module, ...range(at.value()), not: at.not })],
  ['--dport', (at) => ({ kind: 'dport', protocol: at.module, ...range(at.value()), not: at.not })],
  ['--dports', (at) => ({ kind: 'dports', ports: at.value().split(',').map(Number) })],
  ['--ctstate', (at) => ({ kind: 'ctstate', states: at.value().split(','), not: at.not })],
  ['--mark', (at) => ({ kind: 'mark', ...masked(at.value()), not: at.not })],
  [
    '--mode',
    (at) => (at.value() === 'random' ? null : 'only the random mode of statistic is modelled'),
  ],
  ['--probability', (at) => ({ kind: 'statistic', probability: Number(at.value()) })],
  ['--comment', (at) => ({ kind: 'comment', text: at.value() })],
  ['--src-type', (at) => ({ kind: 'addrtype', which: 'src', type: at.value(), not: at.not })],
  ['--dst-type', (at) => ({ kind: 'addrtype', which: 'dst', type: at.value(), not: at.not })],
  ['--icmp-type', (at) => ({ kind: 'icmp-type', type: at.value(), not: at.not })],
  ['--nfacct-name', (at) => ({ kind: 'nfacct', name: at.value() })],
  ['--set', (at) => at.recall({ set: true })],
  ['--rcheck', (at) => at.recall({ set: false })],
  ['--seconds', (at) => at.recall({ seconds: Number(at.value()) })],
  ['--name', (at) => at.recall({ name: at.value() })],
  ['--mask', (at) => at.skip()],
  ['--reap', () => null],
  ['--rsource', () => null],
]);

/** Options of the module "recent"; one match however many of them are there. */
interface Recent {
  readonly name?: string;
  readonly set?: boolean;
  readonly seconds?: number;
}

export class Reading {
  not = false;
  module = '';
  private at = FIRST;
  private readonly found: Match[] = [];
  private recent: Recent = {};

  constructor(private readonly tokens: readonly string[]) {}

  take(): string | undefined {
    const token = this.tokens[this.at];
    this.at += 1;
    return token;
  }

  value(): string {
    return this.take() ?? '';
  }

  rest(): readonly string[] {
    return this.tokens.slice(this.at);
  }

  /** Reads one option with its values; says why when it is refused. */
  option(token: string): string | null {
    if (token === '!') {
      this.not = true;
      return null;
    }
    const read = READERS.get(token);
    if (!read) return `option ${token} is not modelled`;
    const match = read(this);
    if (typeof match === 'string') return match;
    if (match) this.found.push(match);
    this.not = false;
    return null;
  }

  load(module: string): null {
    this.module = module;
    return null;
  }

  /** The value is the same for every rule that an agent writes. */
  skip(): null {
    this.at += 1;
    return null;
  }

  recall(options: Recent): null {
    this.recent = { ...this.recent, ...options };
    return null;
  }

  matches(): readonly Match[] {
    const { name = 'DEFAULT', set, seconds } = this.recent;
    return set === undefined ? this.found : [...this.found, { kind: 'recent', name, set, seconds }];
  }
}

export function masked(text: string): { readonly value: number; readonly mask: number } {
  const [value = '0', mask = '0xffffffff'] = text.split('/');
  return { value: Number(value), mask: Number(mask) >>> 0 };
}

function range(text: string): { readonly low: number; readonly high: number } {
  const [low = '0', high = low] = text.split(':');
  return { low: Number(low), high: Number(high) };
}
