/**
 * What a dissector finds: layers with their fields, each tied to its bytes.
 * This is the lenient view of a packet; the strict one is `decodeFrame`. The shapes follow what Wireshark shows.
 */
import { ipv4FromNumber, isIpv4, macFromBytes } from './address';
import type { FieldSpec, FieldTable } from './fields';
import { readField } from './fields';

export interface Field {
  /** as the RFC calls it */
  readonly name: string;
  /** "ipv4.ttl"; unique within its layer */
  readonly key: string;
  /** in bytes from the start of the buffer */
  readonly offset: number;
  readonly length: number;
  /** for a field smaller than its bytes; counted from the most significant bit */
  readonly bits?: { readonly start: number; readonly count: number };
  /** as people read it: "62", "10.244.1.8", "SYN, ACK" */
  readonly value: string;
  readonly raw: number | string;
  readonly note?: string;
}

export interface DissectedLayer {
  readonly protocol:
    | 'ethernet'
    | 'arp'
    | 'ipv4'
    | 'icmp'
    | 'udp'
    | 'tcp'
    | 'vxlan'
    | 'dns'
    | 'http'
    | 'data';
  readonly osi: 2 | 3 | 4 | 7;
  readonly title: string;
  /** where its own bytes stand: the header, or all of it for ARP, DNS, HTTP and data */
  readonly offset: number;
  readonly length: number;
  readonly fields: readonly Field[];
  /** belongs to the outer packet of a tunnel, VXLAN header included */
  readonly outer: boolean;
  /** part of the packet that an ICMP error quotes */
  readonly quoted: boolean;
}

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface Dissection {
  /** outermost first */
  readonly layers: readonly DissectedLayer[];
  /** what the innermost header carries; length 0 when it carries nothing */
  readonly payload: ByteRange;
}

/** How to show one field; without an entry the number is shown. */
export type Shows = Readonly<Record<string, (raw: number) => string>>;

/** The fields of a table that lie within `room` bytes, read from `base`. */
export function readFields(
  protocol: string,
  table: FieldTable,
  bytes: Uint8Array,
  base: number,
  room: number,
  shows: Shows = {},
): readonly Field[] {
  return Object.entries(table)
    .filter(([, spec]) => spec.at + spec.bytes <= room)
    .map(([key, spec]) => readOne(`${protocol}.${key}`, spec, bytes, base, shows[key]));
}

function readOne(
  key: string,
  spec: FieldSpec,
  bytes: Uint8Array,
  base: number,
  show: ((raw: number) => string) | undefined,
): Field {
  const offset = base + spec.at;
  const place = {
    name: spec.name,
    key,
    offset,
    length: spec.bytes,
    ...(spec.bits ? { bits: spec.bits } : {}),
  };
  if (spec.bytes === 6) {
    const mac = macFromBytes(bytes.subarray(offset, offset + 6));
    return { ...place, value: mac, raw: mac };
  }
  const raw = readField(bytes, base, spec);
  const value = show ? show(raw) : String(raw);
  // an address is best known by its text, also to programs
  return { ...place, value, raw: show === ipv4FromNumber && isIpv4(value) ? value : raw };
}

/** The same fields with a note at one of them. */
export function withNote(
  fields: readonly Field[],
  key: string,
  note: string | null,
): readonly Field[] {
  return note === null
    ? fields
    : fields.map((field) => (field.key === key ? { ...field, note } : field));
}
