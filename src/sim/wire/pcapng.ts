/**
 * A capture file that Wireshark and tcpdump open: one section, one block per interface, one per packet.
 * Source: draft-ietf-opsawg-pcapng §4.1 (section), §4.2 (interface), §4.3 (enhanced packet), §3.5 (options).
 * Deterministic: nothing but what is handed in gets into the file.
 */
import { concat, utf8ToBytes } from './bytes';

export interface CaptureInterface {
  /** shown by Wireshark: "node-1/eth0" */
  readonly name: string;
  readonly linkType: 'ethernet' | 'raw';
  readonly description?: string;
  /** default: no limit */
  readonly snaplen?: number;
}

export interface CapturedPacket {
  /** index into `interfaces` */
  readonly interface: number;
  readonly atMicros: number;
  readonly bytes: Uint8Array;
  readonly comment?: string;
  readonly direction?: 'in' | 'out';
}

export interface Capture {
  readonly interfaces: readonly CaptureInterface[];
  readonly packets: readonly CapturedPacket[];
  /** name of the program that made the capture */
  readonly application: string;
}

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const LINK_TYPES = { ethernet: 1, raw: 101 } as const;

const OPT_COMMENT = 1;
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_TSRESOL = 9;
const EPB_FLAGS = 2;

/** 10^-6 s */
const MICROSECONDS = 6;
const DIRECTION_BITS = { in: 1, out: 2 } as const;

/** The whole file, little-endian. */
export function writePcapng(capture: Capture): Uint8Array {
  return concat([
    sectionHeader(capture.application),
    ...capture.interfaces.map(interfaceDescription),
    ...capture.packets.map(enhancedPacket),
  ]);
}

function sectionHeader(application: string): Uint8Array {
  const unknownLength = [0xffffffff, 0xffffffff];
  return block(SECTION_HEADER, [
    u32(BYTE_ORDER_MAGIC),
    u16(1),
    u16(0),
    ...unknownLength.map(u32),
    ...options([option(SHB_USERAPPL, utf8ToBytes(application))]),
  ]);
}

function interfaceDescription(item: CaptureInterface): Uint8Array {
  const described = item.description ? [option(IF_DESCRIPTION, utf8ToBytes(item.description))] : [];
  return block(INTERFACE_DESCRIPTION, [
    u16(LINK_TYPES[item.linkType]),
    u16(0),
    u32(item.snaplen ?? 0),
    ...options([
      option(IF_NAME, utf8ToBytes(item.name)),
      ...described,
      option(IF_TSRESOL, Uint8Array.of(MICROSECONDS)),
    ]),
  ]);
}

function enhancedPacket(packet: CapturedPacket): Uint8Array {
  const { bytes, comment, direction } = packet;
  return block(ENHANCED_PACKET, [
    u32(packet.interface),
    u32(Math.floor(packet.atMicros / 2 ** 32)),
    u32(packet.atMicros % 2 ** 32),
    u32(bytes.length),
    u32(bytes.length),
    padded(bytes),
    ...options([
      ...(comment ? [option(OPT_COMMENT, utf8ToBytes(comment))] : []),
      ...(direction ? [option(EPB_FLAGS, u32(DIRECTION_BITS[direction]))] : []),
    ]),
  ]);
}

/** Type and length before, length again after, so that a reader can walk the file backwards. */
function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(parts);
  const length = u32(body.length + 12);
  return concat([u32(type), length, body, length]);
}

function options(list: readonly Uint8Array[]): readonly Uint8Array[] {
  return list.length > 0 ? [...list, u32(0)] : [];
}

/** A comment longer than the length field can say is cut. */
function option(code: number, value: Uint8Array): Uint8Array {
  const kept = value.subarray(0, 0xffff);
  return concat([u16(code), u16(kept.length), padded(kept)]);
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  whole.set(bytes);
  return whole;
}

const u16 = (value: number): Uint8Array => Uint8Array.of(value, value >>> 8);
const u32 = (value: number): Uint8Array =>
  Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
