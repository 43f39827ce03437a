/**
 * One netfilter hook as a packet meets it: connection tracking, base chains in order of priority, NAT, confirmation.
 * The order is that of filter/hooks.ts; confirmation comes last. The nat chains see the first packet of a flow only.
 */
import { confirmConnection, expireConnections, isSameFlow, track } from '../filter/conntrack';
import {
  type BaseChain,
  firstTranslation,
  hasRules,
  stationsAt,
  tracksConnections,
  walkBaseChain,
} from '../filter/hooks';
import { applyNat, isDestinationTranslated, isSourceTranslated } from '../filter/nat';
import { printConnection } from '../filter/print-conntrack';
import type { Connection, FilterVerdict, PacketContext, Traversal } from '../filter/types';
import { REDIRECT } from '../net/icmp';
import { isLocalAddress } from '../net/source-address';
import { sysctlNumber } from '../net/sysctl';
import type { HookName } from '../plan';
import type { Skb, Timed } from '../skb';
import type { Cause, Layer, Verdict } from '../trace/types';
import type { Ipv4Packet } from '../wire/types';
import { decideNat } from './decide-nat';
import { cause, dropped, type Host, type Kernel, record } from './kernel';
import { memoryOf } from './memory';
import { answerReject } from './reject';

export type HookResult =
  | { readonly verdict: 'accept'; readonly skb: Skb }
  | { readonly verdict: 'stop'; readonly next: readonly Timed[] };

export const hasNetfilter = (host: Host): boolean => hasRules(host.plan);

export const hasConntrack = (host: Host): boolean => tracksConnections(host.plan);

interface Progress {
  skb: Skb;
  readonly causes: Cause[];
  decidedBy: number | undefined;
  layer: Layer;
  notrack: boolean;
  refusal: { readonly verdict: FilterVerdict; readonly chain: string } | null;
}

/** `shown` is the packet as the picture should show it before the hook (FORWARD already lowered the TTL). */
export function runHook(
  kernel: Kernel,
  host: Host,
  hook: HookName,
  skb: Skb,
  shown: Ipv4Packet = skb.packet,
): HookResult {
  if (!hasNetfilter(host)) return { verdict: 'accept', skb };
  const progress: Progress = {
    skb,
    causes: [],
    decidedBy: undefined,
    layer: 3,
    notrack: false,
    refusal: null,
  };
  kernel.probe?.(host.plan.name, hook, -Infinity, skb);
  for (const station of stationsAt(host.plan, hook)) {
    if (station.do === 'track') {
      const full = trackPacket(kernel, host, progress);
      if (full) return stop(kernel, host, hook, shown, progress, full);
    } else if (station.do === 'translate') {
      translate(kernel, host, hook, station.chains, progress);
    } else visit(kernel, host, station.chain, hook, progress);
    if (progress.refusal) return refuse(kernel, host, hook, shown, progress);
    kernel.probe?.(host.plan.name, hook, station.priority, progress.skb);
  }
  if (hook === 'POSTROUTING' || hook === 'INPUT') confirm(kernel, host, progress);
  hookHop(kernel, host, hook, shown, progress);
  return { verdict: 'accept', skb: progress.skb };
}

function contextOf(kernel: Kernel, host: Host, skb: Skb): PacketContext {
  return {
    packetId: skb.identity.id,
    packet: skb.packet,
    inDevice: skb.inDevice,
    outDevice: skb.outDevice,
    mark: skb.mark,
    ctState: skb.tracking.state,
    ctDirection: skb.tracking.direction,
    connection: skb.tracking.connection,
    isLocalAddress: (ip) => isLocalAddress(host.plan, ip),
    memory: memoryOf(kernel, host),
  };
}

function visit(
  kernel: Kernel,
  host: Host,
  chain: BaseChain,
  hook: HookName,
  progress: Progress,
  isNat = false,
): Traversal {
  const context = contextOf(kernel, host, progress.skb);
  const traversal = walkBaseChain(host.plan, chain, hook, context, kernel);
  note(host, progress, traversal, isNat);
  progress.skb = { ...progress.skb, mark: traversal.mark };
  const { kind } = traversal.verdict;
  if (kind === 'notrack' || traversal.notrack) {
    progress.notrack = true;
    progress.skb = {
      ...progress.skb,
      tracking: { connection: null, state: 'UNTRACKED', direction: 'original' },
    };
  }
  if (kind === 'drop' || kind === 'reject') {
    const decided = traversal.causes[traversal.decidedBy];
    progress.refusal = {
      verdict: traversal.verdict,
      chain: decided?.chain ?? hook,
    };
    progress.layer = 4;
  }
  return traversal;
}

