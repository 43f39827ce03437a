/** ICMP errors that a host sends about a packet. Source: Linux net/ipv4/icmp.c __icmp_send(). */
import { type IcmpError, icmpError, mayAnswerWithError } from '../net/icmp';
import { lookupRoute } from '../net/route';
import { isLocalAddress } from '../net/source-address';
import { type Skb, soon, type Timed } from '../skb';
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
  const own = isLocalAddress(host.plan, packet.destination);
  const source = own ? packet.destination : back.source;
  const reply = { ...icmpError(packet, error, source), identification: nextIdentification(host) };
  const id = kernel.recorder.newPacket({ causedBy: skb.identity.id });
  const sent = localPacket(reply, { id, hash: 0 });
  return [soon({ do: 'output', namespace: host.plan.name, skb: sent }, 3)];
}
