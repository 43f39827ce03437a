/** The packet of a hop as nested headers with their true sizes, and what the hop put on, took off or rewrote. */
import { type DissectedLayer, diffFields, dissect, encode, type Hop, type Snapshot } from '../sim';

export interface FieldRewrite {
  readonly key: string;
  readonly name: string;
  readonly old: string | null;
  readonly new: string | null;
}

export interface EnvelopeLayer {
  readonly key: string;
  readonly protocol: DissectedLayer['protocol'];
  readonly osi: 2 | 3 | 4 | 7;
  readonly bytes: number;
  readonly title: string;
  /** put on at this hop */
  readonly isNew: boolean;
  /** carries another packet: a header of the tunnel */
  readonly isOuter: boolean;
  /** the pair of addresses or ports that this header carries */
  readonly from?: string;
  readonly to?: string;
  /** rewritten in this header at this hop, checksums last */
  readonly rewrites: readonly FieldRewrite[];
}

export interface Envelope {
  /** outermost first */
  readonly layers: readonly EnvelopeLayer[];
  /** headers that this hop took off, outermost first */
  readonly removed: readonly EnvelopeLayer[];
  readonly changes: readonly FieldRewrite[];
  readonly totalBytes: number;
}

const NOTHING: Envelope = { layers: [], removed: [], changes: [], totalBytes: 0 };

const linkOf = (snapshot: Snapshot) => (snapshot.kind === 'ethernet' ? 'ethernet' : 'ipv4');

export function dissectSnapshot(snapshot: Snapshot) {
  const bytes = encode(snapshot);
  return { bytes, dissection: dissect(bytes, linkOf(snapshot)) };
}

export function envelopeOf(hop: Hop): Envelope {
  const shown = hop.after ?? hop.before;
  if (!shown || shown.kind === 'arp') return NOTHING;
  const { bytes, dissection } = dissectSnapshot(shown);
  const before =
    hop.before && hop.before.kind !== 'arp' ? dissectSnapshot(hop.before).dissection : null;
  const diff = before ? diffFields(before, dissection) : null;
  const added = new Set(diff?.addedLayers ?? []);
  const changes = (diff?.changed ?? []).map((change) => ({
    key: change.key,
    layer: change.layer,
    name: fieldName(change.key, change.name),
    old: change.old,
    new: change.new,
  }));
  return {
    layers: dissection.layers.map((layer, index) =>
      layerOf(
        layer,
        index,
        added.has(index),
        changes.filter((change) => change.layer === index),
      ),
    ),
    removed: (diff?.removedLayers ?? []).flatMap((index) => {
      const layer = before?.layers[index];
      return layer ? [layerOf(layer, index, false, [])] : [];
    }),
    changes: sortChecksumsLast(changes),
    totalBytes: bytes.length,
  };
}

function layerOf(
  layer: DissectedLayer,
  index: number,
  isNew: boolean,
  changes: readonly FieldRewrite[],
): EnvelopeLayer {
  const [from, to] = endsOf(layer);
  return {
    key: `${index}-${layer.protocol}`,
    protocol: layer.protocol,
    osi: layer.osi,
    bytes: layer.length,
    title: layer.title,
    isNew,
    isOuter: layer.outer,
    ...(from === undefined || to === undefined ? {} : { from, to }),
    rewrites: sortChecksumsLast(changes),
  };
}

const ENDS: Partial<Record<DissectedLayer['protocol'], readonly [string, string]>> = {
  ethernet: ['ethernet.source', 'ethernet.destination'],
  ipv4: ['ipv4.source', 'ipv4.destination'],
  tcp: ['tcp.sourcePort', 'tcp.destinationPort'],
  udp: ['udp.sourcePort', 'udp.destinationPort'],
};

function endsOf(layer: DissectedLayer): readonly [string?, string?] {
  const keys = ENDS[layer.protocol];
  if (!keys) return [];
  const value = (key: string) => layer.fields.find((field) => field.key === key)?.value;
  return [value(keys[0]), value(keys[1])];
}

const isChecksum = (change: FieldRewrite): boolean => /checksum$/i.test(change.key);

const sortChecksumsLast = <T extends FieldRewrite>(changes: readonly T[]): readonly T[] => [
  ...changes.filter((change) => !isChecksum(change)),
  ...changes.filter(isChecksum),
];

const PROTOCOLS: Readonly<Record<string, string>> = {
  ipv4: 'IPv4',
  tcp: 'TCP',
  udp: 'UDP',
  icmp: 'ICMP',
  ethernet: 'Ethernet',
};

const fieldName = (key: string, name: string): string => {
  const protocol = key.split('.')[0] ?? '';
  return `${PROTOCOLS[protocol] ?? protocol} ${name.toLowerCase()}`;
};
