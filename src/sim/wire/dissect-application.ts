/**
 * DNS and HTTP messages, field by field, with their places in the bytes.
 * Source: RFC 1035 §4.1, RFC 9112 §2.
 */
import { Reader } from './bytes';
import { type Field, readFields, type Shows } from './dissection';
import { DNS_HEADER_BYTES, decodeDns, nameOfRcode } from './dns';
import { readName } from './dns-name';
import { nameOfType, readRecordData } from './dns-record';
import type { FieldSpec } from './fields';
import { type HttpLine, parseHeaderLine, readHttpHead } from './http';
import { describeDns, describeHttp, describeRecord } from './summary';

export interface ApplicationView {
  readonly title: string;
  readonly fields: readonly Field[];
}

const bit = (name: string, start: number, count = 1): FieldSpec => ({
  name,
  at: 2,
  bytes: 2,
  bits: { start, count },
});

const DNS_FIELDS = {
  id: { name: 'ID', at: 0, bytes: 2 },
  response: bit('QR', 0),
  opcode: bit('OPCODE', 1, 4),
  authoritative: bit('AA', 5),
  truncated: bit('TC', 6),
  recursionDesired: bit('RD', 7),
  recursionAvailable: bit('RA', 8),
  reserved: bit('Z', 9),
  authenticData: bit('AD', 10),
  checkingDisabled: bit('CD', 11),
  responseCode: bit('RCODE', 12, 4),
  questionCount: { name: 'QDCOUNT', at: 4, bytes: 2 },
  answerCount: { name: 'ANCOUNT', at: 6, bytes: 2 },
  authorityCount: { name: 'NSCOUNT', at: 8, bytes: 2 },
  additionalCount: { name: 'ARCOUNT', at: 10, bytes: 2 },
} satisfies Record<string, FieldSpec>;

const yesNo = (raw: number): string => (raw ? 'yes' : 'no');

const DNS_SHOWS: Shows = {
  id: (raw) => `0x${raw.toString(16).padStart(4, '0')}`,
  response: (raw) => (raw ? 'response' : 'query'),
  opcode: (raw) => (raw === 0 ? 'QUERY' : String(raw)),
  authoritative: yesNo,
  truncated: yesNo,
  recursionDesired: yesNo,
  recursionAvailable: yesNo,
  authenticData: yesNo,
  checkingDisabled: yesNo,
  responseCode: nameOfRcode,
};

/** `bytes` is the message alone, since compression pointers count from its start; `base` is where it stands. */
export function dissectDns(bytes: Uint8Array, base: number): ApplicationView {
  const message = decodeDns(bytes);
  const title = message.ok ? `DNS ${describeDns(message.value)}` : 'DNS, malformed';
  const fields = [
    ...readFields('dns', DNS_FIELDS, bytes, 0, bytes.length, DNS_SHOWS),
    ...(bytes.length >= DNS_HEADER_BYTES ? dnsSections(bytes) : []),
  ];
  if (!message.ok) {
    const { offset, message: text, code } = message.error;
    fields.push({
      name: 'Malformed',
      key: 'dns.error',
      offset,
      length: bytes.length - offset,
      value: text,
      raw: code,
    });
  }
  return { title, fields: fields.map((field) => ({ ...field, offset: field.offset + base })) };
}

const SECTIONS = ['answer', 'authority', 'additional'] as const;

/** Stops at the first thing that cannot be read; `decodeDns` says why. */
function dnsSections(bytes: Uint8Array): Field[] {
  const reader = new Reader(bytes, DNS_FIELDS.questionCount.at);
  const counts = [0, 1, 2, 3].map(() => reader.u16('dns.count'));
  const fields: Field[] = [];
  for (let i = 0; i < (counts[0] ?? 0); i += 1) {
    if (!dnsQuestion(reader, `dns.question[${i}]`, fields)) return fields;
  }
  for (const [index, section] of SECTIONS.entries()) {
    for (let i = 0; i < (counts[index + 1] ?? 0); i += 1) {
      if (!dnsRecord(reader, `dns.${section}[${i}]`, fields)) return fields;
    }
  }
  return fields;
}

function dnsQuestion(reader: Reader, key: string, fields: Field[]): boolean {
  const name = readName(reader.bytes, reader.position, key);
  if (!name.ok) return false;
  fields.push(textField('QNAME', `${key}.name`, reader.position, name.value.next, name.value.name));
  reader.position = name.value.next;
  return (
    numberField(reader, fields, 'QTYPE', `${key}.type`, nameOfType) &&
    numberField(reader, fields, 'QCLASS', `${key}.class`, className)
  );
}

