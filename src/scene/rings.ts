/** Which envelopes are round a packet, read from its nesting alone: light enough for the first page. */
import type { Frame, Hop, Ipv4Packet, Snapshot } from '../sim';

/** i for the packet itself, o for the headers that a tunnel put round it; the number is the layer. */
export type Ring = 'i7' | 'i4' | 'i3' | 'i2' | 'o4' | 'o3' | 'o2';

/** Outermost first: the order in which they are drawn. */
export const RINGS: readonly Ring[] = ['o2', 'o3', 'o4', 'i2', 'i3', 'i4', 'i7'];

export function ringsOf(snapshot: Snapshot): readonly Ring[] {
  if (snapshot.kind === 'arp') return ['i3'];
  if (snapshot.kind === 'ethernet') return ringsOfFrame(snapshot);
  return ringsOfPacket(snapshot);
}

/** From the packet itself; where a trace came without its bytes, from the layer at which the hop works. */
export function ringsOfHop(hop: Hop): ReadonlySet<Ring> {
  const shown = hop.after ?? hop.before;
  if (shown) return new Set(ringsOf(shown));
  const own: readonly Ring[] = hop.layer === 2 || hop.outer ? ['i2', 'i3', 'i4'] : ['i3', 'i4'];
  if (!hop.outer) return new Set(own);
  return new Set([
    ...own,
    ...(hop.layer === 2 ? (['o2', 'o3', 'o4'] as const) : (['o3', 'o4'] as const)),
  ]);
}

function ringsOfFrame({ payload }: Frame): readonly Ring[] {
  if (payload.kind === 'arp') return ['i2', 'i3'];
  if (payload.kind === 'raw') return ['i2'];
  const inner = ringsOfPacket(payload);
  return [inner.includes('o3') ? 'o2' : 'i2', ...inner];
}

function ringsOfPacket({ payload }: Ipv4Packet): readonly Ring[] {
  switch (payload.kind) {
    case 'raw':
      return ['i3'];
    case 'icmp':
      return ['i3', 'i4'];
    case 'tcp':
      return payload.data.length > 0 ? ['i3', 'i4', 'i7'] : ['i3', 'i4'];
    case 'udp':
      return payload.payload.kind === 'vxlan'
        ? ['o3', 'o4', ...ringsOfFrame(payload.payload.frame)]
        : ['i3', 'i4', 'i7'];
  }
}
