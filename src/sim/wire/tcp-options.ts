/**
 * TCP options, in the order and with the padding in which a stack lays them out.
 * Source: RFC 9293 §3.2 (end, NOP, MSS), RFC 7323 (window scale, timestamps), RFC 2018 (SACK permitted, SACK).
 */
import { err, invariant, ok, type Result } from '../result';
import { Reader, Writer } from './bytes';
import type { TcpOption, WireError } from './types';

export const OPTION_END = 0;
export const OPTION_NOP = 1;
export const OPTION_MSS = 2;
export const OPTION_WINDOW_SCALE = 3;
export const OPTION_SACK_PERMITTED = 4;
export const OPTION_SACK = 5;
export const OPTION_TIMESTAMPS = 8;

/** The data offset counts words in four bits: 60 bytes of header, 40 of them options. */
export const TCP_OPTIONS_MAX_BYTES = 40;

/** An option together with its place, for those who show bytes. */
export interface PlacedOption {
  readonly option: TcpOption;
  readonly offset: number;
  readonly length: number;
}

/** Reads up to `end` or the end option; what follows that is padding. A known code with an odd length is `unknown`. */
export function placeTcpOptions(
  bytes: Uint8Array,
  offset: number,
  end: number,
): Result<readonly PlacedOption[], WireError> {
  const placed: PlacedOption[] = [];
  let at = offset;
  while (at < end) {
    const code = bytes[at] ?? 0;
    if (code === OPTION_END) {
      placed.push({ option: { kind: 'end' }, offset: at, length: 1 });
      break;
    }
    if (code === OPTION_NOP) {
      placed.push({ option: { kind: 'nop' }, offset: at, length: 1 });
      at += 1;
      continue;
    }
    const length = at + 1 < end ? (bytes[at + 1] ?? 0) : 0;
    if (length < 2 || at + length > end) {
      const message = `TCP option ${code} says ${length} bytes, ${end - at} are left`;
      return err({ code: 'bad-length', field: 'tcp.options', offset: at, message });
    }
    placed.push({ option: readOption(bytes, at, code, length), offset: at, length });
    at += length;
  }
  return ok(placed);
}

export function parseTcpOptions(
  bytes: Uint8Array,
  offset: number,
  end: number,
): Result<readonly TcpOption[], WireError> {
  const placed = placeTcpOptions(bytes, offset, end);
  return placed.ok ? ok(placed.value.map((entry) => entry.option)) : placed;
}

function readOption(bytes: Uint8Array, at: number, code: number, length: number): TcpOption {
  const body = new Reader(bytes, at + 2, at + length);
  if (code === OPTION_MSS && length === 4) return { kind: 'mss', value: body.u16('tcp.mss') };
  if (code === OPTION_WINDOW_SCALE && length === 3) {
    return { kind: 'window-scale', shift: body.u8('tcp.windowScale') };
  }
  if (code === OPTION_SACK_PERMITTED && length === 2) return { kind: 'sack-permitted' };
  if (code === OPTION_SACK && length > 2 && length % 8 === 2) {
    const blocks = Array.from({ length: (length - 2) / 8 }, () => ({
      left: body.u32('tcp.sackLeft'),
      right: body.u32('tcp.sackRight'),
    }));
    return { kind: 'sack', blocks };
  }
  if (code === OPTION_TIMESTAMPS && length === 10) {
    return { kind: 'timestamps', value: body.u32('tcp.tsval'), echo: body.u32('tcp.tsecr') };
  }
  return { kind: 'unknown', code, bytes: bytes.slice(at + 2, at + length) };
}

function optionLength(option: TcpOption): number {
  switch (option.kind) {
    case 'end':
    case 'nop':
      return 1;
    case 'sack-permitted':
      return 2;
    case 'window-scale':
      return 3;
    case 'mss':
      return 4;
    case 'timestamps':
      return 10;
    case 'sack':
      return 2 + option.blocks.length * 8;
    case 'unknown':
      return 2 + option.bytes.length;
  }
}

/** Bytes that the options take in the header, padding to a whole word included. */
export function tcpOptionsLength(options: readonly TcpOption[]): number {
  return Math.ceil(options.reduce((sum, option) => sum + optionLength(option), 0) / 4) * 4;
}

/** Pads with end options (zero bytes) to a whole word. */
export function emitTcpOptions(options: readonly TcpOption[]): Uint8Array {
  const length = tcpOptionsLength(options);
  invariant(length <= TCP_OPTIONS_MAX_BYTES, `${length} bytes of TCP options fit the header`);
  const writer = new Writer();
  for (const option of options) emitOption(writer, option);
  while (writer.length < length) writer.u8(OPTION_END);
  return writer.finish();
}

function emitOption(writer: Writer, option: TcpOption): void {
  switch (option.kind) {
    case 'end':
      writer.u8(OPTION_END);
      break;
    case 'nop':
      writer.u8(OPTION_NOP);
      break;
    case 'mss':
      writer.u8(OPTION_MSS).u8(4).u16(option.value);
      break;
    case 'window-scale':
      writer.u8(OPTION_WINDOW_SCALE).u8(3).u8(option.shift);
      break;
    case 'sack-permitted':
      writer.u8(OPTION_SACK_PERMITTED).u8(2);
      break;
    case 'timestamps':
      writer.u8(OPTION_TIMESTAMPS).u8(10).u32(option.value).u32(option.echo);
      break;
    case 'sack':
      writer.u8(OPTION_SACK).u8(2 + option.blocks.length * 8);
      for (const { left, right } of option.blocks) writer.u32(left).u32(right);
      break;
    case 'unknown':
      writer
        .u8(option.code)
        .u8(2 + option.bytes.length)
        .raw(option.bytes);
      break;
  }
}
