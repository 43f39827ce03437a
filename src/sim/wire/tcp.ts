/**
 * The TCP header: ports, sequence numbers, flags, window. Its options are in tcp-options.ts.
 * Source: RFC 9293 §3.1; ECE and CWR from RFC 3168 §6.1.
 */
import { err, ok, type Result } from '../result';
import { internetChecksum, type PseudoHeader, pseudoHeaderSum } from './checksum';
import { badChecksum, checkRoom, type FieldSpec, readField, writeField } from './fields';
import { emitTcpOptions, parseTcpOptions, tcpOptionsLength } from './tcp-options';
import { PROTO_TCP, type TcpFlags, type TcpSegment, type WireError } from './types';

export const TCP_HEADER_BYTES = 20;

export const TCP_FIELDS = {
  sourcePort: { name: 'Source Port', at: 0, bytes: 2 },
  destinationPort: { name: 'Destination Port', at: 2, bytes: 2 },
  sequence: { name: 'Sequence Number', at: 4, bytes: 4 },
  acknowledgement: { name: 'Acknowledgment Number', at: 8, bytes: 4 },
  dataOffset: { name: 'Data Offset', at: 12, bytes: 1, bits: { start: 0, count: 4 } },
  reserved: { name: 'Reserved', at: 12, bytes: 1, bits: { start: 4, count: 4 } },
  flags: { name: 'Control Bits', at: 13, bytes: 1 },
  window: { name: 'Window', at: 14, bytes: 2 },
  checksum: { name: 'Checksum', at: 16, bytes: 2 },
  urgentPointer: { name: 'Urgent Pointer', at: 18, bytes: 2 },
} satisfies Record<string, FieldSpec>;

/** Bits of the flags byte, in the order in which tools print them. */
export const TCP_FLAG_BITS = {
  fin: 0x01,
  syn: 0x02,
  rst: 0x04,
  psh: 0x08,
  ack: 0x10,
  urg: 0x20,
  ece: 0x40,
  cwr: 0x80,
} satisfies Record<keyof TcpFlags, number>;

const FLAG_NAMES = Object.keys(TCP_FLAG_BITS) as (keyof TcpFlags)[];

/** Only flags that are set appear, so equal segments are equal values. */
export function tcpFlagsFromByte(byte: number): TcpFlags {
  return Object.fromEntries(
    FLAG_NAMES.filter((name) => (byte & TCP_FLAG_BITS[name]) !== 0).map((name) => [name, true]),
  );
}

export function tcpFlagsToByte(flags: TcpFlags): number {
  return FLAG_NAMES.reduce((byte, name) => byte | (flags[name] ? TCP_FLAG_BITS[name] : 0), 0);
}

/** "SYN, ACK" */
export function nameTcpFlags(flags: TcpFlags): string {
  const order: readonly (keyof TcpFlags)[] = [
    'syn',
    'fin',
    'rst',
    'psh',
    'ack',
    'urg',
    'ece',
    'cwr',
  ];
  return (
    order
      .filter((name) => flags[name])
      .map((name) => name.toUpperCase())
      .join(', ') || 'none'
  );
}

/** `verify` holds the addresses for the pseudo-header; without it the checksum is not looked at. */
export function parseTcp(
  bytes: Uint8Array,
  offset = 0,
  end = bytes.length,
  verify: PseudoHeader | null = null,
): Result<TcpSegment, WireError> {
  const room = checkRoom('tcp', offset, end, TCP_HEADER_BYTES);
  if (!room.ok) return room;
  const get = (spec: FieldSpec) => readField(bytes, offset, spec);
  const headerBytes = get(TCP_FIELDS.dataOffset) * 4;
  const offsetAt = offset + TCP_FIELDS.dataOffset.at;
  if (headerBytes < TCP_HEADER_BYTES) {
    const message = `a data offset of ${headerBytes / 4} is less than 5`;
    return err({ code: 'bad-length', field: 'tcp.dataOffset', offset: offsetAt, message });
  }
  if (headerBytes > end - offset) {
    const message = `data offset says ${headerBytes} header bytes, ${end - offset} are there`;
    return err({ code: 'truncated', field: 'tcp.dataOffset', offset: offsetAt, message });
  }
  if (verify && tcpSum(bytes, offset, end, verify) !== 0) {
    const at = offset + TCP_FIELDS.checksum.at;
    return err(badChecksum('tcp.checksum', at, get(TCP_FIELDS.checksum)));
  }
  const options = parseTcpOptions(bytes, offset + TCP_HEADER_BYTES, offset + headerBytes);
  if (!options.ok) return options;
  return ok({
    kind: 'tcp',
    sourcePort: get(TCP_FIELDS.sourcePort),
    destinationPort: get(TCP_FIELDS.destinationPort),
    sequence: get(TCP_FIELDS.sequence),
    acknowledgement: get(TCP_FIELDS.acknowledgement),
    flags: tcpFlagsFromByte(get(TCP_FIELDS.flags)),
    window: get(TCP_FIELDS.window),
    urgentPointer: get(TCP_FIELDS.urgentPointer),
    options: options.value,
    data: bytes.slice(offset + headerBytes, end),
  });
}

function tcpSum(bytes: Uint8Array, offset: number, end: number, addresses: PseudoHeader): number {
  return internetChecksum(bytes, offset, end, pseudoHeaderSum(addresses, PROTO_TCP, end - offset));
}

/** Header and data in bytes, options padded to whole words. */
export const tcpLength = (segment: TcpSegment): number =>
  TCP_HEADER_BYTES + tcpOptionsLength(segment.options) + segment.data.length;

export function emitTcp(segment: TcpSegment, addresses: PseudoHeader): Uint8Array {
  const options = emitTcpOptions(segment.options);
  const headerBytes = TCP_HEADER_BYTES + options.length;
  const bytes = new Uint8Array(headerBytes + segment.data.length);
  const put = (spec: FieldSpec, value: number) => writeField(bytes, 0, spec, value);
  put(TCP_FIELDS.sourcePort, segment.sourcePort);
  put(TCP_FIELDS.destinationPort, segment.destinationPort);
  put(TCP_FIELDS.sequence, segment.sequence);
  put(TCP_FIELDS.acknowledgement, segment.acknowledgement);
  put(TCP_FIELDS.dataOffset, headerBytes / 4);
  put(TCP_FIELDS.flags, tcpFlagsToByte(segment.flags));
  put(TCP_FIELDS.window, segment.window);
  put(TCP_FIELDS.urgentPointer, segment.urgentPointer);
  bytes.set(options, TCP_HEADER_BYTES);
  bytes.set(segment.data, headerBytes);
  put(TCP_FIELDS.checksum, tcpSum(bytes, 0, bytes.length, addresses));
  return bytes;
}
