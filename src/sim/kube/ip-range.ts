/**
 * Ranges of IPv4 addresses as the API server and IPAM plug-ins use them: pod CIDRs, the service CIDR, /26 blocks.
 * On top of the address arithmetic of `wire`, but for text that nobody has checked yet. Source: RFC 4632.
 */
import { ipv4FromNumber, ipv4ToNumber, isIpv4, parseCidr } from '../wire/address';
import type { Cidr, Ipv4 } from '../wire/types';

/** The address as an unsigned 32-bit number, or undefined when the text is no canonical dotted quad. */
export const ipToNumber = (text: string): number | undefined =>
  isIpv4(text) ? ipv4ToNumber(text) : undefined;

export const numberToIp = ipv4FromNumber;

export interface IpRange {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

export function parseRange(cidr: string): IpRange | undefined {
  const parsed = parseCidr(cidr);
  if (!parsed.ok) return undefined;
  const { network, broadcast, prefix } = parsed.value;
  return { first: network, last: broadcast, prefix };
}

export function rangeContains(cidr: Cidr, address: Ipv4): boolean {
  const range = parseRange(cidr);
  const value = ipToNumber(address);
  return range !== undefined && value !== undefined && value >= range.first && value <= range.last;
}

/** "10.244.0.5", 26 -> "10.244.0.0/26" */
export function blockOf(address: Ipv4, prefix: number): Cidr {
  const range = parseRange(`${address}/${prefix}`);
  return range ? `${numberToIp(range.first)}/${prefix}` : `${address}/${prefix}`;
}

/** Numeric order of addresses; what is no address sorts last. */
export const compareIps = (a: Ipv4, b: Ipv4): number =>
  (ipToNumber(a) ?? 2 ** 32) - (ipToNumber(b) ?? 2 ** 32);

/** The n-th address of a range: 0 is the network address. */
export function addressAt(cidr: Cidr, index: number): Ipv4 {
  const range = parseRange(cidr);
  return numberToIp((range?.first ?? 0) + index);
}