/** Keeps what was looked at; the last rule that did something is what the picture lights up. */
function note(host: Host, progress: Progress, traversal: Traversal, isNat: boolean): void {
  const offset = progress.causes.length;
  progress.causes.push(...traversal.causes);
  const decided = traversal.causes[traversal.decidedBy];
  if (decided?.kind === 'rule' && decided.matched) {
    if (isNat || progress.decidedBy === undefined || traversal.verdict.kind !== 'accept') {
      progress.decidedBy = offset + traversal.decidedBy;
    }
  }
  for (const item of traversal.causes) {
    if (item.kind !== 'rule' || !item.matched) continue;
    const key = `${item.table} ${item.chain} ${item.index}`;
    host.state.ruleCounters[key] = (host.state.ruleCounters[key] ?? 0) + 1;
  }
}

const untracked = (skb: Skb): boolean =>
  skb.tracking.connection === null && skb.tracking.state === 'UNTRACKED';

/** Returns a reason when the packet must be dropped here. */
function trackPacket(kernel: Kernel, host: Host, progress: Progress): Verdict | null {
  const { skb } = progress;
  if (progress.notrack || !untracked(skb)) return null;
  host.state.conntrack = [...expireConnections(host.state.conntrack, kernel.now)];
  const max = sysctlNumber(host.plan, 'net.netfilter.nf_conntrack_max');
  const tracked = track(skb.packet, host.state.conntrack, {
    nowMicros: kernel.now,
    sysctl: (name) => sysctlNumber(host.plan, name),
    nextId: kernel.nextConnectionId,
    maximum: max,
  });
  if (tracked.dropped === 'table-full') {
    const message = `the conntrack table of ${host.plan.name} is full (${max} entries)`;
    return dropped('conntrack-full', message);
  }
  if (!tracked.connection) {
    progress.skb = {
      ...skb,
      tracking: { connection: null, state: tracked.ctState, direction: tracked.ctDirection },
    };
    return null;
  }
  const { connection } = tracked;
  if (connection.id === kernel.nextConnectionId) kernel.nextConnectionId += 1;
  progress.skb = {
    ...skb,
    tracking: { connection, state: tracked.ctState, direction: tracked.ctDirection },
  };
  if (connection.confirmed) store(kernel, host, connection, tracked.destroyed === true);
  return null;
}

function store(kernel: Kernel, host: Host, connection: Connection, destroyed: boolean): void {
  const known = host.state.conntrack.find((entry) => entry.id === connection.id);
  const others = host.state.conntrack.filter((entry) => entry.id !== connection.id);
  host.state.conntrack = destroyed ? others : [...others, connection];
  const event = destroyed ? 'DESTROY' : known ? 'UPDATE' : 'NEW';
  if (event === 'UPDATE' && known && sameFlow(known, connection)) return;
  kernel.recorder.event(kernel.now, {
    namespace: host.plan.name,
    event,
    id: connection.id,
    text: printConnection(connection, kernel.now),
  });
}

const sameFlow = (a: Connection, b: Connection): boolean =>
  a.tcpState === b.tcpState && a.seenReply === b.seenReply && a.assured === b.assured;

const ACCEPT: FilterVerdict = { kind: 'accept' };

/** Destination NAT at the way in, source NAT at the way out; replies are translated back at the opposite places. */
function translate(
  kernel: Kernel,
  host: Host,
  hook: HookName,
  chains: readonly BaseChain[],
  progress: Progress,
): void {
  const { connection, direction, state } = progress.skb.tracking;
  if (!connection) return;
  if (isRedirect(progress.skb.packet) && isOrMayBeTranslated(connection)) {
    progress.refusal = { verdict: { kind: 'drop' }, chain: `${hook}, as NAT` };
    return;
  }
  const manip = hook === 'PREROUTING' || hook === 'OUTPUT' ? 'destination' : 'source';
  const done = manip === 'destination' ? connection.destinationNatDone : connection.sourceNatDone;
  let current = connection;
  if (!done && direction === 'original' && state === 'NEW') {
    const walk = (chain: BaseChain) => visit(kernel, host, chain, hook, progress, true);
    const verdict = firstTranslation(walk, chains)?.verdict ?? ACCEPT;
    if (progress.refusal) return;
    current = decideNat(kernel, host, progress.skb, connection, verdict, manip);
  }
  const before = progress.skb.packet;
  const packet = applyNat(before, current, direction, manip);
  progress.skb = {
    ...progress.skb,
    packet,
    tracking: { ...progress.skb.tracking, connection: current },
  };
  if (current !== connection && current.confirmed) store(kernel, host, current, false);
  if (packet === before || !isTranslated(before, packet)) return;
  progress.layer = 4;
  const undone = direction === 'reply' || done;
  const effect = `${endpoints(before)} ⇒ ${endpoints(packet)}`;
  const why =
    direction === 'reply' ? 'the reply is translated back' : 'the connection was translated before';
  if (!undone) return;
  progress.decidedBy = progress.causes.length;
  progress.causes.push(
    cause(
      'conntrack',
      printConnection(current, kernel.now),
      { agent: 'kernel', why },
      {
        effect,
        command: 'conntrack -L',
      },
    ),
  );
}