const className = (code: number): string => (code === 1 ? 'IN' : String(code));

function numberField(
  reader: Reader,
  fields: Field[],
  name: string,
  key: string,
  show: (raw: number) => string = String,
  length: 2 | 4 = 2,
): boolean {
  const offset = reader.position;
  const raw = length === 2 ? reader.u16(key) : reader.u32(key);
  if (reader.error) return false;
  fields.push({ name, key, offset, length, value: show(raw), raw });
  return true;
}

function dnsRecord(reader: Reader, key: string, fields: Field[]): boolean {
  const name = readName(reader.bytes, reader.position, key);
  if (!name.ok) return false;
  fields.push(textField('NAME', `${key}.name`, reader.position, name.value.next, name.value.name));
  reader.position = name.value.next;
  const typeAt = fields.length;
  const isComplete =
    numberField(reader, fields, 'TYPE', `${key}.type`, nameOfType) &&
    numberField(reader, fields, 'CLASS', `${key}.class`, className) &&
    numberField(reader, fields, 'TTL', `${key}.ttl`, (raw) => `${raw} s`, 4) &&
    numberField(reader, fields, 'RDLENGTH', `${key}.length`);
  if (!isComplete) return false;
  const length = Number(fields.at(-1)?.raw);
  const start = reader.position;
  reader.take(length, key);
  if (reader.error) return false;
  const data = readRecordData(reader.bytes, start, start + length, Number(fields[typeAt]?.raw));
  const value = data.ok
    ? describeRecord({ name: name.value.name, ttl: 0, ...data.value })
    : data.error.message;
  fields.push(textField('RDATA', `${key}.data`, start, start + length, value));
  return true;
}

function textField(name: string, key: string, start: number, end: number, value: string): Field {
  return { name, key, offset: start, length: end - start, value, raw: value };
}

/** `bytes` begins with a start line (see `startsLikeHttp`). */
export function dissectHttp(bytes: Uint8Array, base: number): ApplicationView {
  const title = `HTTP ${describeHttp(bytes)}`;
  const head = readHttpHead(bytes);
  if (!head.ok) {
    const error: Field = {
      name: 'Header section',
      key: 'http.error',
      offset: base,
      length: bytes.length,
      value: head.error.message,
      raw: head.error.code,
    };
    return { title, fields: [error] };
  }
  const { start, fields: lines, bodyOffset } = head.value;
  const fields = [...startLineFields(start), ...headerFields(lines)];
  if (bodyOffset < bytes.length) {
    const length = bytes.length - bodyOffset;
    fields.push({
      name: 'Content',
      key: 'http.body',
      offset: bodyOffset,
      length,
      value: `${length} bytes`,
      raw: length,
    });
  }
  return { title, fields: fields.map((field) => ({ ...field, offset: field.offset + base })) };
}

const REQUEST_PARTS = [
  ['Method', 'http.method'],
  ['Request Target', 'http.target'],
  ['HTTP Version', 'http.version'],
] as const;
const STATUS_PARTS = [
  ['HTTP Version', 'http.version'],
  ['Status Code', 'http.status'],
  ['Reason Phrase', 'http.reason'],
] as const;

function startLineFields(line: HttpLine): Field[] {
  const isStatus = line.text.startsWith('HTTP/');
  const [first = '', second = '', ...rest] = line.text.split(' ');
  const values = [first, second, rest.join(' ')];
  let offset = line.offset;
  return (isStatus ? STATUS_PARTS : REQUEST_PARTS).flatMap(([name, key], index) => {
    const value = values[index] ?? '';
    const at = offset;
    offset += value.length + 1;
    return value === '' ? [] : [{ name, key, offset: at, length: value.length, value, raw: value }];
  });
}

function headerFields(lines: readonly HttpLine[]): Field[] {
  const seen = new Map<string, number>();
  return lines.map(({ text, offset }) => {
    const header = parseHeaderLine(text);
    const name = header?.name ?? 'Malformed';
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const key = `http.header.${name.toLowerCase()}${count > 1 ? `.${count}` : ''}`;
    const value = header?.value ?? text;
    return { name, key, offset, length: text.length, value, raw: value };
  });
}
