/** UDP in and out of sockets, and the servers that answer one datagram with another. */
import { type Skb, soon, type Timed } from '../skb';
import { type Ipv4, type Ipv4Packet, PROTO_UDP, type UdpDatagram } from '../wire/types';
import { type Host, type Kernel, cause, localPacket, nextIdentification, record } from './kernel';

const THINKING_MICROS = 100;

export interface DatagramOptions {
  readonly source: Ipv4;
  readonly sourcePort: number;
  readonly destination: Ipv4;
  readonly port: number;
  readonly bytes: Uint8Array;
  readonly ttl?: number;
  readonly dontFragment?: boolean;
  readonly causedBy?: number;
}

export function udpPacket(options: DatagramOptions): Ipv4Packet {
  return {
    kind: 'ipv4',
    tos: 0,
    identification: 0,
    dontFragment: options.dontFragment ?? true,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: options.ttl ?? 64,
    protocol: PROTO_UDP,
    source: options.source,
    destination: options.destination,
    payload: {
      kind: 'udp',
      sourcePort: options.sourcePort,
      destinationPort: options.port,
      payload: { kind: 'raw', bytes: options.bytes },
    },
  };
}

export function sendDatagram(
  kernel: Kernel,
  host: Host,
  options: DatagramOptions,
): readonly Timed[] {
  const packet = { ...udpPacket(options), identification: nextIdentification(host) };
  const id = kernel.recorder.newPacket({ causedBy: options.causedBy });
  const name = host.plan.name;
  record(kernel, {
    namespace: name,
    stage: 'send',
    layer: 7,
    packet: id,
    before: null,
    after: packet,
    summary: `${name} sends a datagram to ${options.destination}:${options.port}`,
  });
  return [soon({ do: 'output', namespace: name, skb: localPacket(packet, { id, hash: 0 }) }, 2)];
}

/** Null when nobody listens. */
export function receiveDatagram(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  datagram: UdpDatagram,
): readonly Timed[] | null {
  if (datagram.payload.kind !== 'raw') return null;
  const { bytes } = datagram.payload;
  const { source, destination } = skb.packet;
  const name = host.plan.name;
  const place = {
    namespace: name,
    stage: 'deliver' as const,
    layer: 7 as const,
    packet: skb.identity.id,
    before: skb.packet,
  };
  const open = host.sockets.udp.find((entry) => entry.localPort === datagram.destinationPort);
  if (open) {
    const summary = `${name}: the socket on port ${open.localPort} takes the datagram`;
    record(kernel, {
      ...place,
      summary,
      verdict: { kind: 'delivered', to: `port ${open.localPort}` },
    });
    open.queue.push({ from: source, port: datagram.sourcePort, bytes });
    return [];
  }
  const listener = host.sockets.findListener('udp', destination, datagram.destinationPort);
  if (!listener) return null;
  record(kernel, {
    ...place,
    summary: `${name}: ${listener.process} takes the datagram`,
    causes: [
      cause(
        'socket',
        `UNCONN ${listener.address}:${listener.port} ${listener.process}`,
        listener.origin,
        { command: 'ss -uln' },
      ),
    ],
    decidedBy: 0,
    verdict: { kind: 'delivered', to: listener.process },
  });
  const ends = {
    localAddress: destination,
    localPort: datagram.destinationPort,
    remoteAddress: source,
    remotePort: datagram.sourcePort,
  };
  const response = kernel.serve(listener, bytes, ends, name);
  if (!response) return [];
  const run = () => {
    const answer = sendDatagram(kernel, host, {
      source: destination,
      sourcePort: datagram.destinationPort,
      destination: source,
      port: datagram.sourcePort,
      bytes: response,
      causedBy: skb.identity.id,
    });
    for (const timed of answer) kernel.schedule(timed);
  };
  return [{ step: { do: 'call', run }, after: THINKING_MICROS }];
}
