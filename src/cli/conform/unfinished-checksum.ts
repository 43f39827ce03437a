/** What a tap on lo shows: the loopback device never finishes TCP and UDP checksums, only the pseudo header is summed up. */
import { fold, pseudoHeaderSum } from '../../sim/wire/checksum';
import { encode } from '../../sim/wire/frame';
import { type Frame, PROTO_TCP, PROTO_UDP } from '../../sim/wire/types';

const L4 = 14 + 20;
const CHECKSUM_AT: Readonly<Record<number, number>> = { [PROTO_TCP]: 16, [PROTO_UDP]: 6 };

export function unfinishedChecksum(frame: Frame): Uint8Array {
  const bytes = encode(frame);
  if (frame.payload.kind !== 'ipv4') return bytes;
  const within = CHECKSUM_AT[frame.payload.protocol];
  if (within === undefined) return bytes;
  const sum = fold(pseudoHeaderSum(frame.payload, frame.payload.protocol, bytes.length - L4));
  bytes[L4 + within] = sum >>> 8;
  bytes[L4 + within + 1] = sum & 0xff;
  return bytes;
}
