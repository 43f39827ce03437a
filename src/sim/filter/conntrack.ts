/**
 * Connection tracking: which flow a packet belongs to, and what that does to the flow.
 * Source: Linux net/netfilter/nf_conntrack_core.c, nf_conntrack_proto_tcp.c, nf_conntrack_proto_icmp.c.
 */
import { decodeQuoted } from '../wire/frame';
import { type Ipv4Packet, PROTO_ICMP, PROTO_TCP, PROTO_UDP, type TcpSegment } from '../wire/types';
import { isInvalidReset, nextTcpState, seenSegment } from './conntrack-tcp';
import type { Connection, CtDirection, CtState, TcpTrackState, Tuple } from './types';

export interface TrackOptions {
  readonly nowMicros: number;
  /** value of a sysctl in seconds or entries */
  readonly sysctl: (name: string) => number;
  readonly nextId: number;
  readonly maximum: number;
}

export interface Tracked {
  readonly connection: Connection | null;
  readonly ctState: CtState;
  readonly ctDirection: CtDirection;
  readonly dropped?: 'table-full' | 'invalid';
  /** the entry ends with this packet (RST in answer to the first SYN) */
  readonly destroyed?: boolean;
}

const ECHO_REQUEST = 8 * 256;

export function tupleOf(packet: Ipv4Packet): Tuple | null {
  const { source, destination, protocol, payload } = packet;
  const base = { source, destination, protocol };
  if (payload.kind === 'tcp' || payload.kind === 'udp') {
    return { ...base, sourcePort: payload.sourcePort, destinationPort: payload.destinationPort };
  }
  if (payload.kind !== 'icmp') return { ...base, sourcePort: 0, destinationPort: 0 };
  if (payload.type !== 8 && payload.type !== 0) return null;
  return {
    ...base,
    sourcePort: payload.rest >>> 16,
    destinationPort: payload.type * 256 + payload.code,
  };
}

export function invert(tuple: Tuple): Tuple {
  const turned = { ...tuple, source: tuple.destination, destination: tuple.source };
  if (tuple.protocol === PROTO_ICMP) {
    return {
      ...turned,
      destinationPort: tuple.destinationPort === ECHO_REQUEST ? 0 : ECHO_REQUEST,
    };
  }
  return { ...turned, sourcePort: tuple.destinationPort, destinationPort: tuple.sourcePort };
}

export const tuplesEqual = (a: Tuple, b: Tuple): boolean =>
  a.source === b.source &&
  a.destination === b.destination &&
  a.protocol === b.protocol &&
  a.sourcePort === b.sourcePort &&
  a.destinationPort === b.destinationPort;

/** Both directions are equal: two entries for one flow. */
export const isSameFlow = (a: Connection, b: Connection): boolean =>
  tuplesEqual(a.original, b.original) && tuplesEqual(a.reply, b.reply);

export function lookup(
  connections: readonly Connection[],
  tuple: Tuple,
): { connection: Connection; direction: CtDirection } | null {
  for (const connection of connections) {
    if (tuplesEqual(connection.original, tuple)) return { connection, direction: 'original' };
    if (tuplesEqual(connection.reply, tuple)) return { connection, direction: 'reply' };
  }
  return null;
}

export const expireConnections = (
  connections: readonly Connection[],
  nowMicros: number,
): readonly Connection[] =>
  connections.some((entry) => entry.expiresAtMicros <= nowMicros)
    ? connections.filter((entry) => entry.expiresAtMicros > nowMicros)
    : connections;

export const confirmConnection = (connection: Connection): Connection => ({
  ...connection,
  confirmed: true,
});

export function track(
  packet: Ipv4Packet,
  connections: readonly Connection[],
  options: TrackOptions,
): Tracked {
  const tuple = tupleOf(packet);
  if (!tuple) return trackError(packet, connections);
  const found = lookup(connections, tuple);
  if (!found) return open(packet, tuple, connections, options);
  const { connection, direction } = found;
  if (isInvalidReset(connection, direction, packet.payload))
    return { connection: null, ctState: 'INVALID', ctDirection: 'original' };
  const updated = update(connection, direction, packet, options);
  const isNew = direction === 'original' && !connection.seenReply;
  return { ...updated, ctState: isNew ? 'NEW' : 'ESTABLISHED', ctDirection: direction };
}

/** An ICMP error belongs to the flow of the packet that it quotes. */
function trackError(packet: Ipv4Packet, connections: readonly Connection[]): Tracked {
  const invalid: Tracked = { connection: null, ctState: 'INVALID', ctDirection: 'original' };
  if (packet.payload.kind !== 'icmp') return invalid;
  const quoted = decodeQuoted(packet.payload.data);
  if (!quoted.ok) return invalid;
  const { source, destination, protocol, sourcePort = 0, destinationPort = 0 } = quoted.value;
  const quotedTuple = { source, destination, protocol, sourcePort, destinationPort };
  const found = lookup(connections, invert(quotedTuple));
  if (!found) return invalid;
  return { connection: found.connection, ctState: 'RELATED', ctDirection: found.direction };
}

