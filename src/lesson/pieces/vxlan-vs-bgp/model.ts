/** The same ping through an overlay and through plain routes, and what becomes of it for given sizes. */
import type { CniName, Hop, Run, Snapshot, Trace, World } from '../../../sim';

export interface Settings {
  /** bytes after the ICMP header */
  readonly payload: number;
  /** 0: as the CNI sets it */
  readonly podMtu: number;
  readonly nodeMtu: number;
  readonly df: boolean;
  /** the nodes on the way drop ICMP fragmentation-needed */
  readonly filtered: boolean;
}

export interface Lane {
  readonly cni: CniName;
  readonly label: string;
}

export const LANES: readonly Lane[] = [
  { cni: 'flannel', label: 'VXLAN overlay' },
  { cni: 'calico', label: 'plain routes (BGP)' },
];

export type Outcome = 'whole' | 'fragmented' | 'told' | 'refused-locally' | 'lost';

export const VERDICTS: Readonly<
  Record<Outcome, { readonly text: string; readonly good: boolean }>
> = {
  whole: { text: '✓ arrives whole', good: true },
  fragmented: { text: '✓ arrives in pieces', good: true },
  told: { text: '✕ refused, and the sender is told', good: false },
  'refused-locally': { text: '✕ never leaves the pod', good: false },
  lost: { text: '✕ lost without a word', good: false },
};

export interface Crossing {
  readonly run: Run;
  readonly outcome: Outcome;
  /** one sentence, from the trace */
  readonly sentence: string;
  /** what the learner would follow: the first packet, and of its fragments the first */
  readonly hops: readonly Hop[];
  /** largest frame between the nodes, bytes on the wire; 0 when nothing crossed */
  readonly wireBytes: number;
  /** what the pod's own interface takes */
  readonly podMtu: number;
}

export const PING_HEADERS = 28;
const DESTINATION = '10.244.1.8';
const CLIENT = 'default/pod-a';

export const commandOf = ({ payload, df }: Settings): string =>
  `ping -c 1 -W 1 -M ${df ? 'do' : 'dont'} -s ${payload} ${DESTINATION}`;

export function cross(
  run: (world: World, at: string, command: string) => Run,
  world: World,
  settings: Settings,
): Crossing {
  const result = run(world, CLIENT, commandOf(settings));
  const { trace } = result;
  const id = trace.packets.find((packet) => packet.protocol !== 'arp')?.id;
  const own = trace.hops.filter((hop) => hop.packet === id);
  const sizes = own
    .filter((hop) => hop.namespace === 'fabric' && hop.stage === 'arrive')
    .map((hop) => ETHERNET + packetBytes(hop.after));
  const outcome = outcomeOf(trace, result.stdout + result.stderr);
  return {
    run: result,
    outcome,
    sentence: sentenceOf(outcome, trace),
    hops: own.filter((hop) => fragmentOffset(hop.after ?? hop.before) === 0),
    wireBytes: Math.max(0, ...sizes),
    podMtu: world.plan.namespaces[CLIENT]?.links.eth0?.mtu ?? 0,
  };
}

const ETHERNET = 14;
type Ipv4 = Extract<Snapshot, { kind: 'ipv4' }>;

const ipv4Of = (snapshot: Snapshot | null): Ipv4 | null => {
  const packet = snapshot?.kind === 'ethernet' ? snapshot.payload : snapshot;
  return packet?.kind === 'ipv4' ? packet : null;
};

const innerOf = (packet: Ipv4): Ipv4 | null =>
  packet.payload.kind === 'udp' && packet.payload.payload.kind === 'vxlan'
    ? ipv4Of(packet.payload.payload.frame)
    : null;

function fragmentOffset(snapshot: Snapshot | null): number {
  const packet = ipv4Of(snapshot);
  if (!packet) return 0;
  const inner = innerOf(packet);
  return packet.fragmentOffset || (inner ? fragmentOffset(inner) : 0);
}

function packetBytes(snapshot: Snapshot | null): number {
  const packet = ipv4Of(snapshot);
  if (!packet) return 0;
  const inner = innerOf(packet);
  if (inner) return 20 + 8 + 8 + ETHERNET + packetBytes(inner);
  const l4 = packet.payload;
  if (l4.kind === 'raw') return 20 + l4.bytes.length;
  return l4.kind === 'icmp' ? PING_HEADERS + l4.data.length : 20;
}

function outcomeOf(trace: Trace, text: string): Outcome {
  if (/message too long/.test(text)) return 'refused-locally';
  if (/bytes from/.test(text))
    return trace.hops.some((hop) => hop.stage === 'fragment') ? 'fragmented' : 'whole';
  return /Frag needed/.test(text) ? 'told' : 'lost';
}

function sentenceOf(outcome: Outcome, trace: Trace): string {
  const cut = trace.hops.find((hop) => hop.stage === 'fragment');
  const end = trace.hops.find(
    ({ verdict }) => verdict.kind === 'dropped' || verdict.kind === 'rejected',
  );
  switch (outcome) {
    case 'whole':
      return 'Nothing is cut, and the reply comes back.';
    case 'fragmented':
      return `${cut?.summary ?? 'It was cut on the way'}. The picture follows the first piece.`;
    case 'told':
      return `${end?.summary ?? ''}. A TCP sender would now make smaller segments.`;
    case 'refused-locally':
      return 'Larger than the MTU of the pod’s own interface, and not to be fragmented: the kernel tells ping at once.';
    case 'lost':
      return `${end?.summary ?? 'Nobody answered'}. The sender waits.`;
  }
}
