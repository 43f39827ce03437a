/** What a cluster answers to a check, and what else it could have answered had the dice fallen otherwise. */
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

/** Answers that a candidate's cluster can give, each with the share of draws of the dice that lead to it. */
export type Answers = Readonly<Record<string, number>>;

/** One run for each way in which the dice may fall: a backend of the Service, and a CoreDNS to ask. */
export function possibleAnswers(candidate: Candidate, check: Check): Answers {
  const { world, target } = candidate;
  const first = observe(candidate, check).run;
  if (first.world.state.random === world.state.random)
    return { [signatureKey(check.id, first)]: 1 };
  const backends = endpointsOf(world, target.namespace, target.service);
  const servers = endpointsOf(world, 'kube-system', 'kube-dns');
  const draws = backends.flatMap((backend) => servers.map((server) => [backend, server].flat()));
  const shares: Record<string, number> = {};
  for (const endpoint of draws) {
    const answer = signatureKey(check.id, observe(candidate, check, { endpoint }).run);
    shares[answer] = (shares[answer] ?? 0) + 1 / draws.length;
  }
  return shares;
}

/** Addresses behind a Service; one empty draw when there are none. */
function endpointsOf(world: World, namespace: string, service: string): readonly string[][] {
  const addresses = world.cluster.endpointSlices
    .filter(
      ({ metadata }) =>
        metadata.namespace === namespace &&
        metadata.labels?.['kubernetes.io/service-name'] === service,
    )
    .flatMap((slice) => slice.endpoints.flatMap((endpoint) => endpoint.addresses));
  return addresses.length > 0 ? addresses.map((address) => [address]) : [[]];
}