const isRedirect = ({ payload }: Ipv4Packet): boolean =>
  payload.kind === 'icmp' && payload.type === REDIRECT;

/** A redirect would make the two ends talk past their translation (nf_nat_icmp_reply_translation()). */
const isOrMayBeTranslated = (connection: Connection): boolean =>
  !connection.destinationNatDone ||
  !connection.sourceNatDone ||
  isSourceTranslated(connection) ||
  isDestinationTranslated(connection);

function endpoints(packet: Ipv4Packet): string {
  const l4 = packet.payload;
  if (l4.kind !== 'tcp' && l4.kind !== 'udp') return `${packet.source} → ${packet.destination}`;
  return `${packet.source}:${l4.sourcePort} → ${packet.destination}:${l4.destinationPort}`;
}

const isTranslated = (a: Ipv4Packet, b: Ipv4Packet): boolean => endpoints(a) !== endpoints(b);

/**
 * The last thing that happens to a new connection: only now do others see it (nf_conntrack_confirm). When another packet of the
 * same flow was faster, as the two questions of one resolver socket are, its entry serves both (nf_ct_resolve_clash).
 */
function confirm(kernel: Kernel, host: Host, progress: Progress): void {
  const { connection } = progress.skb.tracking;
  if (!connection || connection.confirmed || progress.skb.tracking.direction === 'reply') return;
  const winner = host.state.conntrack.find((entry) => isSameFlow(entry, connection));
  const confirmed = winner ?? confirmConnection(connection);
  if (!winner) store(kernel, host, confirmed, false);
  progress.skb = { ...progress.skb, tracking: { ...progress.skb.tracking, connection: confirmed } };
}

function stop(
  kernel: Kernel,
  host: Host,
  hook: HookName,
  shown: Ipv4Packet,
  progress: Progress,
  verdict: Verdict,
): HookResult {
  hookHop(kernel, host, hook, shown, progress, verdict);
  return { verdict: 'stop', next: [] };
}

/** A rule said DROP (silence) or REJECT (an answer). */
function refuse(
  kernel: Kernel,
  host: Host,
  hook: HookName,
  shown: Ipv4Packet,
  progress: Progress,
): HookResult {
  const { refusal, skb } = progress;
  if (refusal?.verdict.kind !== 'reject') {
    const message = `a rule of chain ${refusal?.chain} drops the packet without a word`;
    return stop(kernel, host, hook, shown, progress, dropped('policy-drop', message));
  }
  const how = refusal.verdict.with;
  const message = `a rule of chain ${refusal.chain} rejects the packet with ${how}`;
  const verdict: Verdict = { kind: 'rejected', reason: 'policy-reject', message };
  hookHop(kernel, host, hook, shown, progress, verdict);
  return { verdict: 'stop', next: answerReject(kernel, host, skb, how) };
}

function hookHop(
  kernel: Kernel,
  host: Host,
  hook: HookName,
  shown: Ipv4Packet,
  progress: Progress,
  verdict?: Verdict,
): void {
  const { skb, causes, decidedBy } = progress;
  record(kernel, {
    namespace: host.plan.name,
    stage: 'hook',
    hook,
    layer: progress.layer,
    packet: skb.identity.id,
    before: shown,
    after: skb.packet,
    outer: skb.outer,
    summary: summarise(host, hook, shown, progress, verdict),
    causes,
    decidedBy,
    verdict,
  });
}

function summarise(
  host: Host,
  hook: HookName,
  shown: Ipv4Packet,
  progress: Progress,
  verdict: Verdict | undefined,
): string {
  const name = host.plan.name;
  const { packet, tracking } = progress.skb;
  if (verdict?.kind === 'dropped' || verdict?.kind === 'rejected')
    return `${name}, ${hook}: ${verdict.message}`;
  if (packet.destination !== shown.destination) {
    return `${name} rewrites the destination: ${endpoints(shown)} becomes ${endpoints(packet)}`;
  }
  if (packet.source !== shown.source) {
    return `${name} rewrites the source: ${endpoints(shown)} becomes ${endpoints(packet)}`;
  }
  const seen = tracking.state === 'UNTRACKED' ? 'not tracked' : `connection ${tracking.state}`;
  return `${name}, ${hook}: passes unchanged (${seen})`;
}
