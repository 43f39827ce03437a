/**
 * What the table makes of a TCP segment: the next state of its entry, and what a reset may end.
 * Source: Linux net/netfilter/nf_conntrack_proto_tcp.c nf_conntrack_tcp_packet(), tcp_in_window() (6.18).
 *
 * Simplified: no window check; a segment outside the window counts as one inside it. A real node calls it INVALID.
 */
import type { Ipv4Packet, TcpSegment } from '../wire/types';
import type { Connection, CtDirection, TcpSeen, TcpTrackState } from './types';

const before = (a: number, b: number): boolean => ((a - b) | 0) < 0;
const other = (direction: CtDirection): CtDirection =>
  direction === 'original' ? 'reply' : 'original';

/** Sequence number behind the segment; SYN and FIN count as one. */
const endOf = ({ sequence, data, flags }: TcpSegment): number =>
  (sequence + data.length + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0)) >>> 0;

/** The rows of tcp_conntracks[] that a sound conversation uses. */
export function nextTcpState(
  connection: Connection,
  direction: CtDirection,
  segment: TcpSegment,
): TcpTrackState {
  const { flags } = segment;
  const state = connection.tcpState ?? 'NONE';
  if (flags.rst) return endsConnection(connection, direction, segment) ? 'CLOSE' : state;
  if (flags.syn && flags.ack)
    return direction === 'reply' && state === 'SYN_SENT' ? 'SYN_RECV' : state;
  if (flags.syn) return state === 'TIME_WAIT' || state === 'CLOSE' ? 'SYN_SENT' : state;
  if (flags.fin) {
    if (state === 'ESTABLISHED' || state === 'SYN_RECV') return 'FIN_WAIT';
    if (state === 'FIN_WAIT' || state === 'CLOSE_WAIT') return 'LAST_ACK';
    return state;
  }
  if (state === 'SYN_RECV' && direction === 'original') return 'ESTABLISHED';
  if (state === 'FIN_WAIT') return 'CLOSE_WAIT';
  if (state === 'LAST_ACK') return 'TIME_WAIT';
  return state;
}

/** A reset from before what its receiver has acknowledged cannot be of this connection. */
export function isInvalidReset(
  { tcpSeen }: Connection,
  direction: CtDirection,
  segment: Ipv4Packet['payload'],
): boolean {
  if (segment.kind !== 'tcp' || !segment.flags.rst) return false;
  const acknowledged = tcpSeen?.acknowledged[other(direction)];
  return acknowledged !== undefined && before(segment.sequence, acknowledged);
}

/**
 * An assured connection ends only with a reset at exactly the number that the other side has acknowledged, or directly
 * behind the last segment; after any other the receiver may still answer with a challenge (RFC 5961 §3.2).
 */
function endsConnection(
  { tcpState, assured, tcpSeen }: Connection,
  direction: CtDirection,
  { sequence }: TcpSegment,
): boolean {
  const acknowledged = tcpSeen?.acknowledged[other(direction)];
  if (acknowledged === undefined || tcpState !== 'ESTABLISHED' || !assured) return true;
  if (sequence === acknowledged) return true;
  const { last } = tcpSeen ?? {};
  return last?.direction === direction && last.end === sequence;
}

/** What is remembered of a segment for the next reset. */
export function seenSegment(
  seen: TcpSeen | undefined,
  direction: CtDirection,
  segment: TcpSegment,
): TcpSeen {
  const { flags, acknowledgement } = segment;
  const known = seen?.acknowledged[direction];
  const isFurther = flags.ack && (known === undefined || before(known, acknowledgement));
  const acknowledged = isFurther
    ? { ...seen?.acknowledged, [direction]: acknowledgement }
    : (seen?.acknowledged ?? {});
  const isPlainAck = flags.ack && !flags.syn && !flags.fin && !flags.rst;
  const last = isPlainAck ? { direction, end: endOf(segment) } : undefined;
  return { acknowledged, last };
}
