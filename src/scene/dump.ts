/** The bytes of a packet as a hex dump, cut into runs of one header each, with the rewritten bytes as runs of their own. */
import { diffFields, type Hop } from '../sim';
import { dissectSnapshot } from './envelope';

export interface DumpRun {
  /** index of the first byte */
  readonly at: number;
  readonly osi: 2 | 3 | 4 | 7;
  readonly isChanged: boolean;
  /** two digits per byte, a space or a line break after each */
  readonly hex: string;
}

export interface Dump {
  readonly runs: readonly DumpRun[];
  /** in all, also those that are not in `runs` */
  readonly bytes: number;
  readonly shown: number;
}

export const BYTES_PER_ROW = 16;
export const MOST_ROWS = 10;

/** Null for an ARP packet, whose hop says all it holds. */
export function dumpOf(hop: Hop): Dump | null {
  const snapshot = hop.after ?? hop.before;
  if (!snapshot || snapshot.kind === 'arp') return null;
  const { bytes, dissection } = dissectSnapshot(snapshot);
  const changed = new Set<number>();
  if (hop.before && hop.before.kind !== 'arp') {
    for (const change of diffFields(dissectSnapshot(hop.before).dissection, dissection).changed) {
      const field = dissection.layers[change.layer]?.fields.find(({ key }) => key === change.key);
      for (let index = 0; index < (field?.length ?? 0); index += 1)
        changed.add((field?.offset ?? 0) + index);
    }
  }
  const shown = Math.min(bytes.length, BYTES_PER_ROW * MOST_ROWS);
  const osiOf = (index: number) =>
    dissection.layers.findLast((layer) => layer.offset <= index)?.osi ?? 7;
  const runs: DumpRun[] = [];
  for (let index = 0; index < shown; index += 1) {
    const last = runs.at(-1);
    const hex = `${(bytes[index] ?? 0).toString(16).padStart(2, '0')}${index % BYTES_PER_ROW === BYTES_PER_ROW - 1 ? '\n' : ' '}`;
    const [osi, isChanged] = [osiOf(index), changed.has(index)];
    if (last && last.osi === osi && last.isChanged === isChanged)
      runs[runs.length - 1] = { ...last, hex: last.hex + hex };
    else runs.push({ at: index, osi, isChanged, hex });
  }
  return { runs, bytes: bytes.length, shown };
}