function open(
  packet: Ipv4Packet,
  tuple: Tuple,
  connections: readonly Connection[],
  options: TrackOptions,
): Tracked {
  const l4 = packet.payload;
  const none = { ctDirection: 'original' as const };
  if (l4.kind === 'icmp' && l4.type !== 8) return { ...none, connection: null, ctState: 'INVALID' };
  if (l4.kind === 'tcp' && l4.flags.rst) return { ...none, connection: null, ctState: 'INVALID' };
  if (l4.kind === 'tcp' && l4.flags.syn && l4.flags.ack)
    return { ...none, connection: null, ctState: 'INVALID' };
  if (connections.length >= options.maximum) {
    return { ...none, connection: null, ctState: 'INVALID', dropped: 'table-full' };
  }
  const isSyn = l4.kind === 'tcp' && l4.flags.syn === true;
  const tcpState: TcpTrackState | undefined =
    l4.kind === 'tcp' ? (isSyn ? 'SYN_SENT' : 'ESTABLISHED') : undefined;
  const connection: Connection = {
    id: options.nextId,
    original: tuple,
    reply: invert(tuple),
    tcpState,
    ...(l4.kind === 'tcp' ? { tcpSeen: seenSegment(undefined, 'original', l4) } : {}),
    seenReply: false,
    assured: false,
    destinationNatDone: false,
    sourceNatDone: false,
    mark: 0,
    confirmed: false,
    expiresAtMicros: options.nowMicros + timeoutOf(tuple.protocol, tcpState, false, options) * 1e6,
  };
  return { ...none, connection, ctState: 'NEW' };
}

function update(
  connection: Connection,
  direction: CtDirection,
  packet: Ipv4Packet,
  options: TrackOptions,
): { connection: Connection; destroyed?: boolean } {
  const l4 = packet.payload;
  if (l4.kind === 'tcp') return updateTcp(connection, direction, l4, options);
  const seenReply = connection.seenReply || direction === 'reply';
  const { protocol } = connection.original;
  const assured =
    protocol === PROTO_UDP && connection.seenReply && direction === 'original'
      ? true
      : connection.assured;
  const timeout = timeoutOf(protocol, undefined, seenReply && assured, options);
  return {
    connection: {
      ...connection,
      seenReply,
      assured,
      expiresAtMicros: options.nowMicros + timeout * 1e6,
    },
  };
}

function updateTcp(
  connection: Connection,
  direction: CtDirection,
  segment: TcpSegment,
  options: TrackOptions,
): { connection: Connection; destroyed?: boolean } {
  const state = connection.tcpState ?? 'NONE';
  const next = nextTcpState(connection, direction, segment);
  const { rst } = segment.flags;
  // Only a RST as the very first reply ends the entry at once (nf_conntrack_tcp_packet()).
  const destroyed = rst === true && !connection.seenReply;
  const seenReply = connection.seenReply || (direction === 'reply' && !destroyed);
  const assured = connection.assured || (next === 'ESTABLISHED' && state === 'SYN_RECV');
  const timeout = timeoutOf(PROTO_TCP, rst ? 'CLOSE' : next, seenReply, options);
  const expiresAtMicros = options.nowMicros + timeout * 1e6;
  const tcpSeen = seenSegment(connection.tcpSeen, direction, segment);
  return {
    connection: { ...connection, seenReply, assured, tcpState: next, tcpSeen, expiresAtMicros },
    destroyed,
  };
}

const TCP_TIMEOUTS: Readonly<Record<TcpTrackState, string>> = {
  NONE: 'syn_sent',
  SYN_SENT: 'syn_sent',
  SYN_RECV: 'syn_recv',
  ESTABLISHED: 'established',
  FIN_WAIT: 'fin_wait',
  CLOSE_WAIT: 'close_wait',
  LAST_ACK: 'last_ack',
  TIME_WAIT: 'time_wait',
  CLOSE: 'close',
  SYN_SENT2: 'syn_sent',
};

function timeoutOf(
  protocol: number,
  tcpState: TcpTrackState | undefined,
  stream: boolean,
  options: TrackOptions,
): number {
  const read = (name: string) => options.sysctl(`net.netfilter.nf_conntrack_${name}`);
  if (protocol === PROTO_TCP) return read(`tcp_timeout_${TCP_TIMEOUTS[tcpState ?? 'NONE']}`);
  if (protocol === PROTO_UDP) return read(stream ? 'udp_timeout_stream' : 'udp_timeout');
  return read(protocol === PROTO_ICMP ? 'icmp_timeout' : 'generic_timeout');
}
