/**
 * UDP: two ports, a length and a checksum.
 * Source: RFC 768. On IPv4 a checksum of zero means "none was computed"; a sum that comes out as zero is sent as 0xffff.
 */
import { err, ok, type Result } from '../result';
import { internetChecksum, type PseudoHeader, pseudoHeaderSum } from './checksum';
import { badChecksum, checkRoom, type FieldSpec, readField, writeField } from './fields';
import { PROTO_UDP, type WireError } from './types';

export const UDP_HEADER_BYTES = 8;

export const UDP_FIELDS = {
  sourcePort: { name: 'Source Port', at: 0, bytes: 2 },
  destinationPort: { name: 'Destination Port', at: 2, bytes: 2 },
  length: { name: 'Length', at: 4, bytes: 2 },
  checksum: { name: 'Checksum', at: 6, bytes: 2 },
} satisfies Record<string, FieldSpec>;

export const DNS_PORT = 53;

export interface UdpPorts {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export interface ParsedUdpHeader extends UdpPorts {
  readonly payloadOffset: number;
  readonly end: number;
}

/** `verify` holds the addresses for the pseudo-header; without it the checksum is not looked at. */
export function parseUdp(
  bytes: Uint8Array,
  offset = 0,
  end = bytes.length,
  verify: PseudoHeader | null = null,
): Result<ParsedUdpHeader, WireError> {
  const room = checkRoom('udp', offset, end, UDP_HEADER_BYTES);
  if (!room.ok) return room;
  const length = readField(bytes, offset, UDP_FIELDS.length);
  const lengthAt = offset + UDP_FIELDS.length.at;
  if (length < UDP_HEADER_BYTES) {
    const message = `a length of ${length} does not hold the header`;
    return err({ code: 'bad-length', field: 'udp.length', offset: lengthAt, message });
  }
  if (length > end - offset) {
    const message = `length says ${length} bytes, ${end - offset} are there`;
    return err({ code: 'truncated', field: 'udp.length', offset: lengthAt, message });
  }
  const found = readField(bytes, offset, UDP_FIELDS.checksum);
  if (verify && found !== 0 && udpSum(bytes, offset, length, verify) !== 0) {
    return err(badChecksum('udp.checksum', offset + UDP_FIELDS.checksum.at, found));
  }
  return ok({
    sourcePort: readField(bytes, offset, UDP_FIELDS.sourcePort),
    destinationPort: readField(bytes, offset, UDP_FIELDS.destinationPort),
    payloadOffset: offset + UDP_HEADER_BYTES,
    end: offset + length,
  });
}

function udpSum(
  bytes: Uint8Array,
  offset: number,
  length: number,
  addresses: PseudoHeader,
): number {
  return internetChecksum(
    bytes,
    offset,
    offset + length,
    pseudoHeaderSum(addresses, PROTO_UDP, length),
  );
}

export function emitUdp(ports: UdpPorts, payload: Uint8Array, addresses: PseudoHeader): Uint8Array {
  const bytes = new Uint8Array(UDP_HEADER_BYTES + payload.length);
  writeField(bytes, 0, UDP_FIELDS.sourcePort, ports.sourcePort);
  writeField(bytes, 0, UDP_FIELDS.destinationPort, ports.destinationPort);
  writeField(bytes, 0, UDP_FIELDS.length, bytes.length);
  bytes.set(payload, UDP_HEADER_BYTES);
  writeField(bytes, 0, UDP_FIELDS.checksum, udpSum(bytes, 0, bytes.length, addresses) || 0xffff);
  return bytes;
}
