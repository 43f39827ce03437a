/**
 * The packet quoted in an ICMP error: its IP header and at least the first eight bytes behind it, often cut off.
 * Whoever sent the original finds its socket by it, and NAT translates it back inside the error.
 * Source: RFC 792, RFC 1812 §4.3.2.3; Linux net/netfilter/nf_nat_core.c nf_nat_icmp_reply_translation(),
 * nf_nat_proto.c (the L4 checksum is mended only where the quote is long enough to hold it).
 */
import { err, ok, type Result } from '../result';
import { ipv4FromNumber, ipv4ToNumber } from './address';
import { truncated } from './bytes';
import { updateChecksum } from './checksum';
import { type FieldSpec, readField, writeField } from './fields';
import { ICMP_ECHO_REPLY, ICMP_ECHO_REQUEST, ICMP_FIELDS } from './icmp';
import { IPV4_FIELDS, IPV4_HEADER_BYTES } from './ipv4';
import { TCP_FIELDS, TCP_HEADER_BYTES } from './tcp';
import { type Ipv4, PROTO_ICMP, PROTO_TCP, PROTO_UDP, type WireError } from './types';
import { UDP_FIELDS } from './udp';

export interface QuotedPacket {
  readonly source: Ipv4;
  readonly destination: Ipv4;
  readonly protocol: number;
  readonly ttl: number;
  readonly identification: number;
  /** length that the original had, more than is quoted if it was cut */
  readonly totalLength: number;
  readonly headerLength: number;
  readonly fragmentOffset: number;
  /** TCP and UDP; of an ICMP echo the identifier, as conntrack tuples have it */
  readonly sourcePort?: number;
  /** TCP and UDP; of ICMP type*256+code */
  readonly destinationPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** of an ICMP echo, 16 bit; of TCP, 32 bit */
  readonly sequence?: number;
}

