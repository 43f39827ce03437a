/**
 * A captured frame as a value that can be sent. The capture holds the first bytes only; what is missing is payload.
 * It is filled in so that the checksum that travelled with the packet stays right.
 */
import { decodeFrame, encode } from '../../sim/wire/frame';
import { type Frame, PROTO_ICMP, PROTO_TCP, PROTO_UDP } from '../../sim/wire/types';
import { NotComparable, type Sighting } from './golden';

const L2 = 14;
const CHECKSUM_AT: Readonly<Record<number, number>> = {
  [PROTO_ICMP]: 2,
  [PROTO_TCP]: 16,
  [PROTO_UDP]: 6,
};

export function frameOf(sighting: Sighting): Frame {
  const bytes = completed(sighting);
  const decoded = decodeFrame(bytes);
  if (!decoded.ok) {
    const { field, message } = decoded.error;
    throw new NotComparable(`hops[${sighting.n - 1}].hex: ${field}: ${message}`);
  }
  return decoded.value;
}

function completed(sighting: Sighting): Uint8Array {
  const { bytes, length } = sighting;
  if (bytes.length === length) return bytes;
  const whole = new Uint8Array(length);
  whole.set(bytes);
  const last = bytes[bytes.length - 1] ?? 0;
  const isPing = ipProtocol(bytes) === PROTO_ICMP && !isLaterFragment(bytes);
  for (let at = bytes.length; at < length; at += 1)
    whole[at] = isPing ? (last + at - bytes.length + 1) & 0xff : last;
  const ended = whole.slice();
  if (!isPing && length - bytes.length >= HTTP_END.length)
    ended.set(HTTP_END, length - HTTP_END.length);
  return hasRightChecksum(ended) ? ended : balanceChecksum(whole, bytes.length);
}

/** A request is complete when it ends in an empty line. */
const HTTP_END = Uint8Array.from([13, 10, 13, 10]);

function hasRightChecksum(bytes: Uint8Array): boolean {
  const decoded = decodeFrame(bytes, { verifyChecksums: true });
  return decoded.ok;
}

const word = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const ipProtocol = (bytes: Uint8Array): number =>
  word(bytes, 12) === 0x0800 ? (bytes[L2 + 9] ?? 0) : 0;
const isLaterFragment = (bytes: Uint8Array): boolean => (word(bytes, L2 + 6) & 0x1fff) > 0;
const isFragment = (bytes: Uint8Array): boolean => (word(bytes, L2 + 6) & 0x3fff) > 0;

/** Moves the difference between the captured and the computed checksum into the last whole word of the filling. */
function balanceChecksum(bytes: Uint8Array, filledFrom: number): Uint8Array {
  const within = CHECKSUM_AT[ipProtocol(bytes)];
  const decoded = decodeFrame(bytes);
  if (within === undefined || isFragment(bytes) || !decoded.ok) return bytes;
  const l4 = L2 + ((bytes[L2] ?? 0x45) & 0xf) * 4;
  const captured = word(bytes, l4 + within);
  const computed = word(encode(decoded.value), l4 + within);
  if (captured === computed) return bytes;
  const at = l4 + Math.floor((bytes.length - l4 - 2) / 2) * 2;
  if (at < filledFrom) return bytes;
  const balanced = bytes.slice();
  const sum = word(bytes, at) + computed + (0xffff - captured);
  const value = (sum & 0xffff) + (sum >>> 16);
  balanced[at] = (value >>> 8) & 0xff;
  balanced[at + 1] = value & 0xff;
  return balanced;
}

/** Bytes of TCP payload that the capture shows or the checksum allows. */
export function payloadOf(sighting: Sighting): Uint8Array {
  const { payload } = frameOf(sighting);
  if (payload.kind !== 'ipv4' || payload.payload.kind !== 'tcp') return new Uint8Array(0);
  return payload.payload.data;
}
