/**
 * Reads a classic capture file as tcpdump writes it. Source: draft-ietf-opsawg-pcap §4 (file header), §5 (packet record).
 * Both byte orders and both resolutions of time; frames are Ethernet.
 */
import { err, ok, type Result } from '../result';

export interface PcapPacket {
  /** since 1970, whole microseconds; `nanos` says what is below */
  readonly atMicros: number;
  readonly nanos: number;
  /** bytes on the wire; `bytes` may hold fewer */
  readonly length: number;
  readonly bytes: Uint8Array;
}

export interface PcapError {
  readonly code: 'truncated' | 'bad-magic' | 'link-type';
  readonly offset: number;
  readonly message: string;
}

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const MAGIC_MICROS = 0xa1b2c3d4;
const MAGIC_NANOS = 0xa1b23c4d;
const LINKTYPE_ETHERNET = 1;

const FILE_FIELDS = { magic: 0, linkType: 20 } as const;
const RECORD_FIELDS = { seconds: 0, fraction: 4, captured: 8, length: 12 } as const;

const fail = (code: PcapError['code'], offset: number, message: string) =>
  err({ code, offset, message });

/** Packets in the order of the file. A record cut off at the end, as of a capture that was killed, is an error. */
export function readPcap(file: Uint8Array): Result<readonly PcapPacket[], PcapError> {
  if (file.length < FILE_HEADER_BYTES)
    return fail('truncated', file.length, 'the file ends within its header');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const isLittle = [MAGIC_MICROS, MAGIC_NANOS].includes(view.getUint32(FILE_FIELDS.magic, true));
  const magic = view.getUint32(FILE_FIELDS.magic, isLittle);
  if (magic !== MAGIC_MICROS && magic !== MAGIC_NANOS)
    return fail('bad-magic', FILE_FIELDS.magic, 'this is no capture file of the classic format');
  const linkType = view.getUint32(FILE_FIELDS.linkType, isLittle) & 0xffff;
  if (linkType !== LINKTYPE_ETHERNET)
    return fail('link-type', FILE_FIELDS.linkType, `link type ${linkType} is not Ethernet`);
  const perMicro = magic === MAGIC_NANOS ? 1000 : 1;
  const packets: PcapPacket[] = [];
  let at = FILE_HEADER_BYTES;
  while (at < file.length) {
    if (at + RECORD_HEADER_BYTES > file.length)
      return fail('truncated', at, 'the file ends within the header of a packet');
    const field = (name: keyof typeof RECORD_FIELDS) =>
      view.getUint32(at + RECORD_FIELDS[name], isLittle);
    const start = at + RECORD_HEADER_BYTES;
    const end = start + field('captured');
    if (end > file.length) return fail('truncated', start, 'the file ends within a packet');
    const fraction = field('fraction');
    packets.push({
      atMicros: field('seconds') * 1e6 + Math.floor(fraction / perMicro),
      nanos: perMicro === 1 ? 0 : fraction % perMicro,
      length: field('length'),
      bytes: file.slice(start, end),
    });
    at = end;
  }
  return ok(packets);
}
