/** What the selectors of a rule read from a packet, and whether a set holds it. */
import type { RulePlan } from '../../plan';
import { ipv4ToNumber } from '../../wire/address';
import { PROTO_TCP, PROTO_UDP } from '../../wire/types';
import type { Connection, PacketContext } from '../types';
import { isFlags, printPattern } from './constants';
import type { Walk } from './walk';
import { typesOf } from './expression';
import { printVerdict } from './print-rule';
import type {
  CompiledElement,
  CompiledNftTable,
  Datatype,
  Element,
  Expression,
  Key,
  MapLookup,
  Pattern,
  Selector,
  SetReference,
} from './types';

type Value = number | string;

export const tableName = ({ plan }: CompiledNftTable): string => `${plan.family} ${plan.name}`;
export const setKey = (table: CompiledNftTable, set: string): string =>
  `${tableName(table)} ${set}`;

/** null: the packet has no such field, so the rule ends here (NFT_BREAK), whatever it compares. */
export function readValues(walk: Walk, expression: Expression): readonly Value[] | null {
  const values: Value[] = [];
  for (const selector of expression) {
    const value = readValue(walk, selector);
    if (value === null) return null;
    values.push(value);
  }
  return values;
}

function readValue(walk: Walk, selector: Selector): Value | null {
  const { context } = walk;
  const { packet } = context;
  switch (selector.kind) {
    case 'ip':
      return selector.field === 'protocol'
        ? packet.protocol
        : ipv4ToNumber(packet[ADDRESS[selector.field]]);
    case 'port':
      return portOf(context, selector);
    case 'meta':
      return metaOf(walk, selector.key);
    case 'ct':
      return trackingOf(context, selector.key);
    case 'icmp':
      return packet.payload.kind === 'icmp' ? packet.payload[selector.field] : null;
    case 'fib':
      return context.isLocalAddress(packet[ADDRESS[selector.address]]) ? LOCAL : NOT_LOCAL;
    case 'numgen':
      return selector.offset + walk.dice.choose(null, numbered(selector.modulus), walk.context);
  }
}

const ADDRESS = { saddr: 'source', daddr: 'destination' } as const;
const LOCAL = 2;
const NOT_LOCAL = 1;
const NFPROTO_IPV4 = 2;

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => String(n));

const PORT_PROTOCOLS = { tcp: [PROTO_TCP], udp: [PROTO_UDP], sctp: [], th: [PROTO_TCP, PROTO_UDP] };

/** Simplified: `th` of a packet that has no ports reads nothing here; Linux reads whatever bytes stand there. */
function portOf(
  { packet }: PacketContext,
  { protocol, field }: Extract<Selector, { kind: 'port' }>,
): number | null {
  const l4 = packet.payload;
  if (l4.kind !== 'tcp' && l4.kind !== 'udp') return null;
  if (!(PORT_PROTOCOLS[protocol] as readonly number[]).includes(packet.protocol)) return null;
  return field === 'sport' ? l4.sourcePort : l4.destinationPort;
}

function metaOf(
  { context, mark }: Walk,
  key: Extract<Selector, { kind: 'meta' }>['key'],
): Value | null {
  switch (key) {
    case 'l4proto':
      return context.packet.protocol;
    case 'nfproto':
      return NFPROTO_IPV4;
    case 'mark':
      return mark;
    case 'iif':
    case 'iifname':
      return context.inDevice ?? (key === 'iif' ? null : '');
    case 'oif':
    case 'oifname':
      return context.outDevice ?? (key === 'oif' ? null : '');
  }
}

const STATE_BITS = { INVALID: 1, ESTABLISHED: 2, RELATED: 4, NEW: 8, UNTRACKED: 64 } as const;

function trackingOf(
  { ctState, ctDirection, connection }: PacketContext,
  key: 'state' | 'direction' | 'status',
): number | null {
  if (key === 'state') return STATE_BITS[ctState];
  if (!connection) return null;
  if (key === 'direction') return ctDirection === 'original' ? 0 : 1;
  return statusOf(connection);
}

