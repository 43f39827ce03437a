/** The eight moments of a request to a ClusterIP, found in a trace by what happens there. */
import type { Hop, Trace, TracedPacket, World } from '../../../sim';
import type { Lab } from '../../../state/worlds';

export interface Moment {
  readonly id: string;
  readonly short: string;
  readonly title: string;
  /** index into trace.hops */
  readonly hop: number;
}

type Test = (hop: Hop, packet: TracedPacket) => boolean;

const isOpening = (packet: TracedPacket): boolean => packet.label.startsWith('SYN ');
const isFirstReply = (packet: TracedPacket): boolean => packet.label === 'SYN-ACK';
const has = (hop: Hop, pattern: RegExp): boolean =>
  hop.causes.some((cause) => cause.matched && pattern.test(`${cause.text} ${cause.effect ?? ''}`));

const MOMENTS: readonly (Omit<Moment, 'hop'> & { readonly test: Test })[] = [
  {
    id: 'name',
    short: 'name',
    title: 'The name becomes an address: CoreDNS answers with the ClusterIP',
    test: (hop, packet) =>
      packet.protocol === 'dns' && packet.label.startsWith('DNS A ') && hop.stage === 'deliver',
  },
  {
    id: 'syn',
    short: 'SYN',
    title: 'The client sends a SYN to the ClusterIP',
    test: (hop, packet) => isOpening(packet) && hop.stage === 'send',
  },
  {
    id: 'host',
    short: 'into the node',
    title: 'The packet leaves the pod through its veth and is in the node',
    test: (hop, packet) =>
      isOpening(packet) && hop.stage === 'arrive' && hop.namespace !== 'fabric',
  },
  {
    id: 'match',
    short: 'match',
    title: 'The rules of kube-proxy recognise address and port, and the dice pick a backend',
    test: (hop, packet) =>
      isOpening(packet) &&
      hop.hook === 'PREROUTING' &&
      has(hop, /KUBE-SERVICES .*KUBE-SVC-|vmap @service-ips/),
  },
  {
    id: 'dnat',
    short: 'DNAT',
    title: 'The destination is rewritten to the address of a pod',
    test: (hop, packet) => isOpening(packet) && hop.hook === 'PREROUTING' && has(hop, /DNAT/),
  },
  {
    id: 'cross',
    short: 'across',
    title: 'The CNI carries the packet to the other node',
    test: (hop, packet) =>
      isOpening(packet) &&
      (hop.stage === 'encapsulate' || (hop.stage === 'transmit' && hop.namespace === 'fabric')),
  },
  {
    id: 'target',
    short: 'arrival',
    title: 'The backend receives it, and the source is still the client pod',
    test: (hop, packet) => isOpening(packet) && hop.stage === 'deliver',
  },
  {
    id: 'reply',
    short: 'un-DNAT',
    title: 'The reply passes the same node, and conntrack writes the ClusterIP back as its source',
    test: (hop, packet) =>
      isFirstReply(packet) && hop.stage === 'hook' && has(hop, /⇒/) && hop.layer === 4,
  },
];

export function momentsOf(trace: Trace): readonly Moment[] {
  const byId = new Map(trace.packets.map((packet) => [packet.id, packet]));
  return MOMENTS.flatMap(({ test, ...moment }) => {
    const hop = trace.hops.find((item) => {
      const packet = byId.get(item.packet);
      return packet !== undefined && test(item, packet);
    });
    return hop ? [{ ...moment, hop: hop.n }] : [];
  });
}

/** The packets that tell the story: the answer of DNS that counts, the SYN, the SYN-ACK; with `all`, everything. */
export function storyPackets(trace: Trace, all: boolean): readonly TracedPacket[] {
  if (all) return trace.packets;
  const wanted = [isOpening, isFirstReply].flatMap((test) => trace.packets.find(test) ?? []);
  return wanted.length > 0 ? wanted : trace.packets.filter((packet) => packet.protocol !== 'arp');
}

interface Question {
  /** address of the backend that the dice shall pick */
  readonly endpoint: string;
  readonly isPing: boolean;
  readonly all: boolean;
}

/** pod-a asks the ClusterIP: the trace, and of its hops those that tell the story. */
export function ask(sim: Lab['sim'], world: World, { endpoint, isPing, all }: Question) {
  const command = isPing
    ? 'ping -c 1 -W 2 10.96.0.42'
    : 'curl -s http://my-service.default:8080/health';
  const { trace, stdout } = sim.run(world, 'default/pod-a', command, { endpoint });
  const ids = new Set(storyPackets(trace, all || isPing).map((packet) => packet.id));
  return { trace, hops: trace.hops.filter((hop) => ids.has(hop.packet)), text: stdout };
}
