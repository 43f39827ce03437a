/**
 * Walks a packet through one table at one hook. Every rule looked at becomes a cause.
 * Source: Linux net/ipv4/netfilter/ip_tables.c ipt_do_table().
 */
import type { HookName, TableName } from '../plan';
import type { Cause } from '../trace/types';
import { cidrContains } from '../wire/address';
import { type Ipv4Packet, PROTO_ICMP, PROTO_TCP, PROTO_UDP } from '../wire/types';
import { isDestinationTranslated, isSourceTranslated } from './nat';
import type { Match } from './rule';
import type { CompiledChain, CompiledRule, CompiledRuleset } from './ruleset';
import type { Draw, FilterVerdict, PacketContext, Traversal } from './types';

interface Walk {
  readonly table: TableName;
  readonly chains: ReadonlyMap<string, CompiledChain>;
  readonly context: PacketContext;
  readonly draw: Draw;
  readonly causes: Cause[];
  mark: number;
  decidedBy: number;
}

const PROTOCOLS: Readonly<Record<string, number>> = {
  tcp: PROTO_TCP,
  udp: PROTO_UDP,
  icmp: PROTO_ICMP,
};

export function traverse(
  ruleset: CompiledRuleset | undefined,
  table: TableName,
  hook: HookName,
  context: PacketContext,
  draw: Draw,
): Traversal {
  const chains = ruleset?.[table];
  const start = chains?.get(hook);
  const nothing = {
    table,
    hook,
    verdict: { kind: 'accept' } as const,
    mark: context.mark,
    causes: [],
    decidedBy: -1,
  };
  if (!chains || !start) return nothing;
  const walk: Walk = {
    table,
    chains,
    context,
    draw,
    causes: [],
    mark: context.mark,
    decidedBy: -1,
  };
  const verdict = walkChain(walk, start) ?? policy(walk, start);
  return { table, hook, verdict, mark: walk.mark, causes: walk.causes, decidedBy: walk.decidedBy };
}

function policy(walk: Walk, chain: CompiledChain): FilterVerdict {
  walk.decidedBy = walk.causes.length;
  walk.causes.push({
    kind: 'policy',
    text: `-P ${chain.name} ${chain.policy ?? 'ACCEPT'}`,
    origin: { agent: 'kernel', why: 'no rule decided, so the policy of the chain does' },
    table: walk.table,
    chain: chain.name,
    matched: true,
  });
  return { kind: chain.policy === 'DROP' ? 'drop' : 'accept' };
}

/** null: the chain ended or returned without a decision. */
function walkChain(walk: Walk, chain: CompiledChain): FilterVerdict | null {
  for (const [index, rule] of chain.rules.entries()) {
    const matched = rule.matches.every((match) => applies(walk, rule, match));
    const cause: Cause = {
      kind: 'rule',
      text: rule.text,
      origin: rule.plan.origin,
      table: walk.table,
      chain: chain.name,
      index: index + 1,
      matched,
      effect: matched ? effectOf(rule) : undefined,
      command: `iptables -t ${walk.table} -S ${chain.name}`,
    };
    const position = walk.causes.push(cause) - 1;
    if (!matched) continue;
    const { target } = rule;
    if (target.kind === 'none') continue;
    if (target.kind === 'return') return null;
    if (target.kind === 'mark') {
      walk.mark = ((walk.mark & ~target.mask) ^ target.value) >>> 0;
      continue;
    }
    if (target.kind === 'jump' || target.kind === 'goto') {
      const next = walk.chains.get(target.chain);
      const verdict = next ? walkChain(walk, next) : null;
      if (verdict || target.kind === 'goto') return verdict;
      continue;
    }
    walk.decidedBy = position;
    return target as FilterVerdict;
  }
  return null;
}

