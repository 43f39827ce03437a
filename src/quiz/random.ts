/** Draws that a seed repeats: the same number gives the same questions, in the same order, with the same variants. */

/** FNV-1a, 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** mulberry32: fractions in [0, 1). */
export function fractions(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

/** Fisher and Yates, with the seed as dice. */
export function shuffle<T>(items: readonly T[], seed: number): readonly T[] {
  const next = fractions(seed);
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = Math.floor(next() * (index + 1));
    const kept = result[index] as T;
    result[index] = result[other] as T;
    result[other] = kept;
  }
  return result;
}

/** A shuffle that is never the given order, for lists of two or more. */
export function disordered<T>(items: readonly T[], seed: number): readonly T[] {
  const mixed = shuffle(items, seed);
  const same = mixed.every((item, index) => item === items[index]);
  return same ? [...mixed.slice(1), ...mixed.slice(0, 1)] : mixed;
}
