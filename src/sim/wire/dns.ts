/**
 * DNS messages: what a pod's resolver asks CoreDNS, and the answer.
 * Source: RFC 1035 §4 (message), RFC 2181 §8 (TTL), RFC 6891 (the OPT record is left as an unknown record).
 */
import { err, ok, type Result } from '../result';
import { Reader, Writer } from './bytes';
import { type DnsError, type NameOffsets, readName, writeName } from './dns-name';
import {
  codeOfType,
  type DnsRecord,
  nameOfType,
  readRecordData,
  writeRecordData,
} from './dns-record';

export type { DnsError } from './dns-name';
export type { DnsRecord } from './dns-record';

export const DNS_HEADER_BYTES = 12;
export const DNS_UDP_MAX_BYTES = 512;
export const CLASS_IN = 1;

export const RCODE_NOERROR = 0;
export const RCODE_FORMERR = 1;
export const RCODE_NXDOMAIN = 3;

const RCODE_NAMES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const;

/** "NXDOMAIN"; codes without a name of their own as "RCODE9". */
export const nameOfRcode = (code: number): string => RCODE_NAMES[code] ?? `RCODE${code}`;

export interface DnsQuestion {
  /** without final dot */
  readonly name: string;
  /** "A", "AAAA", "SRV" ...; types without a name as "TYPE65" (RFC 3597 §5) */
  readonly type: string;
  /** default IN */
  readonly class?: number;
}

export interface DnsMessage {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  /** TC: the answer did not fit; ask again over TCP */
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  /** AD and CD of DNSSEC (RFC 4035 §3.2); absent means not set. dig sets AD in its queries. */
  readonly authenticData?: true;
  readonly checkingDisabled?: true;
  readonly responseCode: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
}

const FLAG_RESPONSE = 0x8000;
const FLAG_AUTHORITATIVE = 0x0400;
const FLAG_TRUNCATED = 0x0200;
const FLAG_RECURSION_DESIRED = 0x0100;
const FLAG_RECURSION_AVAILABLE = 0x0080;
const FLAG_AUTHENTIC_DATA = 0x0020;
const FLAG_CHECKING_DISABLED = 0x0010;

const SECTIONS = ['answers', 'authority', 'additional'] as const;

/** A query for one name, as a stub resolver sends it. */
export function dnsQuery(id: number, name: string, type: string): DnsMessage {
  return {
    id,
    isResponse: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    responseCode: RCODE_NOERROR,
    questions: [{ name, type }],
    answers: [],
    authority: [],
    additional: [],
  };
}

/**
 * Writes a message, names compressed. With `limit` (512 for UDP) a longer answer goes out without its records
 * and with TC set, so that the resolver turns to TCP. Errors: a name or label too long. Never throws.
 */
export function encodeDns(
  message: DnsMessage,
  options: { limit?: number } = {},
): Result<Uint8Array, DnsError> {
  const whole = write(message);
  if (!whole.ok || options.limit === undefined || whole.value.length <= options.limit) return whole;
  return write({ ...message, truncated: true, answers: [], authority: [], additional: [] });
}

function write(message: DnsMessage): Result<Uint8Array, DnsError> {
  const writer = new Writer();
  const offsets: NameOffsets = new Map();
  writer.u16(message.id).u16(flagsOf(message)).u16(message.questions.length);
  for (const section of SECTIONS) writer.u16(message[section].length);
  for (const question of message.questions) {
    const name = writeName(writer, question.name, 'dns.question.name', offsets);
    if (!name.ok) return name;
    writer.u16(codeOfType(question.type)).u16(question.class ?? CLASS_IN);
  }
  for (const record of SECTIONS.flatMap((section) => message[section])) {
    const written = writeRecord(writer, record, offsets);
    if (!written.ok) return written;
  }
  return ok(writer.finish());
}

function flagsOf(message: DnsMessage): number {
  return (
    (message.isResponse ? FLAG_RESPONSE : 0) |
    ((message.opcode & 0xf) << 11) |
    (message.authoritative ? FLAG_AUTHORITATIVE : 0) |
    (message.truncated ? FLAG_TRUNCATED : 0) |
    (message.recursionDesired ? FLAG_RECURSION_DESIRED : 0) |
    (message.recursionAvailable ? FLAG_RECURSION_AVAILABLE : 0) |
    (message.authenticData ? FLAG_AUTHENTIC_DATA : 0) |
    (message.checkingDisabled ? FLAG_CHECKING_DISABLED : 0) |
    (message.responseCode & 0xf)
  );
}

