/**
 * ARP for IPv4 over Ethernet: "who has this address?" and the answer.
 * Source: RFC 826; hardware type 1 and protocol type 0x0800 (IANA arp-parameters).
 */
import { err, ok, type Result } from '../result';
import { ipv4FromNumber, ipv4ToNumber, macFromBytes, macToBytes } from './address';
import { checkRoom, type FieldSpec, readField, writeField } from './fields';
import { type ArpPacket, ETHERTYPE_IPV4, type WireError } from './types';

export const ARP_BYTES = 28;

export const ARP_FIELDS = {
  hardwareType: { name: 'Hardware Type', at: 0, bytes: 2 },
  protocolType: { name: 'Protocol Type', at: 2, bytes: 2 },
  hardwareLength: { name: 'Hardware Address Length', at: 4, bytes: 1 },
  protocolLength: { name: 'Protocol Address Length', at: 5, bytes: 1 },
  operation: { name: 'Operation', at: 6, bytes: 2 },
  senderMac: { name: 'Sender Hardware Address', at: 8, bytes: 6 },
  senderIp: { name: 'Sender Protocol Address', at: 14, bytes: 4 },
  targetMac: { name: 'Target Hardware Address', at: 18, bytes: 6 },
  targetIp: { name: 'Target Protocol Address', at: 24, bytes: 4 },
} satisfies Record<string, FieldSpec>;

const HARDWARE_ETHERNET = 1;

/** The fields that say "IPv4 over Ethernet"; anything else is a different protocol with the same header. */
const FIXED = [
  ['hardwareType', HARDWARE_ETHERNET],
  ['protocolType', ETHERTYPE_IPV4],
  ['hardwareLength', 6],
  ['protocolLength', 4],
] as const;

export function parseArp(
  bytes: Uint8Array,
  offset = 0,
  end = bytes.length,
): Result<ArpPacket, WireError> {
  const room = checkRoom('arp', offset, end, ARP_BYTES);
  if (!room.ok) return room;
  for (const [key, wanted] of FIXED) {
    const spec = ARP_FIELDS[key];
    const found = readField(bytes, offset, spec);
    if (found !== wanted) return err(unsupported(key, offset + spec.at, found));
  }
  const operation = readField(bytes, offset, ARP_FIELDS.operation);
  if (operation !== 1 && operation !== 2) {
    return err(unsupported('operation', offset + ARP_FIELDS.operation.at, operation));
  }
  const mac = (spec: FieldSpec) =>
    macFromBytes(bytes.subarray(offset + spec.at, offset + spec.at + spec.bytes));
  const ip = (spec: FieldSpec) => ipv4FromNumber(readField(bytes, offset, spec));
  return ok({
    kind: 'arp',
    operation,
    senderMac: mac(ARP_FIELDS.senderMac),
    senderIp: ip(ARP_FIELDS.senderIp),
    targetMac: mac(ARP_FIELDS.targetMac),
    targetIp: ip(ARP_FIELDS.targetIp),
  });
}

function unsupported(key: string, offset: number, found: number): WireError {
  const message = `ARP ${key} ${found} is not IPv4 over Ethernet, request or reply`;
  return { code: 'unsupported', field: `arp.${key}`, offset, message };
}

export function emitArp(packet: ArpPacket): Uint8Array {
  const bytes = new Uint8Array(ARP_BYTES);
  for (const [key, value] of FIXED) writeField(bytes, 0, ARP_FIELDS[key], value);
  writeField(bytes, 0, ARP_FIELDS.operation, packet.operation);
  bytes.set(macToBytes(packet.senderMac), ARP_FIELDS.senderMac.at);
  writeField(bytes, 0, ARP_FIELDS.senderIp, ipv4ToNumber(packet.senderIp));
  bytes.set(macToBytes(packet.targetMac), ARP_FIELDS.targetMac.at);
  writeField(bytes, 0, ARP_FIELDS.targetIp, ipv4ToNumber(packet.targetIp));
  return bytes;
}
