/**
 * Domain names on the wire: labels, the limits on them, and compression by pointers.
 * Source: RFC 1035 §2.3.4 (limits), §3.1 (labels), §4.1.4 (compression), §5.1 (escapes in text).
 * Names are text without the final dot; the root is "".
 */
import { err, ok, type Result } from '../result';
import type { Writer } from './bytes';
import type { WireError } from './types';

export interface DnsError {
  readonly code:
    | WireError['code']
    | 'label-too-long'
    | 'name-too-long'
    | 'empty-label'
    | 'bad-pointer'
    | 'bad-address';
  /** "dns.question.name" */
  readonly field: string;
  /** byte offset in the message read, or in the message being written */
  readonly offset: number;
  readonly message: string;
}

export const LABEL_MAX_BYTES = 63;
/** all labels with their length bytes, and the zero at the end */
export const NAME_MAX_BYTES = 255;

const POINTER_BITS = 0xc0;
/** a pointer has 14 bits */
const POINTER_MAX = 0x3fff;

/** A label as bytes; "\." and "\065" in the text stand for one byte. */
type Label = readonly number[];

/** Splits a name and checks its lengths. A trailing dot is allowed and means nothing here. */
export function splitName(
  name: string,
): Result<readonly Label[], Omit<DnsError, 'field' | 'offset'>> {
  const text = name === '.' ? '' : name.replace(/((?:^|[^\\])(?:\\\\)*)\.$/, '$1');
  if (text === '') return ok([]);
  const labels: number[][] = [[]];
  for (const [token] of text.matchAll(/\\\d{3}|\\.|[\s\S]/g)) {
    if (token === '.') labels.push([]);
    else labels.at(-1)?.push(byteOf(token));
  }
  for (const label of labels) {
    if (label.length === 0)
      return err({ code: 'empty-label', message: `"${name}" has an empty label` });
    if (label.length > LABEL_MAX_BYTES) {
      const message = `"${labelText(label)}" has ${label.length} bytes; a label has at most ${LABEL_MAX_BYTES}`;
      return err({ code: 'label-too-long', message });
    }
  }
  const length = labels.reduce((sum, label) => sum + label.length + 1, 1);
  if (length > NAME_MAX_BYTES) {
    const message = `"${name}" takes ${length} bytes; a name has at most ${NAME_MAX_BYTES}`;
    return err({ code: 'name-too-long', message });
  }
  return ok(labels);
}

function byteOf(token: string): number {
  if (!token.startsWith('\\')) return token.charCodeAt(0) & 0xff;
  return token.length === 4 ? Number(token.slice(1)) & 0xff : token.charCodeAt(1) & 0xff;
}

function labelText(label: Label): string {
  return label
    .map((byte) => {
      const char = String.fromCharCode(byte);
      if (char === '.' || char === '\\') return `\\${char}`;
      return byte > 0x20 && byte < 0x7f ? char : `\\${String(byte).padStart(3, '0')}`;
    })
    .join('');
}

/** Where suffixes of names already stand in the message being written. */
export type NameOffsets = Map<string, number>;

/** `offsets` null writes the name in full, as RFC 2782 wants it for the target of an SRV record. */
export function writeName(
  writer: Writer,
  name: string,
  field: string,
  offsets: NameOffsets | null,
): Result<null, DnsError> {
  const labels = splitName(name);
  if (!labels.ok) return err({ ...labels.error, field, offset: writer.length });
  for (let i = 0; i < labels.value.length; i += 1) {
    const suffix = labels.value.slice(i).map(labelText).join('.');
    const known = offsets?.get(suffix);
    if (known !== undefined) {
      writer.u16((POINTER_BITS << 8) | known);
      return ok(null);
    }
    if (offsets && writer.length <= POINTER_MAX) offsets.set(suffix, writer.length);
    const label = labels.value[i] ?? [];
    writer.u8(label.length).raw(Uint8Array.from(label));
  }
  writer.u8(0);
  return ok(null);
}

export interface PlacedName {
  readonly name: string;
  /** offset of what follows the name where it began, not where a pointer led */
  readonly next: number;
}

/** Each pointer must lead to an earlier place than the one before, so a loop cannot be built. */
export function readName(
  bytes: Uint8Array,
  start: number,
  field: string,
): Result<PlacedName, DnsError> {
  const labels: string[] = [];
  let at = start;
  let lowest = start;
  let next: number | null = null;
  let length = 1;
  for (;;) {
    const size = bytes[at];
    if (size === undefined) return cut(field, at);
    if (size === 0) return ok({ name: labels.join('.'), next: next ?? at + 1 });
    if (size >= POINTER_BITS) {
      const low = bytes[at + 1];
      if (low === undefined) return cut(field, at);
      const target = ((size & ~POINTER_BITS) << 8) | low;
      if (target >= lowest) {
        const message = `the pointer at ${at} leads to ${target}, which is not before ${lowest}`;
        return err({ code: 'bad-pointer', field, offset: at, message });
      }
      next ??= at + 2;
      lowest = target;
      at = target;
      continue;
    }
    if (size > LABEL_MAX_BYTES) {
      const message = `label type ${size >> 6} is not in use (RFC 6891 §5)`;
      return err({ code: 'unsupported', field, offset: at, message });
    }
    const label = bytes.subarray(at + 1, at + 1 + size);
    if (label.length < size) return cut(field, at);
    length += size + 1;
    if (length > NAME_MAX_BYTES) {
      const message = `the name is longer than ${NAME_MAX_BYTES} bytes`;
      return err({ code: 'name-too-long', field, offset: start, message });
    }
    labels.push(labelText([...label]));
    at += size + 1;
  }
}

function cut(field: string, offset: number): Result<never, DnsError> {
  return err({
    code: 'truncated',
    field,
    offset,
    message: `${field} goes on after the end of the message`,
  });
}
