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

/** Draws a port (or ICMP identifier) for the reply tuple so far. */
export type PickPort = (reply: Tuple, low: number, high: number) => number;

export function setSourceNat(
  connection: Connection,
  to: { readonly address: Ipv4; readonly port: number | 'keep' | 'random' },
  dice: { readonly taken: readonly Connection[]; readonly pick: PickPort },
): Connection {
  const { reply } = connection;
  const isEcho = reply.protocol === PROTO_ICMP;
  const current = isEcho ? reply.sourcePort : reply.destinationPort;
  const make = (port: number): Tuple => {
    const tuple = { ...reply, destination: to.address };
    return isEcho ? { ...tuple, sourcePort: port } : { ...tuple, destinationPort: port };
  };
  const [low, high] = isEcho ? [0, 65535] : portRange(current);
  const draw = () => make(dice.pick(make(current), low, high));
  let tuple = make(typeof to.port === 'number' ? to.port : current);
  if (to.port === 'random') tuple = draw();
  const isTaken = () =>
    dice.taken.some((entry) => entry.id !== connection.id && tuplesEqual(entry.reply, tuple));
  for (let attempt = 0; isTaken() && attempt < MAX_ATTEMPTS; attempt += 1) tuple = draw();
  return { ...connection, reply: tuple, sourceNatDone: true };
}

/** nf_nat_l4proto_unique_tuple() gives up after that many. */
const MAX_ATTEMPTS = 128;

/** A privileged port stays privileged (nf_nat_core.c). */
function portRange(port: number): readonly [number, number] {
  if (port >= 1024) return [1024, 65535];
  return port < 512 ? [1, 511] : [600, 1023];
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
  if (packet.payload.kind === 'icmp') {
    const { type } = packet.payload;
    if (type !== 8 && type !== 0) return translateError(packet, connection, direction, manip);
    const moved =
      manip === 'destination'
        ? withDestination(packet, goal.destination, 0)
        : withSource(packet, goal.source, 0);
    // The source side of the flow owns the identifier: it changes where source NAT works.
    const ownsIdentifier = (manip === 'source') === (direction === 'original');
    return ownsIdentifier ? withIdentifier(moved, goalIdentifier(connection, direction)) : moved;
  }
  return manip === 'destination'
    ? withDestination(packet, goal.destination, goal.destinationPort)
    : withSource(packet, goal.source, goal.sourcePort);
}

const goalIdentifier = ({ original, reply }: Connection, direction: CtDirection): number =>
  direction === 'original' ? reply.sourcePort : original.sourcePort;

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

/** The identifier of an echo is what a port is elsewhere; only source NAT changes it. */
function withIdentifier(packet: Ipv4Packet, identifier: number): Ipv4Packet {
  const { payload } = packet;
  if (payload.kind !== 'icmp' || payload.rest >>> 16 === identifier) return packet;
  const rest = ((identifier << 16) | (payload.rest & 0xffff)) >>> 0;
  return { ...packet, payload: { ...payload, rest } };
}

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
 * An ICMP error about a translated flow is translated twice: its own address, and the packet quoted in it, which
 * travelled the other way, so the opposite side of it changes (nf_nat_icmp_reply_translation()). The outer source is
 * set whoever sent the error: a TCP traceroute to a ClusterIP names it at every hop.
 */
function translateError(
  packet: Ipv4Packet,
  connection: Connection,
  direction: CtDirection,
  manip: 'source' | 'destination',
): Ipv4Packet {
  if (packet.payload.kind !== 'icmp') return packet;
  const concernsSource = (manip === 'source') === (direction === 'original');
  if (!(concernsSource ? isSourceTranslated(connection) : isDestinationTranslated(connection)))
    return packet;
  const other = direction === 'original' ? connection.reply : connection.original;
  const isEcho = other.protocol === PROTO_ICMP;
  const change =
    manip === 'destination'
      ? { source: other.source, sourcePort: other.sourcePort }
      : isEcho
        ? { destination: other.destination, sourcePort: other.sourcePort }
        : { destination: other.destination, destinationPort: other.destinationPort };
  const payload = { ...packet.payload, data: rewriteQuoted(packet.payload.data, change) };
  return manip === 'destination'
    ? { ...packet, destination: other.source, payload }
    : { ...packet, source: other.destination, payload };
}

/** IPS_SRC_NAT */
export function isSourceTranslated({ original, reply }: Connection): boolean {
  const isEcho = original.protocol === PROTO_ICMP;
  const port = isEcho ? reply.sourcePort : reply.destinationPort;
  return original.source !== reply.destination || original.sourcePort !== port;
}

/** IPS_DST_NAT */
export function isDestinationTranslated({ original, reply }: Connection): boolean {
  const isEcho = original.protocol === PROTO_ICMP;
  return (
    original.destination !== reply.source ||
    (!isEcho && original.destinationPort !== reply.sourcePort)
  );
}
