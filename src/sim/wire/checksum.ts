/**
 * The Internet checksum: IPv4 header, ICMP, UDP and TCP all use it.
 * Source: RFC 1071 (sum), RFC 1624 eqn. 3 (incremental update, as NAT does it), RFC 768 and RFC 9293 §3.1 (pseudo-header).
 */
import { ipv4ToNumber } from './address';
import type { Ipv4 } from './types';

/** The addresses that a TCP or UDP checksum covers although they stand in the IP header. */
export interface PseudoHeader {
  readonly source: Ipv4;
  readonly destination: Ipv4;
}

/** Adds up 16-bit words; an odd last byte counts as the high half of a word. Not folded yet. */
export function sumWords(bytes: Uint8Array, start = 0, end = bytes.length, initial = 0): number {
  let sum = initial;
  for (let i = start; i < end; i += 2) {
    sum += ((bytes[i] ?? 0) << 8) | (i + 1 < end ? (bytes[i + 1] ?? 0) : 0);
  }
  return sum;
}

/** Carries folded back into 16 bits (end-around carry). */
export function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return folded;
}

/** The value for the checksum field, given that field as zero; zero when the field already holds the right value. */
export function internetChecksum(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  initial = 0,
): number {
  return ~fold(sumWords(bytes, start, end, initial)) & 0xffff;
}

export function pseudoHeaderSum(addresses: PseudoHeader, protocol: number, length: number): number {
  const source = ipv4ToNumber(addresses.source);
  const destination = ipv4ToNumber(addresses.destination);
  const words = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff);
  return words + protocol + length;
}

/** HC' = ~(~HC + ~m + m'): what the checksum becomes when one 16-bit word of the covered bytes changes. */
export function updateChecksum(checksum: number, before: number, after: number): number {
  return ~fold((~checksum & 0xffff) + (~before & 0xffff) + after) & 0xffff;
}
