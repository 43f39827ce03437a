/**
 * Two walks of different length on one scrubber: both are at the same place of the way at the same time, and the one
 * with fewer hops there waits.
 */
import type { Hop } from '../../../sim';

export const PHASES = ['pod-a', 'node-1', 'the cable', 'node-2', 'pod-c'] as const;

const NAMESPACES = ['default/pod-a', 'node-1', 'fabric', 'node-2', 'default/pod-c'];

export interface Phase {
  readonly name: string;
  /** first and last slot */
  readonly from: number;
  readonly to: number;
}

export interface Track {
  /** hop of each slot; the last one stays when the packet has ended */
  readonly at: readonly number[];
  /** slot at which the packet ended before its goal; -1 when it arrived */
  readonly endsAt: number;
}

export interface Alignment {
  readonly count: number;
  readonly phases: readonly Phase[];
  readonly tracks: readonly Track[];
}

/** Hops by phase; what a phase does not know (the router, say) belongs to the phase before. */
function byPhase(hops: readonly Hop[]): readonly (readonly number[])[] {
  const groups: number[][] = PHASES.map(() => []);
  let phase = 0;
  hops.forEach((hop, index) => {
    phase = Math.max(phase, NAMESPACES.indexOf(hop.namespace));
    groups[phase]?.push(index);
  });
  return groups;
}

export function align(lanes: readonly (readonly Hop[])[]): Alignment {
  const groups = lanes.map(byPhase);
  const lengths = PHASES.map((_, phase) =>
    Math.max(1, ...groups.map((lane) => lane[phase]?.length ?? 0)),
  );
  let slot = 0;
  const phases = PHASES.map((name, index) => {
    const from = slot;
    slot += lengths[index] ?? 1;
    return { name, from, to: slot - 1 };
  });
  const tracks = lanes.map((hops, lane) => trackOf(hops, groups[lane] ?? [], lengths));
  return { count: slot, phases, tracks };
}

function trackOf(
  hops: readonly Hop[],
  groups: readonly (readonly number[])[],
  lengths: readonly number[],
): Track {
  const last = Math.max(0, hops.length - 1);
  const at = lengths.flatMap((length, phase) => {
    const own = groups[phase] ?? [];
    return Array.from({ length }, (_, index) => {
      if (own.length === 0) return last;
      return own[Math.min(own.length - 1, Math.floor((index * own.length) / length))] ?? last;
    });
  });
  const verdict = hops[last]?.verdict.kind;
  const ended = verdict === 'dropped' || verdict === 'rejected' || hops.length === 0;
  return { at, endsAt: ended ? at.indexOf(last) : -1 };
}
