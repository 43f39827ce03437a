/**
 * The data part of DNS records that a cluster uses.
 * Source: RFC 1035 §3.3 (CNAME, NS, PTR, SOA, TXT), §3.4 (A), RFC 3596 (AAAA), RFC 2782 (SRV), RFC 3597 (unknown types).
 */
import { err, ok, type Result } from '../result';
import { ipv4FromNumber, ipv4ToNumber, isIpv4 } from './address';
import { Reader, type Writer } from './bytes';
import { type DnsError, type NameOffsets, readName, writeName } from './dns-name';
import { formatIpv6, parseIpv6 } from './ipv6-text';

interface RecordHead {
  /** without final dot */
  readonly name: string;
  /** seconds */
  readonly ttl: number;
  /** default IN */
  readonly class?: number;
}

export type DnsData =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'CNAME' | 'NS' | 'PTR'; readonly target: string }
  | {
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  /** one character per byte, 255 at most in each string */
  | { readonly type: 'TXT'; readonly texts: readonly string[] }
  | {
      readonly type: 'SOA';
      readonly primary: string;
      readonly mailbox: string;
      readonly serial: number;
      readonly refresh: number;
      readonly retry: number;
      readonly expire: number;
      readonly minimum: number;
    }
  | { readonly type: 'unknown'; readonly code: number; readonly data: Uint8Array };

export type DnsRecord = RecordHead & DnsData;

const TYPE_CODES: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  ANY: 255,
};

const TYPE_NAMES = new Map(Object.entries(TYPE_CODES).map(([name, code]) => [code, name]));

export const nameOfType = (code: number): string => TYPE_NAMES.get(code) ?? `TYPE${code}`;

/** The number of "AAAA" or "TYPE28"; 0, which is reserved, for a name that is neither. */
export function codeOfType(name: string): number {
  const digits = /^TYPE(\d{1,5})$/.exec(name)?.[1];
  return TYPE_CODES[name] ?? (digits ? Number(digits) & 0xffff : 0);
}

const TEXT_MAX_BYTES = 255;

export function writeRecordData(
  writer: Writer,
  record: DnsRecord,
  offsets: NameOffsets,
): Result<null, DnsError> {
  const field = `dns.${record.type}`;
  switch (record.type) {
    case 'A':
      if (!isIpv4(record.address)) return badAddress(field, writer.length, record.address);
      writer.u32(ipv4ToNumber(record.address));
      return ok(null);
    case 'AAAA': {
      const bytes = parseIpv6(record.address);
      if (!bytes) return badAddress(field, writer.length, record.address);
      writer.raw(bytes);
      return ok(null);
    }
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return writeName(writer, record.target, field, offsets);
    case 'SRV':
      writer.u16(record.priority).u16(record.weight).u16(record.port);
      return writeName(writer, record.target, field, null);
    case 'TXT':
      return writeTexts(writer, record.texts);
    case 'SOA':
      return writeSoa(writer, record, offsets);
    case 'unknown':
      writer.raw(record.data);
      return ok(null);
  }
}

function badAddress(field: string, offset: number, text: string): Result<never, DnsError> {
  return err({ code: 'bad-address', field, offset, message: `"${text}" is not an address` });
}

function writeTexts(writer: Writer, texts: readonly string[]): Result<null, DnsError> {
  for (const text of texts) {
    if (text.length > TEXT_MAX_BYTES) {
      const message = `a string of ${text.length} bytes; TXT strings have at most ${TEXT_MAX_BYTES}`;
      return err({ code: 'bad-length', field: 'dns.TXT', offset: writer.length, message });
    }
    writer.u8(text.length).raw(Uint8Array.from(text, (char) => char.charCodeAt(0)));
  }
  return ok(null);
}

function writeSoa(
  writer: Writer,
  record: Extract<DnsData, { type: 'SOA' }>,
  offsets: NameOffsets,
): Result<null, DnsError> {
  for (const name of [record.primary, record.mailbox]) {
    const written = writeName(writer, name, 'dns.SOA', offsets);
    if (!written.ok) return written;
  }
  writer
    .u32(record.serial)
    .u32(record.refresh)
    .u32(record.retry)
    .u32(record.expire)
    .u32(record.minimum);
  return ok(null);
}

/** `bytes` is the whole message: names in the data may point back into it. The data must fill `start` to `end` exactly. */
export function readRecordData(
  bytes: Uint8Array,
  start: number,
  end: number,
  code: number,
): Result<DnsData, DnsError> {
  const type = nameOfType(code);
  const field = `dns.${type}`;
  const reader = new Reader(bytes, start, end);
  const data = readKnown(reader, type, code, field);
  if (!data.ok) return data;
  if (reader.error) return err(reader.error);
  if (reader.position !== end) {
    const message = `the data of the ${type} record ends at ${reader.position}, its length says ${end}`;
    return err({ code: 'bad-length', field, offset: start, message });
  }
  return data;
}

function readKnown(
  reader: Reader,
  type: string,
  code: number,
  field: string,
): Result<DnsData, DnsError> {
  switch (type) {
    case 'A':
      return ok({ type, address: ipv4FromNumber(reader.u32(field)) });
    case 'AAAA':
      return ok({ type, address: formatIpv6(reader.take(16, field)) });
    case 'CNAME':
    case 'NS':
    case 'PTR': {
      const target = takeName(reader, field);
      return target.ok ? ok({ type, target: target.value }) : target;
    }
    case 'SRV': {
      const [priority, weight, port] = [reader.u16(field), reader.u16(field), reader.u16(field)];
      const target = takeName(reader, field);
      return target.ok ? ok({ type, priority, weight, port, target: target.value }) : target;
    }
    case 'TXT':
      return ok({ type, texts: readTexts(reader, field) });
    case 'SOA':
      return readSoa(reader, field);
    default:
      return ok({ type: 'unknown', code, data: reader.take(reader.remaining, field) });
  }
}

function takeName(reader: Reader, field: string): Result<string, DnsError> {
  if (reader.error) return err(reader.error);
  const name = readName(reader.bytes, reader.position, field);
  if (!name.ok) return name;
  reader.position = name.value.next;
  return ok(name.value.name);
}

function readTexts(reader: Reader, field: string): readonly string[] {
  const texts: string[] = [];
  while (reader.remaining > 0 && !reader.error) {
    const bytes = reader.take(reader.u8(field), field);
    texts.push(String.fromCharCode(...bytes));
  }
  return texts;
}

function readSoa(reader: Reader, field: string): Result<DnsData, DnsError> {
  const primary = takeName(reader, field);
  if (!primary.ok) return primary;
  const mailbox = takeName(reader, field);
  if (!mailbox.ok) return mailbox;
  return ok({
    type: 'SOA',
    primary: primary.value,
    mailbox: mailbox.value,
    serial: reader.u32(field),
    refresh: reader.u32(field),
    retry: reader.u32(field),
    expire: reader.u32(field),
    minimum: reader.u32(field),
  });
}
