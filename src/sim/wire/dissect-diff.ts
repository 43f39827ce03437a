/**
 * What changed between two looks at one packet: fields, and layers put on or taken off.
 * Layers are matched from the innermost outward, so that a tunnel shows as added layers and not as a changed packet.
 */
import type { DissectedLayer, Dissection, Field } from './dissection';

export interface FieldChange {
  readonly key: string;
  readonly name: string;
  /** index into the layers of the later dissection */
  readonly layer: number;
  /** index into the layers of the earlier one */
  readonly layerBefore: number;
  /** as shown; null where the field was not there */
  readonly old: string | null;
  readonly new: string | null;
}

export interface DissectionDiff {
  /** outermost layer first, fields in the order of the header */
  readonly changed: readonly FieldChange[];
  /** indices into the layers of the later dissection */
  readonly addedLayers: readonly number[];
  /** indices into the layers of the earlier one */
  readonly removedLayers: readonly number[];
}

export function diffFields(before: Dissection, after: Dissection): DissectionDiff {
  const pairs = alignLayers(before.layers, after.layers);
  const changed = pairs.flatMap(([old, now]) =>
    changesOf(before.layers[old], after.layers[now], old, now),
  );
  const keptBefore = new Set(pairs.map(([old]) => old));
  const keptAfter = new Set(pairs.map(([, now]) => now));
  return {
    changed,
    addedLayers: [...after.layers.keys()].filter((index) => !keptAfter.has(index)),
    removedLayers: [...before.layers.keys()].filter((index) => !keptBefore.has(index)),
  };
}

/** Pairs of indices, outermost first. Of two ways to skip a layer that does not match, the one that skips fewer is taken. */
function alignLayers(
  before: readonly DissectedLayer[],
  after: readonly DissectedLayer[],
): readonly [number, number][] {
  const pairs: [number, number][] = [];
  let old = before.length - 1;
  let now = after.length - 1;
  while (old >= 0 && now >= 0) {
    if (isSameKind(before[old], after[now])) {
      pairs.unshift([old, now]);
      old -= 1;
      now -= 1;
      continue;
    }
    const toAfter = distance(before[old], after, now);
    const toBefore = distance(after[now], before, old);
    if (toAfter <= toBefore && toAfter < Infinity) now -= toAfter;
    else if (toBefore < Infinity) old -= toBefore;
    else {
      old -= 1;
      now -= 1;
    }
  }
  return pairs;
}

function isSameKind(a: DissectedLayer | undefined, b: DissectedLayer | undefined): boolean {
  return a?.protocol === b?.protocol && a?.quoted === b?.quoted;
}

/** How many layers outward from `from` the next one of this kind stands. */
function distance(
  layer: DissectedLayer | undefined,
  among: readonly DissectedLayer[],
  from: number,
): number {
  for (let index = from; index >= 0; index -= 1) {
    if (isSameKind(layer, among[index])) return from - index;
  }
  return Infinity;
}

function changesOf(
  before: DissectedLayer | undefined,
  after: DissectedLayer | undefined,
  layerBefore: number,
  layer: number,
): readonly FieldChange[] {
  if (!before || !after) return [];
  const change = (old: Field | undefined, now: Field | undefined): FieldChange[] => {
    const field = now ?? old;
    if (!field || (old && now && old.raw === now.raw && old.value === now.value)) return [];
    const { key, name } = field;
    return [{ key, name, layer, layerBefore, old: old?.value ?? null, new: now?.value ?? null }];
  };
  const find = (fields: readonly Field[], key: string) => fields.find((field) => field.key === key);
  const kept = after.fields.flatMap((now) => change(find(before.fields, now.key), now));
  const gone = before.fields.filter((old) => !find(after.fields, old.key));
  return [...kept, ...gone.flatMap((old) => change(old, undefined))];
}
