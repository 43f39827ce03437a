/**
 * Netfilter's own account of a scenario (`nft monitor trace`): the chains that each packet met on a node, in order, and the
 * rules that matched. The packets are those of another run of the same scenario, so numbers and ports differ.
 */
import type { ChainPlan, KernelPlan, NamespacePlan, TableName } from '../../sim/plan';
import type { Hop } from '../../sim/trace/types';
import type { Ipv4Packet, TcpFlags } from '../../sim/wire/types';
import type { Counted } from './counted';
import { type Json, list, NotComparable, record } from './golden';
import { type Call, isRealChain, recordedSights, type Sight, sightAt } from './probes';
import { clausesOfSave, clausesOfTrace } from './rule-clauses';
import type { Disagreement } from './watch';

const PACKET_FIELDS = 'iif oif saddr daddr ttl id sport dport flags icmp mark'.split(' ');
const STEP_FIELDS = 'chain changed facts rule policy verdict'.split(' ');
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
};

interface Walk {
  /** who sends what to whom, without what chance decides */
  readonly signature: string;
  readonly steps: readonly string[];
}

interface RecordedWalk extends Walk {
  readonly sights: readonly Sight[];
}

interface SimulatedWalk extends Walk {
  readonly calls: readonly Call[];
}

/** Tracing loaded the modules of tables that are empty on the node; they are met all the same. */
export function withTracedTables(plan: KernelPlan, trace: unknown): KernelPlan {
  const namespaces = { ...plan.namespaces };
  for (const [name, packets] of Object.entries(record(record(trace).nodes))) {
    const namespace = namespaces[name];
    if (namespace) namespaces[name] = withTables(namespace, packets);
  }
  return { namespaces };
}

function withTables(namespace: NamespacePlan, packets: unknown): NamespacePlan {
  const iptables: Partial<Record<TableName, readonly ChainPlan[]>> = { ...namespace.iptables };
  const steps = list(packets).flatMap((packet) => list(record(packet).steps).map(record));
  for (const met of new Set(steps.map((step) => String(step.chain)))) {
    const [table = '', name = ''] = met.split(' ');
    if (!BUILT_IN[table]?.includes(name) || namespace.iptables[table as TableName]) continue;
    const chain: ChainPlan = { name, policy: 'ACCEPT', rules: [] };
    iptables[table as TableName] = [...(iptables[table as TableName] ?? []), chain];
  }
  return { ...namespace, iptables };
}

export function compareTrace(
  trace: unknown,
  plan: KernelPlan,
  hops: readonly Hop[],
  calls: ReadonlyMap<number, readonly Call[]>,
  counted: Counted,
): Disagreement[] {
  const found: Disagreement[] = [];
  for (const [node, packets] of Object.entries(record(record(trace).nodes))) {
    const namespace = plan.namespaces[node];
    if (!namespace) throw new NotComparable(`trace: there is no namespace ${node}`);
    const expected = list(packets).map((packet, index) =>
      readWalk(record(packet), `${node}[${index}]`),
    );
    for (const { steps, sights } of expected) {
      counted.steps += steps.length;
      counted.facts += sights.length;
    }
    found.push(...compareNode(node, expected, simulatedWalks(namespace, hops, calls)));
  }
  return found;
}

/** The recording may lack packets, at its end above all; those it has must come in this order. */
function compareNode(
  node: string,
  expected: readonly RecordedWalk[],
  got: readonly SimulatedWalk[],
): Disagreement[] {
  const found: Disagreement[] = [];
  const unused = [...got];
  for (const [index, walk] of expected.entries()) {
    const hop = `trace ${node} packet ${index}`;
    const at = unused.findIndex((entry) => entry.signature === walk.signature);
    const [candidate] = at < 0 ? [] : unused.splice(at, 1);
    if (!candidate) {
      found.push({ hop, field: 'packet', expected: walk.signature, got: 'nothing' });
      continue;
    }
    found.push(...compareSights(hop, walk.sights, candidate.calls));
    const length = Math.max(walk.steps.length, candidate.steps.length);
    for (let step = 0; step < length; step += 1) {
      const [want, have] = [walk.steps[step] ?? 'the end', candidate.steps[step] ?? 'the end'];
      if (want === have || isBeginning(want, have)) continue;
      found.push({ hop, field: `step ${step}`, expected: want, got: have });
      break;
    }
  }
  return found;
}

function compareSights(
  hop: string,
  sights: readonly Sight[],
  calls: readonly Call[],
): Disagreement[] {
  for (const { hook, priority, text } of sights) {
    const got = sightAt(calls, hook, priority);
    if (text !== got) return [{ hop, field: `facts at ${hook} ${priority}`, expected: text, got }];
  }
  return [];
}

/** The recorder cut long rules. */
const CUT = '…';

const isBeginning = (want: string, have: string): boolean =>
  want.endsWith(CUT) && have.startsWith(want.slice(0, -CUT.length));

