/** The packet of a hop as nested headers with their true sizes, and what the hop changed in them. */
import { diffFields, dissect, type DissectedLayer, encode, type Hop, type Snapshot } from '../sim';

export interface EnvelopeLayer {
  readonly key: string;
  readonly protocol: DissectedLayer['protocol'];
  readonly osi: 2 | 3 | 4 | 7;
  readonly bytes: number;
  readonly title: string;
  readonly isNew: boolean;
}

export interface Envelope {
  readonly layers: readonly EnvelopeLayer[];
  readonly changes: readonly {
    readonly key: string;
    readonly name: string;
    readonly old: string | null;
    readonly new: string | null;
  }[];
  readonly totalBytes: number;
}

const linkOf = (snapshot: Snapshot) => (snapshot.kind === 'ethernet' ? 'ethernet' : 'ipv4');

export function dissectSnapshot(snapshot: Snapshot) {
  const bytes = encode(snapshot);
  return { bytes, dissection: dissect(bytes, linkOf(snapshot)) };
}

export function envelopeOf(hop: Hop): Envelope {
  const shown = hop.after ?? hop.before;
  if (!shown || shown.kind === 'arp') return { layers: [], changes: [], totalBytes: 0 };
  const { bytes, dissection } = dissectSnapshot(shown);
  const before =
    hop.before && hop.before.kind !== 'arp' ? dissectSnapshot(hop.before).dissection : null;
  const diff = before ? diffFields(before, dissection) : null;
  const added = new Set(diff?.addedLayers ?? []);
  return {
    layers: dissection.layers.map((layer, index) => ({
      key: `${index}-${layer.protocol}`,
      protocol: layer.protocol,
      osi: layer.osi,
      bytes: layer.length,
      title: layer.title,
      isNew: added.has(index),
    })),
    changes: (diff?.changed ?? []).map((change) => ({
      key: change.key,
      name: nameOf(change.key, change.name),
      old: change.old,
      new: change.new,
    })),
    totalBytes: bytes.length,
  };
}

const nameOf = (key: string, name: string): string => `${key.split('.')[0]} ${name}`;
