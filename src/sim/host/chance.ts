/**
 * What a kernel leaves to chance. A run draws from the seeded generator; a replay of captured packets supplies the
 * values that the real kernel had drawn.
 */
import type { Tuple } from '../filter/types';
import { tunnelPort } from '../link/vxlan';
import { nextBetween, nextUint32, type Random } from '../random';
import type { Identity } from '../skb';
import type { TcpEndpoints } from '../transport/tcp-socket';
import type { Frame, Ipv4Packet, TcpSegment } from '../wire/types';

export interface PortRange {
  readonly low: number;
  readonly high: number;
}

export interface NatFlow {
  readonly original: Tuple;
  readonly reply: Tuple;
  /** the first packet of the flow */
  readonly packet: Ipv4Packet;
  readonly identity: Identity;
}

export interface Chance {
  /** initial sequence number of a connection (secure_tcp_seq) */
  initialSequence(namespace: string, ends: TcpEndpoints, syn?: TcpSegment): number;
  /** source port, or ICMP identifier, that source NAT gives a flow; `flow.reply` is its reply direction so far */
  natPort(namespace: string, flow: NatFlow, range: PortRange): number;
  /** outer source port of a tunnel packet (udp_flow_src_port) */
  tunnelPort(namespace: string, inner: Frame, identity: Identity, range: PortRange): number;
}

export function seededChance(random: Random): Chance {
  return {
    initialSequence: () => nextUint32(random),
    natPort: (_namespace, _flow, { low, high }) => nextBetween(random, low, high),
    tunnelPort: (_namespace, inner, { hash }, range) => tunnelPort(inner, range, hash),
  };
}
