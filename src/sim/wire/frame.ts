/**
 * Whole packets: values to bytes and back, header by header.
 * The encoder derives every length and checksum; the decoder refuses what a Linux receiver would drop.
 * Source: the RFCs named in the file of each protocol.
 */
import { err, ok, type Result } from '../result';
import { ARP_BYTES, emitArp, parseArp } from './arp';
import { concat } from './bytes';
import type { PseudoHeader } from './checksum';
import { ETHERNET_HEADER_BYTES, emitEthernet, parseEthernet } from './ethernet';
import { emitIcmp, ICMP_HEADER_BYTES, parseIcmp } from './icmp';
import { emitIpv4Header, IPV4_HEADER_BYTES, isPiece, parseIpv4Header } from './ipv4';
import { emitTcp, parseTcp, tcpLength } from './tcp';
import {
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  type Frame,
  type Ipv4Packet,
  PROTO_ICMP,
  PROTO_TCP,
  PROTO_UDP,
  type RawPayload,
  type Snapshot,
  type UdpDatagram,
  type VxlanPacket,
  type WireError,
} from './types';
import { emitUdp, parseUdp, UDP_HEADER_BYTES } from './udp';
import { emitVxlan, isVxlanPort, parseVxlan, VXLAN_HEADER_BYTES } from './vxlan';

export { decodeQuoted, rewriteQuoted } from './quoted';

export interface DecodeOptions {
  /** also refuse a packet whose checksums do not match, inner ones of a tunnel included; default false */
  readonly verifyChecksums?: boolean;
}

/** Bytes of a frame or bare packet as a capture holds them: no FCS, no padding. */
export function encode(snapshot: Snapshot): Uint8Array {
  if (snapshot.kind === 'arp') return emitArp(snapshot);
  if (snapshot.kind === 'ipv4') {
    const payload = encodeL4(snapshot);
    return concat([emitIpv4Header(snapshot, payload.length), payload]);
  }
  const { payload } = snapshot;
  return concat([emitEthernet(snapshot), payload.kind === 'raw' ? payload.bytes : encode(payload)]);
}

function encodeL4(packet: Ipv4Packet): Uint8Array {
  const { payload } = packet;
  switch (payload.kind) {
    case 'raw':
      return payload.bytes;
    case 'icmp':
      return emitIcmp(payload);
    case 'tcp':
      return emitTcp(payload, packet);
    case 'udp':
      return emitUdp(payload, encodeDatagram(payload.payload), packet);
  }
}

function encodeDatagram(payload: VxlanPacket | RawPayload): Uint8Array {
  if (payload.kind === 'raw') return payload.bytes;
  return concat([emitVxlan(payload.vni), encode(payload.frame)]);
}

