/**
 * Bytes as a network card sees them: big-endian numbers, text, hexadecimal.
 * Reading past the end is remembered, not thrown: parsers read on and look at `error` once (RFC 1700, network byte order).
 */
import type { WireError } from './types';

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

/** Lower-case hexadecimal without separators. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** Bytes of a hexadecimal text; blanks are skipped. Null when it is anything else. */
export function fromHex(text: string): Uint8Array | null {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits)) return null;
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i += 1) {
    bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}

export const hex = (value: number, digits = 4): string =>
  `0x${value.toString(16).padStart(digits, '0')}`;

export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** One byte per character; what is not ASCII becomes "?". */
export function asciiToBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => (char < '\u0080' ? char.charCodeAt(0) : 0x3f));
}

/** One character per byte; what is not ASCII becomes U+FFFD. */
export function bytesToAscii(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : '\ufffd';
  return text;
}

/** UTF-8 (RFC 3629). A lone surrogate becomes U+FFFD. */
export function utf8ToBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), continuation(code));
    else if (code < 0x10000)
      bytes.push(0xe0 | (code >> 12), continuation(code >> 6), continuation(code));
    else {
      bytes.push(0xf0 | (code >> 18), continuation(code >> 12));
      bytes.push(continuation(code >> 6), continuation(code));
    }
  }
  return Uint8Array.from(bytes);
}

const continuation = (code: number): number => 0x80 | (code & 0x3f);

/** UTF-8 to text; each malformed sequence becomes one U+FFFD (Unicode 15 §3.9, maximal subparts). */
export function bytesToUtf8(bytes: Uint8Array): string {
  let text = '';
  let position = 0;
  while (position < bytes.length) {
    const [code, length] = readCodePoint(bytes, position);
    text += String.fromCodePoint(code);
    position += length;
  }
  return text;
}

/** Code point and bytes used. The bounds of the second byte exclude overlong forms, surrogates and > U+10FFFF. */
function readCodePoint(bytes: Uint8Array, at: number): [number, number] {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return [lead, 1];
  const extra =
    lead >= 0xc2 && lead < 0xe0
      ? 1
      : lead >= 0xe0 && lead < 0xf0
        ? 2
        : lead >= 0xf0 && lead < 0xf5
          ? 3
          : 0;
  if (extra === 0) return [0xfffd, 1];
  let code = lead & (0x3f >> extra);
  for (let i = 1; i <= extra; i += 1) {
    const byte = bytes[at + i] ?? 0;
    const low = i > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = i > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (byte < low || byte > high) return [0xfffd, i];
    code = (code << 6) | (byte & 0x3f);
  }
  return [code, extra + 1];
}

/** Reads big-endian values in order. After the first read past `end`, every read gives 0 and `error` says which it was. */
export class Reader {
  readonly bytes: Uint8Array;
  readonly end: number;
  position: number;
  error: WireError | null = null;

  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = offset;
    this.end = Math.min(end, bytes.length);
  }

  get remaining(): number {
    return Math.max(0, this.end - this.position);
  }

  u8(field: string): number {
    return this.number(1, field);
  }

  u16(field: string): number {
    return this.number(2, field);
  }

  u32(field: string): number {
    return this.number(4, field);
  }

  /** A copy of the next `length` bytes; empty after an error. */
  take(length: number, field: string): Uint8Array {
    if (!this.has(length, field)) return new Uint8Array(0);
    const taken = this.bytes.slice(this.position, this.position + length);
    this.position += length;
    return taken;
  }

  private number(length: number, field: string): number {
    if (!this.has(length, field)) return 0;
    let value = 0;
    for (let i = 0; i < length; i += 1) value = value * 256 + (this.bytes[this.position + i] ?? 0);
    this.position += length;
    return value;
  }

  private has(length: number, field: string): boolean {
    if (this.error) return false;
    if (length <= this.remaining) return true;
    this.error = truncated(field, this.position, length, this.remaining);
    return false;
  }
}

export function truncated(field: string, offset: number, need: number, have: number): WireError {
  const message = `${field} needs ${need} bytes, ${Math.max(0, have)} are left`;
  return { code: 'truncated', field, offset, message };
}

/** Collects values in network byte order; `finish` gives the whole. */
export class Writer {
  private readonly parts: number[] = [];

  get length(): number {
    return this.parts.length;
  }

  u8(value: number): this {
    this.parts.push(value & 0xff);
    return this;
  }

  u16(value: number): this {
    return this.u8(value >>> 8).u8(value);
  }

  u32(value: number): this {
    return this.u16(value >>> 16).u16(value);
  }

  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.parts.push(byte);
    return this;
  }

  /** Overwrites two bytes already written: a length known only afterwards. */
  patch16(at: number, value: number): this {
    this.parts[at] = (value >>> 8) & 0xff;
    this.parts[at + 1] = value & 0xff;
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.parts);
  }
}
