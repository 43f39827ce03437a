/**
 * What stays the same while a packet travels: enough of its innermost header to know it again after NAT, a lower TTL or
 * a tunnel. Works on bytes, because a packet that nobody can decode must be told apart, too.
 */

const L2_BYTES = 14;
const ETHERTYPE_ARP = 0x0806;
const ETHERTYPE_IPV4 = 0x0800;
const ICMP = 1;
const TCP = 6;
const UDP = 17;
const MORE_FRAGMENTS_AND_OFFSET = 0x3fff;
const OFFSET = 0x1fff;
const VXLAN_AND_UDP_BYTES = 16;

export interface PacketKey {
  readonly key: string;
  /** of the innermost header; tells a packet that came by again from one that was sent again */
  readonly ttl: number;
  /** bytes behind the headers */
  readonly payload: number;
}

const word = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const hex = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('hex');

export function packetKey(bytes: Uint8Array, tunnelPorts: ReadonlySet<number>): PacketKey {
  const type = word(bytes, 12);
  if (type === ETHERTYPE_ARP) return { key: `arp ${hex(bytes, 20, 42)}`, ttl: 0, payload: 0 };
  if (type !== ETHERTYPE_IPV4) return { key: hex(bytes, 0, bytes.length), ttl: 0, payload: 0 };
  const l4 = L2_BYTES + ((bytes[L2_BYTES] ?? 0) & 0xf) * 4;
  const fragment = word(bytes, L2_BYTES + 6) & MORE_FRAGMENTS_AND_OFFSET;
  const protocol = bytes[L2_BYTES + 9] ?? 0;
  const isFirst = (fragment & OFFSET) === 0;
  if (isFirst && protocol === UDP && tunnelPorts.has(word(bytes, l4 + 2)))
    return packetKey(bytes.subarray(l4 + VXLAN_AND_UDP_BYTES), tunnelPorts);
  const length = word(bytes, L2_BYTES + 2);
  const head = [word(bytes, L2_BYTES + 4), fragment, protocol, length].join(' ');
  const tail = isFirst ? transportKey(bytes, l4, protocol) : '';
  const behind = L2_BYTES + length - l4 - (protocol === TCP ? tcpHeader(bytes, l4) : 8);
  return { key: `${head} ${tail}`, ttl: bytes[L2_BYTES + 8] ?? 0, payload: behind };
}

const tcpHeader = (bytes: Uint8Array, at: number): number => ((bytes[at + 12] ?? 0) >> 4) * 4;

/** Addresses, ports, identifiers of ICMP and all checksums may be rewritten on the way. */
function transportKey(bytes: Uint8Array, at: number, protocol: number): string {
  if (protocol === TCP) {
    const options = at + 20;
    const end = at + tcpHeader(bytes, at);
    return `tcp ${hex(bytes, at + 4, at + 14)} ${hex(bytes, options, end)}`;
  }
  if (protocol === UDP) return `udp ${hex(bytes, at + 8, at + 40)}`;
  if (protocol !== ICMP) return '';
  const type = bytes[at] ?? 0;
  const isEcho = type === 8 || type === 0;
  const own = isEcho ? hex(bytes, at + 6, at + 40) : hex(bytes, at + 8 + 4, at + 8 + 8);
  return `icmp ${type} ${bytes[at + 1]} ${own}`;
}
