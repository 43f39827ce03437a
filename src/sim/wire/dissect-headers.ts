/**
 * The fields of each header in words: which value stands for what, and whether a checksum is right.
 * Source: the RFC named in the file of each protocol; IANA protocol-numbers.
 */
import { ipv4FromNumber } from './address';
import { ARP_FIELDS } from './arp';
import { hex, toHex } from './bytes';
import { internetChecksum, type PseudoHeader, pseudoHeaderSum } from './checksum';
import { type Field, readFields, type Shows, withNote } from './dissection';
import { ETHERNET_FIELDS } from './ethernet';
import { type FieldTable, readField } from './fields';
import {
  CODE_FRAGMENTATION_NEEDED,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_FIELDS,
  ICMP_UNREACHABLE,
  nameIcmp,
} from './icmp';
import { FLAG_DONT_FRAGMENT, FLAG_MORE_FRAGMENTS, IPV4_FIELDS, IPV4_HEADER_BYTES } from './ipv4';
import { describeTcpOption } from './summary';
import { nameTcpFlags, TCP_FIELDS, TCP_HEADER_BYTES, tcpFlagsFromByte } from './tcp';
import { placeTcpOptions } from './tcp-options';
import { PROTO_ICMP, PROTO_TCP, PROTO_UDP } from './types';
import { UDP_FIELDS } from './udp';
import { VXLAN_FIELDS, VXLAN_FLAG_VNI } from './vxlan';

const ETHERTYPE_NAMES: Readonly<Record<number, string>> = {
  2048: 'IPv4',
  2054: 'ARP',
  34525: 'IPv6',
};
const PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  [PROTO_ICMP]: 'ICMP',
  4: 'IPIP',
  [PROTO_TCP]: 'TCP',
  [PROTO_UDP]: 'UDP',
};

const bytesShown = (raw: number): string => `${raw} bytes`;
const wordsShown = (raw: number): string => `${raw * 4} bytes (${raw} words)`;
const etherTypeShown = (raw: number): string => {
  const name = ETHERTYPE_NAMES[raw];
  return name ? `${name} (${hex(raw)})` : hex(raw);
};

export const protocolName = (protocol: number): string =>
  PROTOCOL_NAMES[protocol] ?? `protocol ${protocol}`;

const checksumNote = (isRight: boolean | null): string | null =>
  isRight === null ? null : isRight ? 'correct' : 'wrong: the bytes it covers give another sum';

export function ethernetFields(bytes: Uint8Array, at: number): readonly Field[] {
  return readFields('ethernet', ETHERNET_FIELDS, bytes, at, Infinity, {
    etherType: etherTypeShown,
  });
}

export function arpFields(bytes: Uint8Array, at: number): readonly Field[] {
  return readFields('arp', ARP_FIELDS, bytes, at, Infinity, {
    protocolType: etherTypeShown,
    operation: (raw) => (raw === 1 ? 'request (1)' : raw === 2 ? 'reply (2)' : String(raw)),
    senderIp: ipv4FromNumber,
    targetIp: ipv4FromNumber,
  });
}

export function arpTitle(bytes: Uint8Array, at: number): string {
  const operation = readField(bytes, at, ARP_FIELDS.operation);
  const sender = ipv4FromNumber(readField(bytes, at, ARP_FIELDS.senderIp));
  const target = ipv4FromNumber(readField(bytes, at, ARP_FIELDS.targetIp));
  return operation === 2 ? `ARP reply, ${sender} → ${target}` : `ARP request for ${target}`;
}

/** What a lenient reader takes from an IPv4 header. */
export interface Ipv4View extends PseudoHeader {
  readonly version: number;
  readonly headerLength: number;
  readonly protocol: number;
  readonly fragmentOffset: number;
  readonly isPiece: boolean;
  /** where its payload ends, within the bytes at hand */
  readonly end: number;
  /** less is there than the total length says */
  readonly isCut: boolean;
  readonly headerProblem: string | null;
  readonly totalLengthNote: string | null;
}

export function viewIpv4(bytes: Uint8Array, at: number, end: number, quoted: boolean): Ipv4View {
  const get = (key: keyof typeof IPV4_FIELDS) => readField(bytes, at, IPV4_FIELDS[key]);
  const room = end - at;
  const stated = get('headerLength') * 4;
  const fits = stated >= IPV4_HEADER_BYTES && stated <= room;
  const headerLength = fits ? stated : IPV4_HEADER_BYTES;
  const total = get('totalLength');
  const isTooShort = total < headerLength;
  const isCut = total > room;
  const fragmentOffset = get('fragmentOffset') * 8;
  const cutNote = quoted ? `the quote holds ${room} of them` : `only ${room} are there`;
  return {
    version: get('version'),
    headerLength,
    protocol: get('protocol'),
    fragmentOffset,
    isPiece: fragmentOffset > 0 || (get('flags') & FLAG_MORE_FRAGMENTS) !== 0,
    source: ipv4FromNumber(get('source')),
    destination: ipv4FromNumber(get('destination')),
    end: isTooShort || isCut ? end : at + total,
    isCut,
    headerProblem: fits ? null : `IHL says ${stated} bytes of header, ${room} are there`,
    totalLengthNote: isTooShort ? 'less than the header' : isCut ? cutNote : null,
  };
}

