/**
 * Address translation by connection: decided once, applied to every packet of the flow, undone on replies.
 * Source: Linux net/netfilter/nf_nat_core.c, nf_nat_proto.c.
 */
import { rewriteQuoted } from '../wire/frame';
import { type Ipv4, type Ipv4Packet, PROTO_ICMP } from '../wire/types';
import { tuplesEqual } from './conntrack';
import type { Connection, CtDirection, Tuple } from './types';

export function setDestinationNat(
  connection: Connection,
  to: { readonly address?: Ipv4; readonly port?: number },
): Connection {
  const reply = {
    ...connection.reply,
    source: to.address ?? connection.reply.source,
    sourcePort: to.port ?? connection.reply.sourcePort,
  };
  return { ...connection, reply, destinationNatDone: true };
}

export function setSourceNat(
  connection: Connection,
  to: { readonly address: Ipv4; readonly port: number | 'keep' | 'random' },
  dice: {
    readonly taken: readonly Connection[];
    readonly pick: (low: number, high: number) => number;
  },
): Connection {
  const { reply } = connection;
  const hasPorts = reply.protocol !== PROTO_ICMP;
  const make = (port: number): Tuple => ({
    ...reply,
    destination: to.address,
    destinationPort: port,
  });
  let tuple = make(typeof to.port === 'number' ? to.port : reply.destinationPort);
  if (hasPorts) {
    if (to.port === 'random') tuple = make(dice.pick(1024, 65535));
    const isTaken = () =>
      dice.taken.some((entry) => entry.id !== connection.id && tuplesEqual(entry.reply, tuple));
    while (isTaken()) tuple = make(dice.pick(1024, 65535));
  }
  return { ...connection, reply: tuple, sourceNatDone: true };
}

/** The address and port that this side of the packet must have after the hook; unchanged packets are returned as they are. */
export function applyNat(
  packet: Ipv4Packet,
  connection: Connection,
  direction: CtDirection,
  manip: 'source' | 'destination',
): Ipv4Packet {
  const { original, reply } = connection;
  const goal = direction === 'original' ? inverted(reply) : inverted(original);
  if (packet.payload.kind === 'icmp' && packet.payload.type !== 8 && packet.payload.type !== 0) {
    return translateError(packet, connection, direction, manip);
  }
  return manip === 'destination'
    ? withDestination(packet, goal.destination, goal.destinationPort)
    : withSource(packet, goal.source, goal.sourcePort);
}

interface Ends {
  readonly source: Ipv4;
  readonly sourcePort: number;
  readonly destination: Ipv4;
  readonly destinationPort: number;
}

const inverted = (tuple: Tuple): Ends => ({
  source: tuple.destination,
  sourcePort: tuple.destinationPort,
  destination: tuple.source,
  destinationPort: tuple.sourcePort,
});

function withDestination(packet: Ipv4Packet, address: Ipv4, port: number): Ipv4Packet {
  const l4 = packet.payload;
  if (l4.kind !== 'tcp' && l4.kind !== 'udp') {
    return packet.destination === address ? packet : { ...packet, destination: address };
  }
  if (packet.destination === address && l4.destinationPort === port) return packet;
  return { ...packet, destination: address, payload: { ...l4, destinationPort: port } };
}

function withSource(packet: Ipv4Packet, address: Ipv4, port: number): Ipv4Packet {
  const l4 = packet.payload;
  if (l4.kind !== 'tcp' && l4.kind !== 'udp') {
    return packet.source === address ? packet : { ...packet, source: address };
  }
  if (packet.source === address && l4.sourcePort === port) return packet;
  return { ...packet, source: address, payload: { ...l4, sourcePort: port } };
}

/**
 * An ICMP error about a translated flow is translated twice: its own addresses, and the packet quoted in it, which
 * travelled the other way, so the opposite side of it changes.
 */
function translateError(
  packet: Ipv4Packet,
  connection: Connection,
  direction: CtDirection,
  manip: 'source' | 'destination',
): Ipv4Packet {
  if (packet.payload.kind !== 'icmp') return packet;
  const { original, reply } = connection;
  const [before, after] =
    direction === 'original' ? [original, inverted(reply)] : [reply, inverted(original)];
  const withPorts = original.protocol !== PROTO_ICMP;
  if (manip === 'destination') {
    const portsEqual = !withPorts || before.destinationPort === after.destinationPort;
    if (before.destination === after.destination && portsEqual) return packet;
    const sourcePort = withPorts ? after.destinationPort : undefined;
    const data = rewriteQuoted(packet.payload.data, { source: after.destination, sourcePort });
    const destination =
      packet.destination === before.destination ? after.destination : packet.destination;
    return { ...packet, destination, payload: { ...packet.payload, data } };
  }
  const portsEqual = !withPorts || before.sourcePort === after.sourcePort;
  if (before.source === after.source && portsEqual) return packet;
  const destinationPort = withPorts ? after.sourcePort : undefined;
  const data = rewriteQuoted(packet.payload.data, { destination: after.source, destinationPort });
  // Linux sets the outer source as well, whoever sent the error: a traceroute to a ClusterIP names it at every hop.
  return { ...packet, source: after.source, payload: { ...packet.payload, data } };
}
