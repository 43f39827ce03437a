/** What is left of a packet's time to live, place by place. */
import type { Hop, Snapshot } from '../../../sim';

export interface TtlStep {
  readonly place: string;
  readonly ttl: number;
}

/** Only the places at which it is another one than before; the first and the last always. */
export function ttlSteps(hops: readonly Hop[]): readonly TtlStep[] {
  const all = hops.flatMap((hop) => {
    const ttl = ttlOf(hop.after ?? hop.before);
    return ttl === null ? [] : [{ place: hop.namespace, ttl }];
  });
  return all.filter(
    (step, index) => index === 0 || index === all.length - 1 || step.ttl !== all[index - 1]?.ttl,
  );
}

function ttlOf(snapshot: Snapshot | null): number | null {
  if (!snapshot || snapshot.kind === 'arp') return null;
  if (snapshot.kind === 'ipv4') return snapshot.ttl;
  return snapshot.payload.kind === 'ipv4' ? snapshot.payload.ttl : null;
}
