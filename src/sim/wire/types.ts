/**
 * The values that headers carry, one interface per protocol.
 * Lengths and checksums are absent on purpose: the encoder derives them, so a value cannot disagree with itself.
 * Everything is immutable; a rewrite makes a new value.
 */

/** Dotted-decimal IPv4 address, canonical ("10.0.0.10"). Made by `parseIpv4` in `address.ts`. */
export type Ipv4 = string;
/** Lower-case colon-separated MAC address ("02:42:0a:00:00:0a"). */
export type Mac = string;
/** "10.244.0.0/24" */
export type Cidr = string;

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const PROTO_ICMP = 1;
export const PROTO_TCP = 6;
export const PROTO_UDP = 17;

export interface RawPayload {
  readonly kind: 'raw';
  readonly bytes: Uint8Array;
}

/** IEEE 802.3 frame without the FCS, which captures never hold. */
export interface Frame {
  readonly kind: 'ethernet';
  readonly destination: Mac;
  readonly source: Mac;
  readonly etherType: number;
  readonly payload: ArpPacket | Ipv4Packet | RawPayload;
}

/** RFC 826, IPv4 over Ethernet. */
export interface ArpPacket {
  readonly kind: 'arp';
  readonly operation: 1 | 2;
  readonly senderMac: Mac;
  readonly senderIp: Ipv4;
  readonly targetMac: Mac;
  readonly targetIp: Ipv4;
}

/** RFC 791, no options. A fragment other than a whole datagram carries a raw payload. */
export interface Ipv4Packet {
  readonly kind: 'ipv4';
  readonly tos: number;
  readonly identification: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  /** in bytes (the wire field times eight) */
  readonly fragmentOffset: number;
  readonly ttl: number;
  readonly protocol: number;
  readonly source: Ipv4;
  readonly destination: Ipv4;
  readonly payload: TcpSegment | UdpDatagram | IcmpMessage | RawPayload;
}

export interface TcpFlags {
  readonly syn?: boolean;
  readonly ack?: boolean;
  readonly fin?: boolean;
  readonly rst?: boolean;
  readonly psh?: boolean;
  readonly urg?: boolean;
  readonly ece?: boolean;
  readonly cwr?: boolean;
}

export interface SackBlock {
  readonly left: number;
  readonly right: number;
}

export type TcpOption =
  | { readonly kind: 'mss'; readonly value: number }
  | { readonly kind: 'sack-permitted' }
  /** what arrived out of order: first byte and the one after the last, each (RFC 2018 §3) */
  | { readonly kind: 'sack'; readonly blocks: readonly SackBlock[] }
  | { readonly kind: 'timestamps'; readonly value: number; readonly echo: number }
  | { readonly kind: 'nop' }
  | { readonly kind: 'window-scale'; readonly shift: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'unknown'; readonly code: number; readonly bytes: Uint8Array };

/** RFC 9293; options RFC 7323, RFC 2018. Sequence numbers are unsigned 32-bit. */
export interface TcpSegment {
  readonly kind: 'tcp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: TcpFlags;
  readonly window: number;
  readonly urgentPointer: number;
  readonly options: readonly TcpOption[];
  readonly data: Uint8Array;
}

/** RFC 768. Port 4789 or 8472 as destination makes the decoder read VXLAN. */
export interface UdpDatagram {
  readonly kind: 'udp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: VxlanPacket | RawPayload;
}

/** RFC 7348. */
export interface VxlanPacket {
  readonly kind: 'vxlan';
  readonly vni: number;
  readonly frame: Frame;
}

/**
 * RFC 792. `rest` is bytes 4 to 7 of the header as an unsigned 32-bit number:
 * identifier and sequence of an echo, next-hop MTU (low 16 bits) of frag-needed, gateway of a redirect.
 * `data` is the echo payload, or the quoted IP packet of an error.
 */
export interface IcmpMessage {
  readonly kind: 'icmp';
  readonly type: number;
  readonly code: number;
  readonly rest: number;
  readonly data: Uint8Array;
}

/** What a hop shows: a frame where the link layer is known, else the bare network-layer packet. */
export type Snapshot = Frame | Ipv4Packet | ArpPacket;

/** A decoding failure: never thrown, always a value. */
export interface WireError {
  readonly code: 'truncated' | 'bad-version' | 'bad-length' | 'bad-checksum' | 'unsupported';
  /** protocol and field, "ipv4.headerLength" */
  readonly field: string;
  /** byte offset from the start of the buffer handed in */
  readonly offset: number;
  readonly message: string;
}
