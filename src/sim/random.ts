/** A seeded generator (mulberry32). Its whole state is one number, so a world can carry it along. */
export interface Random {
  /** unsigned 32-bit */
  state: number;
}

/** Uniform unsigned 32-bit number; advances the state. */
export function nextUint32(random: Random): number {
  random.state = (random.state + 0x6d2b79f5) >>> 0;
  let t = random.state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}

/** Uniform in [0, 1). */
export const nextFraction = (random: Random): number => nextUint32(random) / 2 ** 32;

export const nextBetween = (random: Random, low: number, high: number): number =>
  low + Math.floor(nextFraction(random) * (high - low + 1));
