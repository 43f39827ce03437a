/**
 * ICMP: echo, and the errors by which routers answer a packet that they cannot deliver.
 * Source: RFC 792; RFC 1191 §4 (next-hop MTU), RFC 1812 §5.2.7 (codes 9 to 13).
 */
import { err, ok, type Result } from '../result';
import { internetChecksum } from './checksum';
import { badChecksum, checkRoom, type FieldSpec, readField, writeField } from './fields';
import type { IcmpMessage, WireError } from './types';

export const ICMP_HEADER_BYTES = 8;

export const ICMP_FIELDS = {
  type: { name: 'Type', at: 0, bytes: 1 },
  code: { name: 'Code', at: 1, bytes: 1 },
  checksum: { name: 'Checksum', at: 2, bytes: 2 },
  rest: { name: 'Rest of Header', at: 4, bytes: 4 },
  identifier: { name: 'Identifier', at: 4, bytes: 2 },
  sequence: { name: 'Sequence Number', at: 6, bytes: 2 },
  nextHopMtu: { name: 'Next-Hop MTU', at: 6, bytes: 2 },
} satisfies Record<string, FieldSpec>;

export const ICMP_ECHO_REPLY = 0;
export const ICMP_UNREACHABLE = 3;
export const ICMP_REDIRECT = 5;
export const ICMP_ECHO_REQUEST = 8;
export const ICMP_TIME_EXCEEDED = 11;
export const ICMP_PARAMETER_PROBLEM = 12;
export const CODE_FRAGMENTATION_NEEDED = 4;

const UNREACHABLE_CODES: Readonly<Record<number, string>> = {
  0: 'net',
  1: 'host',
  2: 'protocol',
  3: 'port',
  4: 'fragmentation needed',
  5: 'source route failed',
  9: 'net prohibited',
  10: 'host prohibited',
  13: 'admin prohibited',
};

/** Types whose data is the packet that caused them. */
export const isIcmpError = (type: number): boolean =>
  type === ICMP_UNREACHABLE ||
  type === ICMP_REDIRECT ||
  type === ICMP_TIME_EXCEEDED ||
  type === ICMP_PARAMETER_PROBLEM;

/** "destination unreachable (port)", "echo request": type and code in words. */
export function nameIcmp(type: number, code: number): string {
  if (type === ICMP_ECHO_REPLY) return 'echo reply';
  if (type === ICMP_ECHO_REQUEST) return 'echo request';
  if (type === ICMP_UNREACHABLE && code === CODE_FRAGMENTATION_NEEDED)
    return 'fragmentation needed';
  if (type === ICMP_UNREACHABLE) {
    return `destination unreachable (${UNREACHABLE_CODES[code] ?? `code ${code}`})`;
  }
  if (type === ICMP_REDIRECT) return 'redirect';
  if (type === ICMP_TIME_EXCEEDED) {
    return code === 1 ? 'time exceeded (reassembly)' : 'time exceeded (TTL)';
  }
  if (type === ICMP_PARAMETER_PROBLEM) return 'parameter problem';
  return `type ${type} code ${code}`;
}

export function parseIcmp(
  bytes: Uint8Array,
  offset = 0,
  end = bytes.length,
  verifyChecksums = false,
): Result<IcmpMessage, WireError> {
  const room = checkRoom('icmp', offset, end, ICMP_HEADER_BYTES);
  if (!room.ok) return room;
  if (verifyChecksums && internetChecksum(bytes, offset, end) !== 0) {
    const found = readField(bytes, offset, ICMP_FIELDS.checksum);
    return err(badChecksum('icmp.checksum', offset + ICMP_FIELDS.checksum.at, found));
  }
  return ok({
    kind: 'icmp',
    type: readField(bytes, offset, ICMP_FIELDS.type),
    code: readField(bytes, offset, ICMP_FIELDS.code),
    rest: readField(bytes, offset, ICMP_FIELDS.rest),
    data: bytes.slice(offset + ICMP_HEADER_BYTES, end),
  });
}

export function emitIcmp(message: IcmpMessage): Uint8Array {
  const bytes = new Uint8Array(ICMP_HEADER_BYTES + message.data.length);
  writeField(bytes, 0, ICMP_FIELDS.type, message.type);
  writeField(bytes, 0, ICMP_FIELDS.code, message.code);
  writeField(bytes, 0, ICMP_FIELDS.rest, message.rest);
  bytes.set(message.data, ICMP_HEADER_BYTES);
  writeField(bytes, 0, ICMP_FIELDS.checksum, internetChecksum(bytes));
  return bytes;
}
