/** How each nft data type writes its values. Source: nft(8) "DATA TYPES", src/datatype.c, src/ct.c, src/fib.c of nftables 1.0.6. */
import { ipv4FromNumber, ipv4ToNumber, isIpv4, parseCidr } from '../../wire/address';
import type { Datatype, Key, Pattern, Selector } from './types';

type Names = Readonly<Record<string, number>>;

const SYMBOLS: Readonly<Partial<Record<Datatype, Names>>> = {
  inet_proto: { icmp: 1, igmp: 2, ipv4: 4, tcp: 6, udp: 17, gre: 47, sctp: 132 },
  ct_state: { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 },
  ct_dir: { original: 0, reply: 1 },
  ct_status: {
    expected: 1,
    'seen-reply': 2,
    assured: 4,
    confirmed: 8,
    snat: 16,
    dnat: 32,
    dying: 512,
  },
  icmp_type: {
    'echo-reply': 0,
    'destination-unreachable': 3,
    redirect: 5,
    'echo-request': 8,
    'time-exceeded': 11,
  },
  icmp_code: {
    'net-unreachable': 0,
    'host-unreachable': 1,
    'prot-unreachable': 2,
    'port-unreachable': 3,
    'frag-needed': 4,
    'net-prohibited': 9,
    'host-prohibited': 10,
    'admin-prohibited': 13,
  },
  fib_addrtype: { local: 2 },
  nf_proto: { ipv4: 2, ipv6: 10 },
};

/** Types whose values are sets of flags: "new,established" matches when any of them is set. */
export const isFlags = (type: Datatype): boolean => type === 'ct_state' || type === 'ct_status';

export const exactly = (value: number): Pattern => ({ kind: 'range', low: value, high: value });

export function typeOf(selector: Selector): Datatype {
  switch (selector.kind) {
    case 'ip':
      return selector.field === 'protocol' ? 'inet_proto' : 'ipv4_addr';
    case 'port':
      return 'inet_service';
    case 'meta':
      if (selector.key === 'l4proto') return 'inet_proto';
      if (selector.key === 'nfproto') return 'nf_proto';
      return selector.key === 'mark' ? 'mark' : 'ifname';
    case 'ct':
      return selector.key === 'direction' ? 'ct_dir' : `ct_${selector.key}`;
    case 'icmp':
      return `icmp_${selector.field}`;
    case 'fib':
      return 'fib_addrtype';
    case 'numgen':
      return 'integer';
  }
}

const NUMBER = /^(0x[0-9a-f]+|\d+)$/i;
const LARGEST: Readonly<Partial<Record<Datatype, number>>> = {
  inet_proto: 255,
  inet_service: 65535,
  icmp_type: 255,
  icmp_code: 255,
};

/** One constant of a type, or null when the text is none. */
export function readConstant(type: Datatype, text: string): Pattern | null {
  if (type === 'ifname') return { kind: 'name', name: text };
  if (type === 'ipv4_addr' && text.includes('/')) {
    const cidr = parseCidr(text);
    return cidr.ok ? { kind: 'range', low: cidr.value.network, high: cidr.value.broadcast } : null;
  }
  const [first = '', last, ...more] = text.split('-');
  const whole = readValue(type, text);
  if (whole !== null) return exactly(whole);
  if (last === undefined || more.length > 0) return null;
  const low = readValue(type, first);
  const high = readValue(type, last);
  return low !== null && high !== null && low <= high ? { kind: 'range', low, high } : null;
}

function readValue(type: Datatype, text: string): number | null {
  if (type === 'ipv4_addr') return isIpv4(text) ? ipv4ToNumber(text) : null;
  const symbol = SYMBOLS[type]?.[text];
  if (symbol !== undefined) return symbol;
  if (!NUMBER.test(text)) return null;
  const value = Number(text);
  return value <= (LARGEST[type] ?? 0xffffffff) ? value : null;
}

export function printPattern(type: Datatype, pattern: Pattern): string {
  if (pattern.kind === 'name') return `"${pattern.name}"`;
  const { low, high } = pattern;
  if (isFlags(type)) return flagNames(type, low).join(',');
  if (low === high) return printValue(type, low);
  const prefix = type === 'ipv4_addr' ? prefixOf(low, high) : null;
  if (prefix !== null) return `${ipv4FromNumber(low)}/${prefix}`;
  return `${printValue(type, low)}-${printValue(type, high)}`;
}

export const printKey = (types: readonly Datatype[], key: Key): string =>
  key.map((pattern, index) => printPattern(types[index] ?? 'integer', pattern)).join(' . ');

function flagNames(type: Datatype, value: number): readonly string[] {
  return Object.entries(SYMBOLS[type] ?? {})
    .filter(([, bit]) => (value & bit) !== 0)
    .map(([name]) => name);
}

function printValue(type: Datatype, value: number): string {
  if (type === 'ipv4_addr') return ipv4FromNumber(value);
  if (type === 'mark') return hex(value);
  const name = Object.entries(SYMBOLS[type] ?? {}).find(([, number]) => number === value)?.[0];
  return name ?? String(value);
}

export const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

/** The prefix length if the range is one whole prefix. */
function prefixOf(low: number, high: number): number | null {
  const size = high - low + 1;
  const bits = Math.log2(size);
  return Number.isInteger(bits) && low % size === 0 ? 32 - bits : null;
}

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
];

/** "3h", "1h30m", "90s"; null when it is no time. */
export function readTime(text: string): number | null {
  const match = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (!match || text === '') return /^\d+$/.test(text) ? Number(text) : null;
  return UNITS.reduce(
    (sum, [, seconds], index) => sum + Number(match[index + 1] ?? 0) * seconds,
    0,
  );
}

export function printMilliseconds(milliseconds: number): string {
  const rest = milliseconds % 1000;
  return `${printTime(Math.floor(milliseconds / 1000))}${rest > 0 ? `${rest}ms` : ''}`;
}

export function printTime(seconds: number): string {
  let rest = seconds;
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