const IPV4_SHOWS: Shows = {
  headerLength: wordsShown,
  tos: (raw) => hex(raw, 2),
  totalLength: bytesShown,
  identification: (raw) => `${raw} (${hex(raw)})`,
  flags: (raw) => {
    const names = [
      raw & FLAG_DONT_FRAGMENT ? "don't fragment" : '',
      raw & FLAG_MORE_FRAGMENTS ? 'more fragments' : '',
    ];
    return names.filter(Boolean).join(', ') || 'none';
  },
  fragmentOffset: (raw) => bytesShown(raw * 8),
  protocol: (raw) => `${protocolName(raw)} (${raw})`,
  checksum: (raw) => hex(raw),
  source: ipv4FromNumber,
  destination: ipv4FromNumber,
};

export function ipv4Fields(bytes: Uint8Array, at: number, view: Ipv4View): readonly Field[] {
  const fields = readFields('ipv4', IPV4_FIELDS, bytes, at, Infinity, IPV4_SHOWS);
  const isRight = view.headerProblem
    ? null
    : internetChecksum(bytes, at, at + view.headerLength) === 0;
  const summed = withNote(fields, 'ipv4.checksum', checksumNote(isRight));
  const noted = withNote(summed, 'ipv4.totalLength', view.totalLengthNote);
  const length = view.headerLength - IPV4_HEADER_BYTES;
  if (length === 0) return noted;
  const offset = at + IPV4_HEADER_BYTES;
  const value = toHex(bytes.subarray(offset, offset + length));
  return [...noted, { name: 'Options', key: 'ipv4.options', offset, length, value, raw: value }];
}

export function icmpFields(
  bytes: Uint8Array,
  at: number,
  type: number,
  code: number,
  isRight: boolean | null,
): readonly Field[] {
  const {
    type: typeSpec,
    code: codeSpec,
    checksum,
    rest,
    identifier,
    sequence,
    nextHopMtu,
  } = ICMP_FIELDS;
  const isEcho = type === ICMP_ECHO_REQUEST || type === ICMP_ECHO_REPLY;
  const isFragmentationNeeded = type === ICMP_UNREACHABLE && code === CODE_FRAGMENTATION_NEEDED;
  const own: FieldTable = isEcho
    ? { identifier, sequence }
    : isFragmentationNeeded
      ? { nextHopMtu }
      : { rest };
  const fields = readFields(
    'icmp',
    { type: typeSpec, code: codeSpec, checksum, ...own },
    bytes,
    at,
    Infinity,
    {
      type: (raw) => `${nameIcmp(raw, code)} (${raw})`,
      checksum: (raw) => hex(raw),
      identifier: (raw) => `${raw} (${hex(raw)})`,
      nextHopMtu: bytesShown,
      rest: (raw) => hex(raw, 8),
    },
  );
  return withNote(fields, 'icmp.checksum', checksumNote(isRight));
}

export function udpFields(bytes: Uint8Array, at: number, view: Ipv4View): readonly Field[] {
  const fields = readFields('udp', UDP_FIELDS, bytes, at, Infinity, {
    length: bytesShown,
    checksum: (raw) => hex(raw),
  });
  if (readField(bytes, at, UDP_FIELDS.checksum) === 0) {
    return withNote(fields, 'udp.checksum', 'none was computed (allowed on IPv4)');
  }
  const length = readField(bytes, at, UDP_FIELDS.length);
  const isThere = !view.isCut && at + length <= view.end;
  return withNote(
    fields,
    'udp.checksum',
    checksumNote(isThere ? l4Sum(bytes, at, length, view) : null),
  );
}

function l4Sum(bytes: Uint8Array, at: number, length: number, view: Ipv4View): boolean {
  return (
    internetChecksum(bytes, at, at + length, pseudoHeaderSum(view, view.protocol, length)) === 0
  );
}

const TCP_SHOWS: Shows = {
  dataOffset: wordsShown,
  flags: (raw) => nameTcpFlags(tcpFlagsFromByte(raw)),
  checksum: (raw) => hex(raw),
};

/** `length` is what there is of the header: a quote may end after the sequence number. */
export function tcpFields(
  bytes: Uint8Array,
  at: number,
  length: number,
  view: Ipv4View,
): readonly Field[] {
  const fields = readFields('tcp', TCP_FIELDS, bytes, at, length, TCP_SHOWS);
  const isRight = view.isCut ? null : l4Sum(bytes, at, view.end - at, view);
  const noted = withNote(fields, 'tcp.checksum', checksumNote(isRight));
  return [...noted, ...tcpOptionFields(bytes, at + TCP_HEADER_BYTES, at + length)];
}

function tcpOptionFields(bytes: Uint8Array, at: number, end: number): readonly Field[] {
  if (end <= at) return [];
  const placed = placeTcpOptions(bytes, at, end);
  if (!placed.ok) {
    const { message, code } = placed.error;
    return [
      {
        name: 'Options',
        key: 'tcp.options',
        offset: at,
        length: end - at,
        value: message,
        raw: code,
      },
    ];
  }
  const seen = new Map<string, number>();
  return placed.value.map(({ option, offset, length }) => {
    const count = (seen.get(option.kind) ?? 0) + 1;
    seen.set(option.kind, count);
    const key = `tcp.option.${option.kind}${count > 1 ? `.${count}` : ''}`;
    const raw = toHex(bytes.subarray(offset, offset + length));
    return { name: 'Option', key, offset, length, value: describeTcpOption(option), raw };
  });
}

export function vxlanFields(bytes: Uint8Array, at: number): readonly Field[] {
  return readFields('vxlan', VXLAN_FIELDS, bytes, at, Infinity, {
    flags: (raw) => `${hex(raw, 2)}${raw & VXLAN_FLAG_VNI ? ' (VNI valid)' : ''}`,
  });
}
