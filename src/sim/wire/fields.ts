/**
 * Where a header field stands: the one table per protocol that parser, emitter and dissector share.
 * Names are those of the RFC; bits count from the most significant one, as RFC diagrams draw them.
 */

import { err, ok, type Result } from '../result';
import { hex, truncated } from './bytes';
import type { WireError } from './types';

export interface FieldSpec {
  /** as the RFC calls it: "Time to Live" */
  readonly name: string;
  /** offset in bytes from the start of the header */
  readonly at: number;
  /** size in bytes of the smallest whole bytes that hold it */
  readonly bytes: number;
  /** for a field smaller than its bytes */
  readonly bits?: { readonly start: number; readonly count: number };
}

export type FieldTable = Readonly<Record<string, FieldSpec>>;

/** Unsigned value of up to six bytes. Bytes that are not there read as zero: callers check the length first. */
export function readField(bytes: Uint8Array, base: number, spec: FieldSpec): number {
  let value = 0;
  for (let i = 0; i < spec.bytes; i += 1) value = value * 256 + (bytes[base + spec.at + i] ?? 0);
  if (!spec.bits) return value;
  const shift = spec.bytes * 8 - spec.bits.start - spec.bits.count;
  return Math.floor(value / 2 ** shift) % 2 ** spec.bits.count;
}

/** Writes the value; neighbours that share its bytes stay as they are. */
export function writeField(bytes: Uint8Array, base: number, spec: FieldSpec, value: number): void {
  let whole = value;
  if (spec.bits) {
    const shift = spec.bytes * 8 - spec.bits.start - spec.bits.count;
    const { name, at } = spec;
    const before = readField(bytes, base, { name, at, bytes: spec.bytes });
    whole = before + (value - readField(bytes, base, spec)) * 2 ** shift;
  }
  for (let i = spec.bytes - 1; i >= 0; i -= 1) {
    bytes[base + spec.at + i] = whole % 256;
    whole = Math.floor(whole / 256);
  }
}

/** Fails with `truncated` at `offset` unless `need` bytes are left before `end`. */
export function checkRoom(
  field: string,
  offset: number,
  end: number,
  need: number,
): Result<null, WireError> {
  return end - offset >= need ? ok(null) : err(truncated(field, offset, need, end - offset));
}

export function badChecksum(field: string, offset: number, found: number): WireError {
  const message = `${field} ${hex(found)} does not match the bytes it covers`;
  return { code: 'bad-checksum', field, offset, message };
}