function readWalk(packet: Json, place: string): RecordedWalk {
  const fields = record(packet.packet);
  for (const key of Object.keys(fields)) {
    if (!PACKET_FIELDS.includes(key))
      throw new NotComparable(`trace: unknown field ${place}.${key}`);
  }
  const direction = fields.iif === undefined ? 'sent' : 'received';
  const kind = fields.icmp ?? flagsOf(fields.flags);
  const steps = list(packet.steps).map(record);
  for (const step of steps) {
    for (const key of Object.keys(step)) {
      if (!STEP_FIELDS.includes(key))
        throw new NotComparable(`trace: unknown field ${place}.${key}`);
    }
  }
  return {
    signature: [direction, fields.saddr, fields.daddr, kind].join(' '),
    steps: steps.filter(isRealChain).map(readStep),
    sights: recordedSights(packet, place),
  };
}

function readStep(step: Json): string {
  const chain = String(step.chain);
  if (step.rule !== undefined) {
    const rule = String(step.rule);
    const cut = rule.includes(' (verdict ') ? '' : CUT;
    return `${chain}: ${clausesOfTrace(rule)}${cut}`;
  }
  if (step.policy !== undefined) return `${chain}: policy ${String(step.policy).split(' ')[0]}`;
  return `${chain}: enter`;
}

const FLAG_NAMES: Readonly<Record<string, number>> = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
};

/** nft prints "syn", "ack" or a number */
const flagsOf = (flags: unknown): string =>
  flags === undefined ? 'no flags' : `flags ${FLAG_NAMES[String(flags)] ?? Number(flags)}`;

const ICMP_NAMES: Readonly<Record<number, string>> = {
  0: 'echo-reply',
  3: 'destination-unreachable',
  5: 'redirect',
  8: 'echo-request',
  11: 'time-exceeded',
};

function signatureOf(hop: Hop, direction: string): string {
  const packet = hop.before as Ipv4Packet;
  const l4 = packet.payload;
  const kind =
    l4.kind === 'icmp'
      ? (ICMP_NAMES[l4.type] ?? String(l4.type))
      : l4.kind === 'tcp'
        ? `flags ${bitsOf(l4.flags)}`
        : 'no flags';
  return [direction, packet.source, packet.destination, kind].join(' ');
}

const bitsOf = (flags: TcpFlags): number =>
  Object.entries(flags).reduce((sum, [name, set]) => sum + (set ? (FLAG_NAMES[name] ?? 0) : 0), 0);

/** Each packet from PREROUTING or OUTPUT on; a tunnel makes another packet of it. */
function simulatedWalks(
  namespace: NamespacePlan,
  hops: readonly Hop[],
  calls: ReadonlyMap<number, readonly Call[]>,
): readonly SimulatedWalk[] {
  interface Draft {
    readonly signature: string;
    readonly steps: string[];
    readonly calls: Call[];
  }
  const walks: Draft[] = [];
  const open = new Map<number, Draft>();
  const base = baseChains(namespace);
  for (const hop of hops) {
    if (hop.namespace !== namespace.name || hop.stage !== 'hook' || !hop.hook) continue;
    if (hop.hook === 'PREROUTING' || hop.hook === 'OUTPUT') {
      const direction = hop.hook === 'OUTPUT' ? 'sent' : 'received';
      const walk: Draft = { signature: signatureOf(hop, direction), steps: [], calls: [] };
      open.set(hop.packet, walk);
      walks.push(walk);
    }
    open.get(hop.packet)?.steps.push(...stepsOf(hop, base));
    open.get(hop.packet)?.calls.push(...(calls.get(hop.n) ?? []));
  }
  return walks;
}

function baseChains(namespace: NamespacePlan): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [table, chains] of Object.entries(BUILT_IN))
    for (const chain of chains) names.add(`${table} ${chain}`);
  for (const { name, chains } of namespace.nft ?? [])
    for (const chain of chains) if (chain.base) names.add(`${name} ${chain.name}`);
  return names;
}

function stepsOf(hop: Hop, base: ReadonlySet<string>): string[] {
  const steps: string[] = [];
  let entered = '';
  for (const cause of hop.causes) {
    if (cause.kind !== 'rule' && cause.kind !== 'policy') continue;
    const table = cause.table?.split(' ').at(-1) ?? '';
    const chain = `${table} ${cause.chain}`;
    if (base.has(chain) && chain !== entered) {
      entered = chain;
      steps.push(`${chain}: enter`);
    }
    if (cause.kind === 'policy') steps.push(`${chain}: policy ${lastWord(cause.text)}`);
    else if (cause.matched) {
      const isSave = cause.text.startsWith('-A ');
      const clauses = isSave ? clausesOfSave(cause.text) : clausesOfTrace(cause.text);
      steps.push(`${chain}: ${clauses}`);
    }
  }
  return steps;
}

const lastWord = (text: string): string => (text.split(' ').at(-1) ?? '').toLowerCase();
