/**
 * Incidents: the ten faults and a cluster in which nothing is broken, each with its ticket. A case number deals one of
 * them, the same every time, and does not tell which.
 */
import { buildWorld } from '../cluster';
import { clientNameOf, FAULT_IDS, FAULTS, repaired } from '../fault/registry';
import type { AnyObject } from '../kube/types';
import { nextFraction } from '../random';
import type { Problem, Result } from '../result';
import type { Layer } from '../trace/types';
import type { FaultId, World, WorldOptions } from '../world';
import type { Target } from './checks';
import type { Candidate } from './possible';

export const HEALTHY = 'healthy';
export type IncidentId = FaultId | typeof HEALTHY;
export const INCIDENT_IDS: readonly IncidentId[] = [HEALTHY, ...FAULT_IDS];

export interface Incident {
  readonly id: IncidentId;
  /** the cause in a few words: an answer, not for the ticket */
  readonly title: string;
  readonly ticket: string;
  readonly layer: Layer | null;
  readonly trueCause: string;
}

const NOTHING: Incident = {
  id: HEALTHY,
  title: 'Nothing is broken',
  ticket: '“Networking is broken again. Our report did not load this morning. Please fix.”',
  layer: null,
  trueCause:
    'Every check passes, again and again: names, rules, pods and large answers are fine now. Ask when it happened, from where, and what the error said.',
};

export function incident(id: IncidentId): Incident {
  if (id === HEALTHY) return NOTHING;
  const { title, symptom: ticket, layer, trueCause } = FAULTS[id];
  return { id, title, ticket, layer, trueCause };
}

/** The incident behind a case number. */
export function dealt(caseNumber: number): IncidentId {
  const index = Math.floor(nextFraction({ state: caseNumber >>> 0 }) * INCIDENT_IDS.length);
  return INCIDENT_IDS[index] ?? HEALTHY;
}

const FIRST_CASE = 1000;

/** The first case number, from 1000 on, behind which an incident stands: its place in the inbox. */
export function caseOf(id: IncidentId): number {
  let number = FIRST_CASE;
  while (dealt(number) !== id) number += 1;
  return number;
}

/** Larger than one segment, so that a path that loses large packets shows. */
const REPORT = '/large?bytes=6000';

const targetOf = (options: WorldOptions): Target => ({
  client: 'pod-a',
  service: clientNameOf(options),
  namespace: 'default',
  port: 8080,
  podIp: '10.244.1.8',
  podPort: 8080,
  path: REPORT,
});

const candidate = (id: string, world: World): Candidate => ({
  id,
  world,
  target: targetOf(world.options),
});

/** The broken cluster of an incident, and the client who complains. */
export function brokenCluster(
  objects: readonly AnyObject[],
  id: IncidentId,
): Result<Candidate, Problem[]> {
  const options =
    id === HEALTHY ? {} : { cni: FAULTS[id].cnis?.[0] ?? 'flannel', faults: [id] as const };
  const built = buildWorld(objects, options);
  return built.ok ? { ok: true, value: candidate(id, built.value) } : built;
}

/** The same cluster after the fix. */
export function fixedCluster(
  objects: readonly AnyObject[],
  broken: Candidate,
): Result<Candidate, Problem[]> {
  const options = broken.world.options.faults.reduce(repaired, broken.world.options);
  const built = buildWorld(objects, options);
  return built.ok ? { ok: true, value: candidate(broken.id, built.value) } : built;
}
