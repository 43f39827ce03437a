/**
 * IPv4 addresses, prefixes and MAC addresses: from text to numbers and back.
 * Addresses stay text in values, because that is what people read; numbers appear only where bits matter.
 * Source: RFC 791 §2.3, RFC 4632 (prefixes), RFC 6943 §3.1.1 (why leading zeros are refused), IEEE 802 (MAC).
 */
import { err, invariant, ok, type Result } from '../result';
import type { Cidr, Ipv4, Mac } from './types';

export const BROADCAST_MAC: Mac = 'ff:ff:ff:ff:ff:ff';

const DOTTED = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const PREFIX = /^(0|[1-9]\d?)$/;
const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** A prefix with its bits spelled out, all unsigned 32-bit. */
export interface ParsedCidr {
  /** the address as written, host bits included */
  readonly address: number;
  readonly network: number;
  readonly prefix: number;
  readonly mask: number;
  readonly broadcast: number;
}

function readIpv4(text: string): number | null {
  const match = DOTTED.exec(text);
  if (!match) return null;
  let value = 0;
  for (const part of match.slice(1)) {
    // "010" is eight to one parser and ten to the next: refused, as RFC 6943 advises
    if (part.length > 1 && part.startsWith('0')) return null;
    const byte = Number(part);
    if (byte > 255) return null;
    value = value * 256 + byte;
  }
  return value;
}

/** Reads a canonical dotted-decimal address; the error is a sentence that repeats the text. Never throws. */
export function parseIpv4(text: string): Result<Ipv4, string> {
  if (readIpv4(text) !== null) return ok(text);
  return err(`"${text}" is not an IPv4 address: four numbers from 0 to 255, no leading zeros`);
}

export const isIpv4 = (text: string): text is Ipv4 => readIpv4(text) !== null;

/** The address as an unsigned 32-bit number. */
export function ipv4ToNumber(ip: Ipv4): number {
  const value = readIpv4(ip);
  invariant(value !== null, `"${ip}" is an IPv4 address`);
  return value;
}

export function ipv4FromNumber(value: number): Ipv4 {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}

export function ipv4ToBytes(ip: Ipv4): Uint8Array {
  const value = ipv4ToNumber(ip);
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** Reads "10.244.0.0/24"; host bits may be set, as in the address of an interface. Never throws. */
export function parseCidr(text: string): Result<ParsedCidr, string> {
  const parsed = readCidr(text);
  if (parsed) return ok(parsed);
  return err(`"${text}" is not an IPv4 prefix: an address, a slash, a length from 0 to 32`);
}

function readCidr(text: string): ParsedCidr | null {
  const slash = text.indexOf('/');
  if (slash < 0) return null;
  const address = readIpv4(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === null || !PREFIX.test(length) || Number(length) > 32) return null;
  const prefix = Number(length);
  // a shift by 32 is a shift by 0 in JavaScript
  const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  const network = (address & mask) >>> 0;
  return { address, network, prefix, mask, broadcast: (network | ~mask) >>> 0 };
}

/** A bare address counts as a /32, as in `ip route add 10.0.0.1`. */
function cidrOf(cidr: Cidr): ParsedCidr {
  const parsed = readCidr(cidr.includes('/') ? cidr : `${cidr}/32`);
  invariant(parsed, `"${cidr}" is an IPv4 prefix`);
  return parsed;
}

export function cidrContains(cidr: Cidr, ip: Ipv4): boolean {
  const { network, mask } = cidrOf(cidr);
  return (ipv4ToNumber(ip) & mask) >>> 0 === network;
}

export const prefixLength = (cidr: Cidr): number => cidrOf(cidr).prefix;

/** The first address of the prefix: "10.244.0.0" for "10.244.0.5/24". */
export const networkOf = (cidr: Cidr): Ipv4 => ipv4FromNumber(cidrOf(cidr).network);

/** The last address of the prefix. */
export const broadcastOf = (cidr: Cidr): Ipv4 => ipv4FromNumber(cidrOf(cidr).broadcast);

/** The n-th address of the prefix, the network address being number 0. */
export function nthAddress(cidr: Cidr, n: number): Ipv4 {
  const { network, broadcast } = cidrOf(cidr);
  invariant(n >= 0 && network + n <= broadcast, `${cidr} has an address number ${n}`);
  return ipv4FromNumber(network + n);
}

export const isMac = (text: string): text is Mac => MAC.test(text);

export function macToBytes(mac: Mac): Uint8Array {
  invariant(isMac(mac), `"${mac}" is a MAC address`);
  return Uint8Array.from(mac.split(':'), (part) => Number.parseInt(part, 16));
}

export function macFromBytes(bytes: Uint8Array): Mac {
  return Array.from(bytes.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** The group bit: set for multicast, and for broadcast as its extreme (IEEE 802-2014 §8.2.2). */
export const isMulticastMac = (mac: Mac): boolean =>
  (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