/** enum ip_conntrack_status, include/uapi/linux/netfilter/nf_conntrack_common.h */
function statusOf(connection: Connection): number {
  const { original, reply, seenReply, assured, confirmed } = connection;
  const isSourceTranslated =
    original.source !== reply.destination || original.sourcePort !== reply.destinationPort;
  const isDestinationTranslated =
    original.destination !== reply.source || original.destinationPort !== reply.sourcePort;
  const flags: readonly (readonly [number, boolean])[] = [
    [2, seenReply],
    [4, assured],
    [8, confirmed],
    [16, isSourceTranslated],
    [32, isDestinationTranslated],
  ];
  return flags.reduce((sum, [bit, isSet]) => (isSet ? sum | bit : sum), 0);
}

export const keyMatches = (
  types: readonly Datatype[],
  values: readonly Value[],
  key: Key,
): boolean => key.every((pattern, index) => matches(types[index], values[index], pattern));

function matches(type: Datatype | undefined, value: Value | undefined, pattern: Pattern): boolean {
  if (pattern.kind === 'name') {
    const { name } = pattern;
    return name.endsWith('*') && typeof value === 'string'
      ? value.startsWith(name.slice(0, -1))
      : value === name;
  }
  if (typeof value !== 'number') return false;
  if (type && isFlags(type)) return (value & pattern.low) !== 0;
  return value >= pattern.low && value <= pattern.high;
}

export function findElement(
  walk: Walk,
  expression: Expression,
  values: readonly Value[],
  reference: SetReference,
): Element | CompiledElement | null {
  const types = typesOf(expression);
  if (reference.kind === 'anonymous') {
    return reference.elements.find(({ key }) => keyMatches(types, values, key)) ?? null;
  }
  const set = walk.table.sets.get(reference.name);
  if (!set) return null;
  const exact = set.exact.get(values.join(' '));
  if (exact) return exact;
  const range = set.ranges.find(({ key }) => keyMatches(types, values, key));
  if (range) return range;
  const isKnown = walk.context.memory?.recalls(
    setKey(walk.table, set.name),
    printValues(types, values),
  );
  return isKnown ? { key: [] } : null;
}

export const printValues = (types: readonly Datatype[], values: readonly Value[]): string =>
  values
    .map((value, index) =>
      typeof value === 'string'
        ? value
        : printPattern(types[index] ?? 'integer', { kind: 'range', low: value, high: value }),
    )
    .join(' . ');

/** A random number picks among what the map gives, so that a chosen endpoint can be asked for. */
export function lookUp(
  walk: Walk,
  rule: RulePlan,
  { key, map }: MapLookup,
): Element | CompiledElement | null {
  const [only] = key;
  const isDrawn = only?.kind === 'numgen' && map.kind === 'anonymous';
  const values = isDrawn ? [drawn(walk, rule, only, map.elements)] : readValues(walk, key);
  return values && findElement(walk, key, values, map);
}

function drawn(
  walk: Walk,
  rule: RulePlan,
  { modulus, offset }: Extract<Selector, { kind: 'numgen' }>,
  elements: readonly Element[],
): number {
  const choices = numbered(modulus).map((_, n) => {
    const element = elements.find(({ key }) => keyMatches(['integer'], [offset + n], key));
    return element ? describe(element) : '';
  });
  return offset + walk.dice.choose(rule, choices, walk.context);
}

/** "goto endpoint-…" or "10.244.0.5:8080" */
function describe({ data }: Element): string {
  if (!data) return '';
  if (data.kind === 'verdict') return printVerdict(data.verdict);
  return [
    valueAt(data.value, 0, 'ipv4_addr'),
    ...data.value.slice(1).map((_, n) => valueAt(data.value, n + 1, 'inet_service')),
  ].join(':');
}

export function valueAt(key: Key, index: number, type: Datatype): string {
  const pattern = key[index];
  return pattern ? printPattern(type, pattern) : '';
}
