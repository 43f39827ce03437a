/** ICMP errors that a host sends about a packet. Source: Linux net/ipv4/icmp.c __icmp_send(). */
import { type IcmpError, icmpError, mayAnswerWithError } from '../net/icmp';
import { allowsError } from '../net/error-limit';
import { lookupRoute } from '../net/route';
import { isLocalAddress } from '../net/source-address';
import { type Skb, soon, type Timed, type Tracking, UNTRACKED } from '../skb';
import { type Host, type Kernel, localPacket, nextIdentification } from './kernel';

/** The error leaves with the address that the packet was sent to, else the one that the way back suggests. */
export function sendIcmpError(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  error: IcmpError,
): readonly Timed[] {
  const { packet } = skb;
  if (!mayAnswerWithError(packet)) return [];
  const back = lookupRoute(host.plan, { destination: packet.source });
  if (back.kind !== 'unicast' && back.kind !== 'local') return [];
  const isLoopback = back.kind === 'local';
  if (!isLoopback && !allowsError(host.plan, host.state, packet.source, error, kernel.now))
    return [];
  const own = isLocalAddress(host.plan, packet.destination);
  const source = own ? packet.destination : back.source;
  const reply = { ...icmpError(packet, error, source), identification: nextIdentification(host) };
  const id = kernel.recorder.newPacket({ causedBy: skb.identity.id });
  const sent = localPacket(reply, { id, hash: 0 }, { tracking: answering(skb.tracking) });
  return [soon({ do: 'output', namespace: host.plan.name, skb: sent }, 3)];
}

/**
 * A packet made here in answer belongs to the connection of the packet that caused it, the other way round. Without that an
 * error about a connection that is not confirmed yet would not be translated (nf_ct_attach()).
 */
export function answering(tracking: Tracking): Tracking {
  if (!tracking.connection) return UNTRACKED;
  const direction = tracking.direction === 'original' ? 'reply' : 'original';
  return { connection: tracking.connection, state: 'RELATED', direction };
}
