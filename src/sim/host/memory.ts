/**
 * What rules write down on a node: elements of dynamic nft sets, addresses of `-m recent`.
 * Source: Linux net/netfilter/nft_dynset.c (an update starts the time again), net/netfilter/xt_recent.c.
 */
import type { Memory } from '../filter/types';
import type { RememberedKey } from '../state';
import type { Host, Kernel } from './kernel';

const SECOND = 1_000_000;

export function memoryOf(kernel: Kernel, host: Host): Memory {
  const entries = (list: string): readonly RememberedKey[] => host.state.remembered[list] ?? [];
  return {
    recalls(list, key, withinSeconds = Number.POSITIVE_INFINITY) {
      const entry = entries(list).find((candidate) => candidate.key === key);
      return (
        entry !== undefined &&
        entry.expiresAtMicros > kernel.now &&
        kernel.now - entry.atMicros <= withinSeconds * SECOND
      );
    },
    remember(list, key, seconds) {
      const others = entries(list).filter(
        (entry) => entry.key !== key && entry.expiresAtMicros > kernel.now,
      );
      const expiresAtMicros = Math.min(kernel.now + seconds * SECOND, Number.MAX_SAFE_INTEGER);
      const entry = { key, atMicros: kernel.now, expiresAtMicros };
      host.state.remembered[list] = [...others, entry];
    },
  };
}