function effectOf(rule: CompiledRule): string | undefined {
  const { target } = rule;
  const chance = rule.matches.find((match) => match.kind === 'statistic');
  const drawn = chance ? `probability ${chance.probability.toFixed(3)}: taken; ` : '';
  switch (target.kind) {
    case 'dnat':
      return `DNAT to ${target.address ?? ''}${target.port ? `:${target.port}` : ''}`;
    case 'masquerade':
      return 'MASQUERADE: the source becomes an address of the outgoing interface';
    case 'mark':
      return `mark ${target.mask === 0 ? 'toggles' : 'gets'} 0x${target.value.toString(16)}`;
    case 'jump':
    case 'goto':
      return `${drawn}jump to ${target.chain}`;
    case 'none':
      return undefined;
    default:
      return target.kind;
  }
}

function applies(walk: Walk, rule: CompiledRule, match: Match): boolean {
  switch (match.kind) {
    case 'comment':
    case 'nfacct':
      return true;
    case 'statistic':
      return walk.draw(rule.plan, match.probability, walk.context);
    case 'recent':
      return recent(walk, match);
    case 'dports':
      return match.ports.includes(portsOf(walk.context).destination);
    default:
      return holds(walk, match) !== match.not;
  }
}

/** xt_recent: --set writes the source down and matches; --rcheck matches who was there within the time. */
function recent({ context }: Walk, match: Extract<Match, { kind: 'recent' }>): boolean {
  const { memory, packet } = context;
  const list = `recent ${match.name}`;
  if (!match.set) return memory?.recalls(list, packet.source, match.seconds) ?? false;
  memory?.remember(list, packet.source, Number.POSITIVE_INFINITY);
  return true;
}

function portsOf(context: PacketContext): { source: number; destination: number } {
  const l4 = context.packet.payload;
  if (l4.kind !== 'tcp' && l4.kind !== 'udp') return { source: -1, destination: -1 };
  return { source: l4.sourcePort, destination: l4.destinationPort };
}

type Negatable = Extract<Match, { not: boolean }>;

const deviceMatches = (pattern: string, device = ''): boolean =>
  pattern.endsWith('+') ? device.startsWith(pattern.slice(0, -1)) : device === pattern;

function holds(walk: Walk, match: Negatable): boolean {
  const { context } = walk;
  const { packet } = context;
  switch (match.kind) {
    case 'source':
      return cidrContains(
        match.cidr.includes('/') ? match.cidr : `${match.cidr}/32`,
        packet.source,
      );
    case 'destination':
      return cidrContains(
        match.cidr.includes('/') ? match.cidr : `${match.cidr}/32`,
        packet.destination,
      );
    case 'in':
      return deviceMatches(match.device, context.inDevice);
    case 'out':
      return deviceMatches(match.device, context.outDevice);
    case 'protocol':
      return packet.protocol === (PROTOCOLS[match.protocol] ?? Number(match.protocol));
    case 'sport':
      return inRange(portsOf(context).source, match);
    case 'dport':
      return inRange(portsOf(context).destination, match);
    case 'ctstate':
      return match.states.some((state) => state === context.ctState || isNatState(context, state));
    case 'mark':
      return (walk.mark & match.mask) >>> 0 === match.value;
    case 'addrtype':
      return (
        match.type === 'LOCAL' &&
        context.isLocalAddress(match.which === 'src' ? packet.source : packet.destination)
      );
    case 'icmp-type':
      return hasIcmpType(packet.payload, match.type);
  }
}

/** "8" or "3/4": a type alone stands for all of its codes. */
function hasIcmpType(payload: Ipv4Packet['payload'], wanted: string): boolean {
  if (payload.kind !== 'icmp') return false;
  const [type, code] = wanted.split('/');
  return String(payload.type) === type && (code === undefined || String(payload.code) === code);
}

const inRange = (port: number, range: { low: number; high: number }): boolean =>
  port >= range.low && port <= range.high;

function isNatState(context: PacketContext, state: string): boolean {
  const { connection } = context;
  if (!connection) return false;
  if (state === 'DNAT') return isDestinationTranslated(connection);
  if (state === 'SNAT') return isSourceTranslated(connection);
  return false;
}
