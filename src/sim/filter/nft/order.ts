/**
 * The order in which nft lists the elements of a set: by their value as one number. A concatenation is put together
 * in network byte order and then read as a number of this (little-endian) machine, so its last byte counts most.
 * Source: nftables 1.0.6 src/mergesort.c expr_msort_value(), concat_expr_msort_value().
 */
import type { Datatype, Key, Pattern } from './types';

const BYTES: Readonly<Record<Datatype, number>> = {
  ipv4_addr: 4,
  inet_proto: 1,
  inet_service: 2,
  mark: 4,
  ct_state: 4,
  ct_dir: 1,
  ct_status: 4,
  ifname: 16,
  icmp_type: 1,
  icmp_code: 1,
  fib_addrtype: 4,
  nf_proto: 1,
  integer: 4,
};

export function elementOrder(types: readonly Datatype[], a: Key, b: Key): number {
  if (types.length > 1) return compareBytes(bytesOf(types, a), bytesOf(types, b));
  const [first, second] = [a[0], b[0]];
  if (first?.kind === 'range' && second?.kind === 'range') return first.low - second.low;
  return nameOf(first) < nameOf(second) ? -1 : 1;
}

const nameOf = (pattern: Pattern | undefined): string =>
  pattern?.kind === 'name' ? pattern.name : '';

function bytesOf(types: readonly Datatype[], key: Key): readonly number[] {
  return key.flatMap((pattern, index) => {
    const size = BYTES[types[index] ?? 'integer'];
    if (pattern.kind === 'name') {
      return Array.from({ length: size }, (_, at) => pattern.name.charCodeAt(at) || 0);
    }
    return Array.from({ length: size }, (_, at) => (pattern.low >>> (8 * (size - 1 - at))) & 255);
  });
}

function compareBytes(a: readonly number[], b: readonly number[]): number {
  for (let at = a.length - 1; at >= 0; at -= 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
