/**
 * IPv4 fragmentation and reassembly.
 * Source: RFC 791 §3.2; Linux net/ipv4/ip_output.c ip_do_fragment(), ip_fragment.c.
 */
import { decodeIpv4, encode, ipv4Length } from '../wire/frame';
import { concat } from '../wire/bytes';
import type { Ipv4Packet } from '../wire/types';

const IPV4_HEADER = 20;

export const isFragment = (packet: Ipv4Packet): boolean =>
  packet.moreFragments || packet.fragmentOffset > 0;

/** Splits a datagram so that each piece fits `mtu`. All but the last carry a multiple of eight bytes. */
export function fragment(packet: Ipv4Packet, mtu: number): readonly Ipv4Packet[] {
  if (ipv4Length(packet) <= mtu) return [packet];
  const body = encode(packet).subarray(IPV4_HEADER);
  const room = Math.floor((mtu - IPV4_HEADER) / 8) * 8;
  const pieces: Ipv4Packet[] = [];
  for (let offset = 0; offset < body.length; offset += room) {
    const bytes = body.slice(offset, offset + room);
    const isLast = offset + room >= body.length;
    pieces.push({
      ...packet,
      fragmentOffset: packet.fragmentOffset + offset,
      moreFragments: packet.moreFragments || !isLast,
      payload: { kind: 'raw', bytes },
    });
  }
  return pieces;
}

/** Everything that has arrived of one datagram, keyed by `fragmentKey`. */
export type ReassemblyQueue = Map<string, Ipv4Packet[]>;

export const fragmentKey = (packet: Ipv4Packet): string =>
  [packet.source, packet.destination, packet.protocol, packet.identification].join(' ');

export interface Reassembled {
  readonly packet: Ipv4Packet;
  /** bytes of the largest fragment: the way on must not be harder (IPCB(skb)->frag_max_size) */
  readonly fragmentMaximum: number;
}

/**
 * Adds a fragment; returns the whole datagram once no hole is left, else null.
 * Simplified: overlapping fragments and the 30 s reassembly timer are not modelled; Linux drops the queue.
 */
export function reassemble(queue: ReassemblyQueue, piece: Ipv4Packet): Reassembled | null {
  const key = fragmentKey(piece);
  const pieces = [...(queue.get(key) ?? []), piece].sort(
    (a, b) => a.fragmentOffset - b.fragmentOffset,
  );
  queue.set(key, pieces);
  const bodies: Uint8Array[] = [];
  let next = 0;
  for (const entry of pieces) {
    if (entry.fragmentOffset !== next || entry.payload.kind !== 'raw') return null;
    bodies.push(entry.payload.bytes);
    next += entry.payload.bytes.length;
  }
  const first = pieces[0];
  if (!first || pieces[pieces.length - 1]?.moreFragments) return null;
  queue.delete(key);
  const whole = { ...first, moreFragments: false, fragmentOffset: 0 };
  const bytes = encode({ ...whole, payload: { kind: 'raw', bytes: concat(bodies) } });
  const decoded = decodeIpv4(bytes);
  const fragmentMaximum = Math.max(...pieces.map(ipv4Length));
  return decoded.ok ? { packet: decoded.value, fragmentMaximum } : null;
}
