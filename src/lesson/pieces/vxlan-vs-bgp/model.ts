/** The same ping through an overlay and through plain routes, and what becomes of it for given sizes. */
import type { Run, Trace, World } from '../../../sim';

export interface Settings {
  /** bytes after the ICMP header */
  readonly payload: number;
  readonly podMtu: number;
  readonly nodeMtu: number;
  readonly df: boolean;
  /** the routers on the way drop ICMP fragmentation-needed */
  readonly filtered: boolean;
}

export type Outcome = 'whole' | 'fragmented' | 'told' | 'refused-locally' | 'lost';

export interface Crossing {
  readonly trace: Trace;
  readonly outcome: Outcome;
  /** one sentence, from the trace */
  readonly sentence: string;
  /** largest frame between the nodes, bytes on the wire; 0 when nothing crossed */
  readonly wireBytes: number;
  readonly fragments: number;
}

export const PING_HEADERS = 28;

export function cross(
  run: (world: World, at: string, command: string) => Run,
  world: World,
  settings: Settings,
  destination: string,
): Crossing {
  const mode = settings.df ? 'do' : 'dont';
  const command = `ping -c 1 -W 1 -M ${mode} -s ${settings.payload} ${destination}`;
  const result = run(world, 'default/pod-a', command);
  const { trace } = result;
  const between = trace.hops.filter(
    (hop) => hop.namespace === 'fabric' && hop.stage === 'arrive' && hop.packet === firstId(trace),
  );
  const sizes = between.map((hop) => sizeOf(hop.after));
  const outcome = outcomeOf(trace, result.stdout + result.stderr);
  return {
    trace,
    outcome,
    sentence: sentenceOf(outcome, trace),
    wireBytes: Math.max(0, ...sizes),
    fragments: trace.hops.filter((hop) => hop.stage === 'fragment').length > 0 ? between.length : 1,
  };
}

const firstId = (trace: Trace): number =>
  trace.packets.find((packet) => packet.protocol !== 'arp')?.id ?? -1;

function sizeOf(snapshot: Trace['hops'][number]['after']): number {
  const packet = snapshot?.kind === 'ethernet' ? snapshot.payload : snapshot;
  if (packet?.kind !== 'ipv4') return 0;
  return 14 + totalLength(packet);
}

function totalLength(packet: Extract<Trace['hops'][number]['after'], { kind: 'ipv4' }>): number {
  const l4 = packet.payload;
  if (l4.kind === 'raw') return 20 + l4.bytes.length;
  if (l4.kind === 'icmp') return 28 + l4.data.length;
  if (l4.kind === 'udp' && l4.payload.kind === 'vxlan') {
    const inner = l4.payload.frame.payload;
    return 20 + 8 + 8 + 14 + (inner.kind === 'ipv4' ? totalLength(inner) : 28);
  }
  return 20;
}

function outcomeOf(trace: Trace, text: string): Outcome {
  if (/message too long/.test(text)) return 'refused-locally';
  if (/bytes from/.test(text))
    return trace.hops.some((hop) => hop.stage === 'fragment') ? 'fragmented' : 'whole';
  if (/Frag needed/.test(text)) return 'told';
  return 'lost';
}

function sentenceOf(outcome: Outcome, trace: Trace): string {
  const cut = trace.hops.find((hop) => hop.stage === 'fragment');
  const end = trace.hops.find(
    (hop) => hop.verdict.kind === 'dropped' || hop.verdict.kind === 'rejected',
  );
  switch (outcome) {
    case 'whole':
      return 'Arrives whole, and the reply comes back.';
    case 'fragmented':
      return `Arrives: ${cut?.summary ?? 'it was cut into fragments on the way'}.`;
    case 'told':
      return `Refused, and the sender is told: ${end?.summary ?? ''}. A TCP sender would now make smaller segments.`;
    case 'refused-locally':
      return 'Never leaves the pod: it is larger than the MTU of the pod’s own interface and must not be fragmented.';
    case 'lost':
      return `Lost without a word: ${end?.summary ?? 'nobody answered'}.`;
  }
}
