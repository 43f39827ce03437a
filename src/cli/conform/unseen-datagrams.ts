/** Datagrams of which the recording shows nothing, because each waited for a neighbour until it was thrown away. */
import { udpPacket } from '../../sim/host/udp';
import { lookupRoute } from '../../sim/net/route';
import type { Session } from '../../sim/session';
import type { Ipv4Packet } from '../../sim/wire/types';
import type { Golden } from './golden';

/** source port of whoever was never seen to send */
export const UNSEEN_PORT = 40_000;

interface UnseenDatagram {
  readonly namespace: string;
  readonly sourcePort: number;
  readonly packet: Ipv4Packet;
}

/** `sends`: a datagram of that namespace was seen, so that nothing is missing. */
export function unseenDatagrams(
  { clients }: Golden,
  session: Session,
  sends: (namespace: string) => boolean,
): readonly UnseenDatagram[] {
  return clients.flatMap(({ protocol, namespace, destination, local }) => {
    if (protocol !== 'udp' || !namespace || !destination || sends(namespace)) return [];
    const { address, port } = destination;
    const route = lookupRoute(session.host(namespace).plan, { destination: address });
    if (route.kind !== 'unicast') return [];
    const { source } = route;
    const sourcePort = local?.port ?? UNSEEN_PORT;
    const bytes = new Uint8Array(1);
    const packet = udpPacket({ source, sourcePort, destination: address, port, bytes });
    return [{ namespace, sourcePort, packet }];
  });
}
