/**
 * Which causes remain possible after some checks: each candidate's cluster is built, the same command is run in it,
 * and a cause is ruled out when its cluster could not have answered like that.
 */
import { run } from '../simulation';
import type { Run, World } from '../world';
import type { Check, Target } from './checks';
import { signatureKey } from './signature';

export interface Candidate {
  readonly id: string;
  readonly world: World;
  readonly target: Target;
}

export interface Observation {
  readonly check: Check;
  readonly run: Run;
}

const WORKSTATION = 'workstation';

export function observe(
  candidate: Candidate,
  check: Check,
  options: Parameters<typeof run>[3] = {},
): Observation {
  return {
    check,
    run: run(candidate.world, WORKSTATION, check.command(candidate.target), options),
  };
}

/** Every answer that a candidate's cluster can give: one run for each backend that the dice may pick. */
export function possibleAnswers(candidate: Candidate, check: Check): ReadonlySet<string> {
  const endpoints = endpointsOf(candidate.world, candidate.target);
  const draws = endpoints.length > 0 ? endpoints.map((endpoint) => ({ endpoint })) : [{}];
  return new Set(draws.map((draw) => signatureKey(check.id, observe(candidate, check, draw).run)));
}

function endpointsOf(world: World, target: Target): readonly string[] {
  const slices = world.cluster.endpointSlices.filter(
    (slice) =>
      slice.metadata.namespace === target.namespace &&
      slice.metadata.labels?.['kubernetes.io/service-name'] === target.service,
  );
  return slices.flatMap((slice) => slice.endpoints.flatMap((endpoint) => endpoint.addresses));
}

/** Ids of the candidates that could have given all of these answers. */
export function remainingCauses(
  candidates: readonly Candidate[],
  observations: readonly Observation[],
): readonly string[] {
  return candidates
    .filter((candidate) =>
      observations.every(({ check, run: seen }) =>
        possibleAnswers(candidate, check).has(signatureKey(check.id, seen)),
      ),
    )
    .map((candidate) => candidate.id);
}
