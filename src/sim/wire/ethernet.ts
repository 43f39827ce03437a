/**
 * The Ethernet II header: who on this link, and what is inside.
 * Source: IEEE 802.3-2018 §3. Captures hold neither preamble nor FCS, so neither do we; veth devices do not pad to 60 bytes.
 */
import { ok, type Result } from '../result';
import { macFromBytes, macToBytes } from './address';
import { checkRoom, type FieldSpec, readField, writeField } from './fields';
import type { Mac, WireError } from './types';

export const ETHERNET_HEADER_BYTES = 14;

export const ETHERNET_FIELDS = {
  destination: { name: 'Destination Address', at: 0, bytes: 6 },
  source: { name: 'Source Address', at: 6, bytes: 6 },
  etherType: { name: 'EtherType', at: 12, bytes: 2 },
} satisfies Record<string, FieldSpec>;

export interface EthernetHeader {
  readonly destination: Mac;
  readonly source: Mac;
  readonly etherType: number;
}

export function parseEthernet(
  bytes: Uint8Array,
  offset = 0,
  end = bytes.length,
): Result<EthernetHeader, WireError> {
  const room = checkRoom('ethernet', offset, end, ETHERNET_HEADER_BYTES);
  if (!room.ok) return room;
  const sourceAt = offset + ETHERNET_FIELDS.source.at;
  return ok({
    destination: macFromBytes(bytes.subarray(offset, sourceAt)),
    source: macFromBytes(bytes.subarray(sourceAt, sourceAt + 6)),
    etherType: readField(bytes, offset, ETHERNET_FIELDS.etherType),
  });
}

export function emitEthernet(header: EthernetHeader): Uint8Array {
  const bytes = new Uint8Array(ETHERNET_HEADER_BYTES);
  bytes.set(macToBytes(header.destination), ETHERNET_FIELDS.destination.at);
  bytes.set(macToBytes(header.source), ETHERNET_FIELDS.source.at);
  writeField(bytes, 0, ETHERNET_FIELDS.etherType, header.etherType);
  return bytes;
}
