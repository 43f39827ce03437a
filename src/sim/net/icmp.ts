/**
 * ICMP messages that a host makes: echo replies and errors.
 * Source: RFC 792, RFC 1191, RFC 1812 §4.3; Linux net/ipv4/icmp.c __icmp_send().
 */
import { ipv4ToNumber } from '../wire/address';
import { encode } from '../wire/frame';
import { type IcmpMessage, type Ipv4, type Ipv4Packet, PROTO_ICMP } from '../wire/types';

export const ECHO_REPLY = 0;
export const UNREACHABLE = 3;
export const REDIRECT = 5;
export const ECHO_REQUEST = 8;
export const TIME_EXCEEDED = 11;

export const NET_UNREACHABLE = 0;
export const HOST_UNREACHABLE = 1;
export const PORT_UNREACHABLE = 3;
export const REDIRECT_HOST = 1;
export const FRAG_NEEDED = 4;
export const ADMIN_PROHIBITED = 13;

/** The whole error, IP header included, is at most this long (RFC 1812 §4.3.2.3). */
const MAX_ERROR_BYTES = 576;
const IP_AND_ICMP = 28;
/** Internetwork control: Linux marks its ICMP errors with it (RFC 1812 §4.3.2.5). */
const TOS_ERROR = 0xc0;

export interface IcmpError {
  readonly type: number;
  readonly code: number;
  /** next-hop MTU in bytes, for frag-needed */
  readonly mtu?: number;
  /** the better next hop, for a redirect */
  readonly gateway?: Ipv4;
}

/** False for what must not be answered: errors about errors, later fragments, broadcasts (RFC 1122 §3.2.2). */
export function mayAnswerWithError(packet: Ipv4Packet): boolean {
  if (packet.fragmentOffset > 0 || packet.destination === '255.255.255.255') return false;
  if (packet.source === '0.0.0.0') return false;
  const { payload } = packet;
  return payload.kind !== 'icmp' || payload.type === ECHO_REQUEST || payload.type === ECHO_REPLY;
}

/** Builds the error about `offending`, sent from `source`. The offending packet is quoted from its first byte. */
export function icmpError(offending: Ipv4Packet, error: IcmpError, source: Ipv4): Ipv4Packet {
  const quoted = encode(offending).slice(0, MAX_ERROR_BYTES - IP_AND_ICMP);
  return icmpPacket(
    source,
    offending.source,
    {
      kind: 'icmp',
      type: error.type,
      code: error.code,
      rest: error.gateway ? ipv4ToNumber(error.gateway) : (error.mtu ?? 0),
      data: quoted,
    },
    { tos: TOS_ERROR, dontFragment: false },
  );
}

/** The answer to an echo request: same identifier, sequence and data; DF clear as Linux sends it. */
export function echoReply(request: Ipv4Packet, message: IcmpMessage): Ipv4Packet {
  return icmpPacket(
    request.destination,
    request.source,
    { ...message, type: ECHO_REPLY, code: 0 },
    {
      tos: request.tos,
      dontFragment: false,
    },
  );
}

function icmpPacket(
  source: Ipv4,
  destination: Ipv4,
  payload: IcmpMessage,
  header: { tos: number; dontFragment: boolean },
): Ipv4Packet {
  return {
    kind: 'ipv4',
    identification: 0,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 64,
    protocol: PROTO_ICMP,
    source,
    destination,
    payload,
    ...header,
  };
}