export interface QuotedRewrite {
  readonly source?: Ipv4;
  readonly destination?: Ipv4;
  /** of an ICMP echo: the identifier */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

/** RFC 792: an error quotes this much of what follows the IP header. */
const QUOTED_L4_BYTES = 8;

/** Reads what is there of a quoted packet. Neither length nor checksums need to fit. Never throws. */
export function decodeQuoted(bytes: Uint8Array): Result<QuotedPacket, WireError> {
  if (bytes.length < IPV4_HEADER_BYTES) {
    return err(truncated('quoted.ipv4', 0, IPV4_HEADER_BYTES, bytes.length));
  }
  const get = (spec: FieldSpec) => readField(bytes, 0, spec);
  const version = get(IPV4_FIELDS.version);
  if (version !== 4) {
    return err({
      code: 'bad-version',
      field: 'quoted.version',
      offset: 0,
      message: `IP version ${version} is not 4`,
    });
  }
  const headerLength = get(IPV4_FIELDS.headerLength) * 4;
  if (headerLength < IPV4_HEADER_BYTES) {
    const message = `an IHL of ${headerLength / 4} is less than 5`;
    return err({ code: 'bad-length', field: 'quoted.headerLength', offset: 0, message });
  }
  const header = {
    source: ipv4FromNumber(get(IPV4_FIELDS.source)),
    destination: ipv4FromNumber(get(IPV4_FIELDS.destination)),
    protocol: get(IPV4_FIELDS.protocol),
    ttl: get(IPV4_FIELDS.ttl),
    identification: get(IPV4_FIELDS.identification),
    totalLength: get(IPV4_FIELDS.totalLength),
    headerLength,
    fragmentOffset: get(IPV4_FIELDS.fragmentOffset) * 8,
  };
  if (header.fragmentOffset > 0) return ok(header);
  if (bytes.length < headerLength + QUOTED_L4_BYTES) {
    return err(truncated('quoted.l4', headerLength, QUOTED_L4_BYTES, bytes.length - headerLength));
  }
  return ok({ ...header, ...readL4(bytes, headerLength, header.protocol) });
}

type QuotedL4 = Pick<
  QuotedPacket,
  'sourcePort' | 'destinationPort' | 'icmpType' | 'icmpCode' | 'sequence'
>;

function readL4(bytes: Uint8Array, base: number, protocol: number): QuotedL4 {
  const get = (spec: FieldSpec) => readField(bytes, base, spec);
  if (protocol === PROTO_ICMP) {
    const icmpType = get(ICMP_FIELDS.type);
    const icmpCode = get(ICMP_FIELDS.code);
    return {
      icmpType,
      icmpCode,
      sourcePort: get(ICMP_FIELDS.identifier),
      destinationPort: icmpType * 256 + icmpCode,
      sequence: get(ICMP_FIELDS.sequence),
    };
  }
  if (protocol !== PROTO_TCP && protocol !== PROTO_UDP) return {};
  const ports = {
    sourcePort: get(UDP_FIELDS.sourcePort),
    destinationPort: get(UDP_FIELDS.destinationPort),
  };
  return protocol === PROTO_TCP ? { ...ports, sequence: get(TCP_FIELDS.sequence) } : ports;
}

/**
 * Translates the quoted packet and mends the checksums that the change touches; the input stays as it is.
 * A quote that cannot be read comes back unchanged: NAT leaves alone what it does not understand.
 */
export function rewriteQuoted(bytes: Uint8Array, change: QuotedRewrite): Uint8Array {
  const quoted = decodeQuoted(bytes);
  if (!quoted.ok) return bytes;
  const patched = bytes.slice();
  const { headerLength, protocol, fragmentOffset, icmpType } = quoted.value;
  const checksums: FieldAt[] = [{ base: 0, spec: IPV4_FIELDS.checksum }];
  const l4 = fragmentOffset === 0 ? l4Checksum(bytes, headerLength, protocol) : null;
  const coversAddresses = l4 !== null && protocol !== PROTO_ICMP;
  const addressSums = coversAddresses ? [...checksums, l4] : checksums;
  const l4Sums = l4 ? [l4] : [];
  if (change.source) {
    patch(patched, { base: 0, spec: IPV4_FIELDS.source }, ipv4ToNumber(change.source), addressSums);
  }
  if (change.destination) {
    patch(
      patched,
      { base: 0, spec: IPV4_FIELDS.destination },
      ipv4ToNumber(change.destination),
      addressSums,
    );
  }
  if (fragmentOffset > 0) return patched;
  const hasPorts = protocol === PROTO_TCP || protocol === PROTO_UDP;
  const isEcho =
    protocol === PROTO_ICMP && (icmpType === ICMP_ECHO_REQUEST || icmpType === ICMP_ECHO_REPLY);
  if (change.sourcePort !== undefined && (hasPorts || isEcho)) {
    const spec = isEcho ? ICMP_FIELDS.identifier : UDP_FIELDS.sourcePort;
    patch(patched, { base: headerLength, spec }, change.sourcePort, l4Sums);
  }
  if (change.destinationPort !== undefined && hasPorts) {
    patch(
      patched,
      { base: headerLength, spec: UDP_FIELDS.destinationPort },
      change.destinationPort,
      l4Sums,
    );
  }
  return patched;
}

interface FieldAt {
  readonly base: number;
  readonly spec: FieldSpec;
}

/** Where the L4 checksum stands, or null where there is none to mend. */
function l4Checksum(bytes: Uint8Array, base: number, protocol: number): FieldAt | null {
  if (protocol === PROTO_ICMP) return { base, spec: ICMP_FIELDS.checksum };
  if (protocol === PROTO_UDP) {
    const spec = UDP_FIELDS.checksum;
    return readField(bytes, base, spec) === 0 ? null : { base, spec };
  }
  const isWholeTcp = protocol === PROTO_TCP && bytes.length >= base + TCP_HEADER_BYTES;
  return isWholeTcp ? { base, spec: TCP_FIELDS.checksum } : null;
}

/** Writes the value and brings each checksum along, 16 bits at a time (RFC 1624). */
function patch(
  bytes: Uint8Array,
  field: FieldAt,
  value: number,
  checksums: readonly FieldAt[],
): void {
  const before = readField(bytes, field.base, field.spec);
  writeField(bytes, field.base, field.spec, value);
  for (const { base, spec } of checksums) {
    let sum = readField(bytes, base, spec);
    if (field.spec.bytes === 4) sum = updateChecksum(sum, before >>> 16, value >>> 16);
    sum = updateChecksum(sum, before & 0xffff, value & 0xffff);
    const isUdp = spec === UDP_FIELDS.checksum;
    writeField(bytes, base, spec, isUdp && sum === 0 ? 0xffff : sum);
  }
}
