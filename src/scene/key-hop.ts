/** The one hop that stands for a whole trace where nothing moves: on paper. */
import type { Hop } from '../sim';

const TESTS: readonly ((hop: Hop) => boolean)[] = [
  (hop) => hop.verdict.kind === 'dropped' || hop.verdict.kind === 'rejected',
  (hop) => hop.stage === 'hook' && hop.layer === 4,
  (hop) => hop.stage === 'encapsulate',
  (hop) => hop.stage === 'route' && hop.decidedBy !== undefined,
];

/** Index into `hops`: where it ends badly, else the translation, the wrapping, or the first route. */
export function keyHopOf(hops: readonly Hop[]): number {
  for (const test of TESTS) {
    const index = hops.findIndex(test);
    if (index >= 0) return index;
  }
  return 0;
}