function writeRecord(
  writer: Writer,
  record: DnsRecord,
  offsets: NameOffsets,
): Result<null, DnsError> {
  const name = writeName(writer, record.name, 'dns.record.name', offsets);
  if (!name.ok) return name;
  const code = record.type === 'unknown' ? record.code : codeOfType(record.type);
  writer
    .u16(code)
    .u16(record.class ?? CLASS_IN)
    .u32(record.ttl)
    .u16(0);
  const dataAt = writer.length;
  const data = writeRecordData(writer, record, offsets);
  if (!data.ok) return data;
  writer.patch16(dataAt - 2, writer.length - dataAt);
  return ok(null);
}

/** Reads a whole message. Errors carry field and offset. Never throws. */
export function decodeDns(bytes: Uint8Array): Result<DnsMessage, DnsError> {
  const reader = new Reader(bytes);
  const [id, flags] = [reader.u16('dns.id'), reader.u16('dns.flags')];
  const questionCount = reader.u16('dns.questionCount');
  const counts = SECTIONS.map((section) => reader.u16(`dns.${section}`));
  if (reader.error) return err(reader.error);
  const questions: DnsQuestion[] = [];
  for (let i = 0; i < questionCount; i += 1) {
    const question = readQuestion(reader);
    if (!question.ok) return question;
    questions.push(question.value);
  }
  const sections: DnsRecord[][] = [];
  for (const count of counts) {
    const records = readSection(reader, count);
    if (!records.ok) return records;
    sections.push(records.value);
  }
  const [answers = [], authority = [], additional = []] = sections;
  return ok({
    id,
    isResponse: (flags & FLAG_RESPONSE) !== 0,
    opcode: (flags >>> 11) & 0xf,
    authoritative: (flags & FLAG_AUTHORITATIVE) !== 0,
    truncated: (flags & FLAG_TRUNCATED) !== 0,
    recursionDesired: (flags & FLAG_RECURSION_DESIRED) !== 0,
    recursionAvailable: (flags & FLAG_RECURSION_AVAILABLE) !== 0,
    ...((flags & FLAG_AUTHENTIC_DATA) !== 0 ? { authenticData: true } : {}),
    ...((flags & FLAG_CHECKING_DISABLED) !== 0 ? { checkingDisabled: true } : {}),
    responseCode: flags & 0xf,
    questions,
    answers,
    authority,
    additional,
  });
}

function readQuestion(reader: Reader): Result<DnsQuestion, DnsError> {
  const name = readName(reader.bytes, reader.position, 'dns.question.name');
  if (!name.ok) return name;
  reader.position = name.value.next;
  const type = nameOfType(reader.u16('dns.question.type'));
  const recordClass = reader.u16('dns.question.class');
  if (reader.error) return err(reader.error);
  return ok({ name: name.value.name, type, ...classOf(recordClass) });
}

/** IN is left out, so that the common case is the short one. */
const classOf = (code: number): { class?: number } => (code === CLASS_IN ? {} : { class: code });

function readSection(reader: Reader, count: number): Result<DnsRecord[], DnsError> {
  const records: DnsRecord[] = [];
  for (let i = 0; i < count; i += 1) {
    const record = readRecord(reader);
    if (!record.ok) return record;
    records.push(record.value);
  }
  return ok(records);
}

function readRecord(reader: Reader): Result<DnsRecord, DnsError> {
  const name = readName(reader.bytes, reader.position, 'dns.record.name');
  if (!name.ok) return name;
  reader.position = name.value.next;
  const code = reader.u16('dns.record.type');
  const recordClass = reader.u16('dns.record.class');
  const ttl = reader.u32('dns.record.ttl');
  const length = reader.u16('dns.record.length');
  const start = reader.position;
  reader.take(length, 'dns.record.data');
  if (reader.error) return err(reader.error);
  const data = readRecordData(reader.bytes, start, start + length, code);
  if (!data.ok) return data;
  return ok({ name: name.value.name, ttl, ...classOf(recordClass), ...data.value });
}
