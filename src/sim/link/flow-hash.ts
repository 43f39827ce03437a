/**
 * A stable hash of an inner flow, from which a tunnel derives its outer source port.
 * Simplified: Linux mixes a per-boot secret into skb_get_hash() (net/core/flow_dissector.c), so real ports differ
 * from boot to boot; here the same flow always gives the same port.
 */
import type { Frame } from '../wire/types';

export function flowHash(frame: Frame): number {
  return fnv1a(flowText(frame));
}

export function flowText(frame: Frame): string {
  const { payload } = frame;
  if (payload.kind !== 'ipv4') return `${frame.source} ${frame.destination}`;
  const l4 = payload.payload;
  const ports =
    l4.kind === 'tcp' || l4.kind === 'udp'
      ? `${l4.sourcePort} ${l4.destinationPort}`
      : String(payload.protocol);
  return `${payload.source} ${payload.destination} ${payload.protocol} ${ports}`;
}

/** FNV-1a, 32 bit. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
