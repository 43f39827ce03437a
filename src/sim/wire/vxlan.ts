/**
 * The VXLAN header: a flag that says the network identifier is valid, and the identifier.
 * Source: RFC 7348 §5; UDP port 4789 (IANA). Linux and Flannel still default to 8472, from before the RFC.
 */
import { err, invariant, ok, type Result } from '../result';
import { checkRoom, type FieldSpec, readField, writeField } from './fields';
import type { WireError } from './types';

export const VXLAN_HEADER_BYTES = 8;
export const VXLAN_PORT_IANA = 4789;
export const VXLAN_PORT_LINUX = 8472;

export const VXLAN_FIELDS = {
  flags: { name: 'Flags', at: 0, bytes: 1 },
  reserved1: { name: 'Reserved', at: 1, bytes: 3 },
  vni: { name: 'VXLAN Network Identifier (VNI)', at: 4, bytes: 3 },
  reserved2: { name: 'Reserved', at: 7, bytes: 1 },
} satisfies Record<string, FieldSpec>;

/** The I flag: "the VNI is valid". */
export const VXLAN_FLAG_VNI = 0x08;

export const isVxlanPort = (port: number): boolean =>
  port === VXLAN_PORT_IANA || port === VXLAN_PORT_LINUX;

/** The reserved bits are ignored on receipt, as the RFC asks. */
export function parseVxlan(
  bytes: Uint8Array,
  offset = 0,
  end = bytes.length,
): Result<{ readonly vni: number }, WireError> {
  const room = checkRoom('vxlan', offset, end, VXLAN_HEADER_BYTES);
  if (!room.ok) return room;
  if ((readField(bytes, offset, VXLAN_FIELDS.flags) & VXLAN_FLAG_VNI) === 0) {
    const message = 'the I flag is clear, so the VNI is not valid';
    return err({ code: 'unsupported', field: 'vxlan.flags', offset, message });
  }
  return ok({ vni: readField(bytes, offset, VXLAN_FIELDS.vni) });
}

export function emitVxlan(vni: number): Uint8Array {
  invariant(vni >= 0 && vni < 2 ** 24, `VNI ${vni} fits 24 bits`);
  const bytes = new Uint8Array(VXLAN_HEADER_BYTES);
  writeField(bytes, 0, VXLAN_FIELDS.flags, VXLAN_FLAG_VNI);
  writeField(bytes, 0, VXLAN_FIELDS.vni, vni);
  return bytes;
}
