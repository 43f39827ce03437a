/**
 * The IPv4 header: from which host to which, how many more routers, and whether this is a piece of something larger.
 * Source: RFC 791 §3.1; RFC 2474 and RFC 3168 for what became of the Type of Service byte.
 * Simplified: headers with options are refused (Linux accepts them); a cluster never sends any.
 */
import { err, invariant, ok, type Result } from '../result';
import { ipv4FromNumber, ipv4ToNumber } from './address';
import { internetChecksum } from './checksum';
import { badChecksum, checkRoom, type FieldSpec, readField, writeField } from './fields';
import type { Ipv4Packet, WireError } from './types';

export const IPV4_HEADER_BYTES = 20;
export const IPV4_MAX_BYTES = 65_535;

export const IPV4_FIELDS = {
  version: { name: 'Version', at: 0, bytes: 1, bits: { start: 0, count: 4 } },
  headerLength: { name: 'IHL', at: 0, bytes: 1, bits: { start: 4, count: 4 } },
  tos: { name: 'Type of Service', at: 1, bytes: 1 },
  totalLength: { name: 'Total Length', at: 2, bytes: 2 },
  identification: { name: 'Identification', at: 4, bytes: 2 },
  flags: { name: 'Flags', at: 6, bytes: 1, bits: { start: 0, count: 3 } },
  fragmentOffset: { name: 'Fragment Offset', at: 6, bytes: 2, bits: { start: 3, count: 13 } },
  ttl: { name: 'Time to Live', at: 8, bytes: 1 },
  protocol: { name: 'Protocol', at: 9, bytes: 1 },
  checksum: { name: 'Header Checksum', at: 10, bytes: 2 },
  source: { name: 'Source Address', at: 12, bytes: 4 },
  destination: { name: 'Destination Address', at: 16, bytes: 4 },
} satisfies Record<string, FieldSpec>;

export const FLAG_DONT_FRAGMENT = 0b010;
export const FLAG_MORE_FRAGMENTS = 0b001;
const FLAG_RESERVED = 0b100;

export type Ipv4Header = Omit<Ipv4Packet, 'kind' | 'payload'>;

export interface ParsedIpv4Header {
  readonly header: Ipv4Header;
  readonly payloadOffset: number;
  /** where the packet ends; bytes after it are link-layer padding */
  readonly end: number;
}

/** A piece carries raw bytes: only the first has an L4 header, and none has it whole with its data. */
export const isPiece = (header: Ipv4Header): boolean =>
  header.moreFragments || header.fragmentOffset > 0;

export function parseIpv4Header(
  bytes: Uint8Array,
  offset = 0,
  end = bytes.length,
  verifyChecksums = false,
): Result<ParsedIpv4Header, WireError> {
  const room = checkRoom('ipv4', offset, end, IPV4_HEADER_BYTES);
  if (!room.ok) return room;
  const get = (spec: FieldSpec) => readField(bytes, offset, spec);
  const length = get(IPV4_FIELDS.totalLength);
  const problem = checkShape(get, offset, end);
  if (problem) return err(problem);
  if (verifyChecksums && internetChecksum(bytes, offset, offset + IPV4_HEADER_BYTES) !== 0) {
    const at = offset + IPV4_FIELDS.checksum.at;
    return err(badChecksum('ipv4.checksum', at, get(IPV4_FIELDS.checksum)));
  }
  const flags = get(IPV4_FIELDS.flags);
  const header: Ipv4Header = {
    tos: get(IPV4_FIELDS.tos),
    identification: get(IPV4_FIELDS.identification),
    dontFragment: (flags & FLAG_DONT_FRAGMENT) !== 0,
    moreFragments: (flags & FLAG_MORE_FRAGMENTS) !== 0,
    fragmentOffset: get(IPV4_FIELDS.fragmentOffset) * 8,
    ttl: get(IPV4_FIELDS.ttl),
    protocol: get(IPV4_FIELDS.protocol),
    source: ipv4FromNumber(get(IPV4_FIELDS.source)),
    destination: ipv4FromNumber(get(IPV4_FIELDS.destination)),
  };
  return ok({ header, payloadOffset: offset + IPV4_HEADER_BYTES, end: offset + length });
}

function checkShape(
  get: (spec: FieldSpec) => number,
  offset: number,
  end: number,
): WireError | null {
  const fault = (
    code: WireError['code'],
    key: keyof typeof IPV4_FIELDS,
    message: string,
  ): WireError => ({
    code,
    field: `ipv4.${key}`,
    offset: offset + IPV4_FIELDS[key].at,
    message,
  });
  const version = get(IPV4_FIELDS.version);
  if (version !== 4) return fault('bad-version', 'version', `IP version ${version} is not 4`);
  const words = get(IPV4_FIELDS.headerLength);
  if (words < 5) return fault('bad-length', 'headerLength', `an IHL of ${words} is less than 5`);
  if (words > 5) return fault('unsupported', 'headerLength', 'IPv4 options are not modelled');
  const length = get(IPV4_FIELDS.totalLength);
  if (length < IPV4_HEADER_BYTES) {
    return fault(
      'bad-length',
      'totalLength',
      `a total length of ${length} does not hold the header`,
    );
  }
  if (length > end - offset) {
    const message = `total length says ${length} bytes, ${end - offset} are there`;
    return fault('truncated', 'totalLength', message);
  }
  if ((get(IPV4_FIELDS.flags) & FLAG_RESERVED) !== 0) {
    return fault('unsupported', 'flags', 'the reserved flag bit must be zero');
  }
  return null;
}

export function emitIpv4Header(header: Ipv4Header, payloadLength: number): Uint8Array {
  const length = IPV4_HEADER_BYTES + payloadLength;
  invariant(length <= IPV4_MAX_BYTES, `an IPv4 packet of ${length} bytes fits its length field`);
  invariant(
    header.fragmentOffset % 8 === 0,
    `fragment offset ${header.fragmentOffset} counts in eights`,
  );
  const bytes = new Uint8Array(IPV4_HEADER_BYTES);
  const put = (spec: FieldSpec, value: number) => writeField(bytes, 0, spec, value);
  put(IPV4_FIELDS.version, 4);
  put(IPV4_FIELDS.headerLength, IPV4_HEADER_BYTES / 4);
  put(IPV4_FIELDS.tos, header.tos);
  put(IPV4_FIELDS.totalLength, length);
  put(IPV4_FIELDS.identification, header.identification);
  put(IPV4_FIELDS.fragmentOffset, header.fragmentOffset / 8);
  const dontFragment = header.dontFragment ? FLAG_DONT_FRAGMENT : 0;
  put(IPV4_FIELDS.flags, dontFragment | (header.moreFragments ? FLAG_MORE_FRAGMENTS : 0));
  put(IPV4_FIELDS.ttl, header.ttl);
  put(IPV4_FIELDS.protocol, header.protocol);
  put(IPV4_FIELDS.source, ipv4ToNumber(header.source));
  put(IPV4_FIELDS.destination, ipv4ToNumber(header.destination));
  put(IPV4_FIELDS.checksum, internetChecksum(bytes));
  return bytes;
}