/** Reads an Ethernet frame. Errors carry protocol, field and offset. Never throws. */
export function decodeFrame(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Result<Frame, WireError> {
  return frameAt(bytes, 0, bytes.length, options);
}

/** Reads a packet without link layer; bytes after its total length are ignored. Never throws. */
export function decodeIpv4(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Result<Ipv4Packet, WireError> {
  return ipv4At(bytes, 0, bytes.length, options);
}

function frameAt(
  bytes: Uint8Array,
  offset: number,
  end: number,
  options: DecodeOptions,
): Result<Frame, WireError> {
  const header = parseEthernet(bytes, offset, end);
  if (!header.ok) return header;
  const payload = framePayload(
    bytes,
    offset + ETHERNET_HEADER_BYTES,
    end,
    header.value.etherType,
    options,
  );
  return payload.ok ? ok({ kind: 'ethernet', ...header.value, payload: payload.value }) : payload;
}

function framePayload(
  bytes: Uint8Array,
  offset: number,
  end: number,
  etherType: number,
  options: DecodeOptions,
): Result<Frame['payload'], WireError> {
  if (etherType === ETHERTYPE_ARP) return parseArp(bytes, offset, end);
  if (etherType === ETHERTYPE_IPV4) return ipv4At(bytes, offset, end, options);
  return ok({ kind: 'raw', bytes: bytes.slice(offset, end) });
}

function ipv4At(
  bytes: Uint8Array,
  offset: number,
  end: number,
  options: DecodeOptions,
): Result<Ipv4Packet, WireError> {
  const parsed = parseIpv4Header(bytes, offset, end, options.verifyChecksums);
  if (!parsed.ok) return parsed;
  const { header, payloadOffset } = parsed.value;
  const raw: RawPayload = { kind: 'raw', bytes: bytes.slice(payloadOffset, parsed.value.end) };
  if (isPiece(header)) return ok({ kind: 'ipv4', ...header, payload: raw });
  const payload = l4At(bytes, payloadOffset, parsed.value.end, header, options);
  if (payload === null) return ok({ kind: 'ipv4', ...header, payload: raw });
  return payload.ok ? ok({ kind: 'ipv4', ...header, payload: payload.value }) : payload;
}

/** Null for a protocol that we have no codec for: its bytes stay raw. */
function l4At(
  bytes: Uint8Array,
  offset: number,
  end: number,
  header: PseudoHeader & { readonly protocol: number },
  options: DecodeOptions,
): Result<Ipv4Packet['payload'], WireError> | null {
  const verify = options.verifyChecksums ? header : null;
  if (header.protocol === PROTO_TCP) return parseTcp(bytes, offset, end, verify);
  if (header.protocol === PROTO_ICMP) return parseIcmp(bytes, offset, end, verify !== null);
  if (header.protocol === PROTO_UDP) return udpAt(bytes, offset, end, verify, options);
  return null;
}

function udpAt(
  bytes: Uint8Array,
  offset: number,
  end: number,
  verify: PseudoHeader | null,
  options: DecodeOptions,
): Result<UdpDatagram, WireError> {
  const udp = parseUdp(bytes, offset, end, verify);
  if (!udp.ok) return udp;
  const { sourcePort, destinationPort, payloadOffset } = udp.value;
  const ports = { kind: 'udp', sourcePort, destinationPort } as const;
  if (!isVxlanPort(destinationPort)) {
    return ok({
      ...ports,
      payload: { kind: 'raw', bytes: bytes.slice(payloadOffset, udp.value.end) },
    });
  }
  const vxlan = parseVxlan(bytes, payloadOffset, udp.value.end);
  if (!vxlan.ok) return vxlan;
  const inner = frameAt(bytes, payloadOffset + VXLAN_HEADER_BYTES, udp.value.end, options);
  if (!inner.ok) return err(inner.error);
  return ok({ ...ports, payload: { kind: 'vxlan', vni: vxlan.value.vni, frame: inner.value } });
}

/** Bytes that `encode` would give, without encoding. */
export function frameLength(snapshot: Snapshot): number {
  if (snapshot.kind === 'arp') return ARP_BYTES;
  if (snapshot.kind === 'ipv4') return ipv4Length(snapshot);
  const { payload } = snapshot;
  return (
    ETHERNET_HEADER_BYTES + (payload.kind === 'raw' ? payload.bytes.length : frameLength(payload))
  );
}

/** Total length of the packet in bytes, IP header included: what is compared with an MTU. */
export function ipv4Length(packet: Ipv4Packet): number {
  return IPV4_HEADER_BYTES + l4Length(packet.payload);
}

function l4Length(payload: Ipv4Packet['payload']): number {
  switch (payload.kind) {
    case 'raw':
      return payload.bytes.length;
    case 'icmp':
      return ICMP_HEADER_BYTES + payload.data.length;
    case 'tcp':
      return tcpLength(payload);
    case 'udp':
      return UDP_HEADER_BYTES + datagramLength(payload.payload);
  }
}

function datagramLength(payload: VxlanPacket | RawPayload): number {
  if (payload.kind === 'raw') return payload.bytes.length;
  return VXLAN_HEADER_BYTES + frameLength(payload.frame);
}
