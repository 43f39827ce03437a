/**
 * NetworkPolicies as filter rules of one node, in the way Felix writes them: one chain per workload and direction, hung
 * into FORWARD, so that traffic from the node itself (kubelet probes) is never asked.
 * Source: Calico felix/rules/endpoints.go, policy.go. Names: cali-tw-<interface> is "to workload", cali-fw- "from".
 * Simplified: Felix has one chain per policy, matches peers by ipset and marks what was accepted; here the allowed
 * peers are written out as addresses in the workload's own chain, and RETURN means "allowed". Egress policy does not
 * cover what a pod sends to its own node.
 */
import { describe, keyOf, refOf } from '../kube/object-ref';
import type { Cluster, NetworkPolicy, Pod } from '../kube/types';
import type { Origin } from '../origin';
import type { ChainPlan, RulePlan, Ruleset } from '../plan';
import type { Cidr } from '../wire/types';
import { subtractRanges } from './cidr-difference';
import {
  type Direction,
  peerMatches,
  policiesOf,
  podMatches,
  type PortRange,
  portRange,
  type PolicyRuleView,
  rulesOf,
} from './selection';

export interface Workload {
  readonly pod: Pod;
  readonly hostInterface: string;
}

const JUMP: Origin = {
  agent: 'calico-felix',
  why: 'policies are asked before any other rule of FORWARD',
};

/** Filter rules that enforce the cluster's policies for the pods of one node; empty where none is isolated. */
export function compilePolicies(cluster: Cluster, workloads: readonly Workload[]): Ruleset {
  const isolated = workloads.flatMap((workload) =>
    (['Egress', 'Ingress'] as const).flatMap((direction) => {
      const policies = policiesOf(cluster, workload.pod, direction);
      return policies.length === 0 ? [] : [{ workload, direction, policies }];
    }),
  );
  if (isolated.length === 0) return {};
  const dispatch = isolated.map(({ workload, direction, policies }): RulePlan => {
    const match = direction === 'Egress' ? '-i' : '-o';
    const words = direction === 'Egress' ? 'from' : 'to';
    return {
      text: `-A cali-FORWARD ${match} ${workload.hostInterface} -j ${chainName(workload, direction)}`,
      origin: {
        agent: 'calico-felix',
        object: policies[0] ? refOf(policies[0], 'spec.podSelector') : refOf(workload.pod),
        why: `${policies.map(describe).join(', ')} isolates ${keyOf(workload.pod)}: traffic ${words} it is checked`,
      },
    };
  });
  return {
    filter: [
      {
        name: 'FORWARD',
        policy: 'ACCEPT',
        rules: [{ text: '-A FORWARD -j cali-FORWARD', origin: JUMP }],
      },
      { name: 'cali-FORWARD', rules: dispatch },
      ...isolated.map((item) =>
        workloadChain(cluster, item.workload, item.direction, item.policies),
      ),
    ],
  };
}

const chainName = ({ hostInterface }: Workload, direction: Direction): string =>
  `cali-${direction === 'Egress' ? 'fw' : 'tw'}-${hostInterface}`;

function workloadChain(
  cluster: Cluster,
  workload: Workload,
  direction: Direction,
  policies: readonly NetworkPolicy[],
): ChainPlan {
  const name = chainName(workload, direction);
  const [first] = policies;
  const object = first ? refOf(first, 'spec.podSelector') : refOf(workload.pod);
  const origin = (why: string): Origin => ({ agent: 'calico-felix', object, why });
  const own = `${workload.pod.status?.podIP}/32`;
  const self = direction === 'Egress' ? `-d ${own}` : `-s ${own}`;
  const allows = policies
    .flatMap((policy) => rulesOf(policy, direction))
    .flatMap((rule) => allowRules(cluster, name, workload.pod, direction, rule));
  return {
    name,
    rules: [
      {
        text: `-A ${name} -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN`,
        origin: origin('packets of a connection that was allowed pass in both directions'),
      },
      {
        text: `-A ${name} ${self} -j RETURN`,
        origin: origin('a pod may always reach itself, also through a Service'),
      },
      ...allows,
      {
        text: `-A ${name} -m comment --comment "Drop if no policies passed packet" -j DROP`,
        origin: origin(`no rule of ${policies.map(describe).join(', ')} allows this connection`),
      },
    ],
  };
}

/** What one peer entry means: a set of prefixes, and the pod behind a prefix where port names depend on it. */
interface Match {
  readonly prefix?: Cidr;
  readonly pod?: Pod;
  readonly path: string;
}

function allowRules(
  cluster: Cluster,
  chain: string,
  subject: Pod,
  direction: Direction,
  rule: PolicyRuleView,
): RulePlan[] {
  const flag = direction === 'Ingress' ? '-s' : '-d';
  const texts = new Map<string, RulePlan>();
  for (const match of matchesOf(cluster, direction, rule)) {
    const destination = direction === 'Ingress' ? subject : (match.pod ?? '');
    for (const ports of portMatches(rule, destination)) {
      const parts = [match.prefix ? `${flag} ${match.prefix}` : '', ports].filter(
        (part) => part !== '',
      );
      const comment = `-m comment --comment "Policy ${keyOf(rule.policy)} ${direction.toLowerCase()}"`;
      const text = ['-A', chain, ...parts, comment, '-j RETURN'].join(' ');
      const why = `${describe(rule.policy)} allows it: ${rule.path}`;
      if (!texts.has(text)) {
        texts.set(text, {
          text,
          origin: { agent: 'calico-felix', object: refOf(rule.policy, match.path), why },
        });
      }
    }
  }
  return [...texts.values()];
}

function matchesOf(cluster: Cluster, direction: Direction, rule: PolicyRuleView): Match[] {
  const { peers = [], ports = [], path, peerField } = rule;
  const pods = cluster.pods.filter((pod) => pod.spec.hostNetwork !== true);
  // On egress a port name is looked up on each destination, so every pod that may be one needs a rule of its own.
  const isNamed = direction === 'Egress' && ports.some((port) => typeof port.port === 'string');
  if (peers.length === 0) {
    return [{ path }, ...(isNamed ? pods.map((pod) => podMatch(pod, path)) : [])];
  }
  return peers.flatMap((peer, index) => {
    const here = `${path}.${peerField}[${index}]`;
    if (!peer.ipBlock) {
      return pods
        .filter((pod) => podMatches(cluster, rule.policy, peer, pod))
        .map((pod) => podMatch(pod, here));
    }
    const prefixes = subtractRanges(peer.ipBlock.cidr, peer.ipBlock.except ?? []);
    const inside = isNamed
      ? pods.filter((pod) => peerMatches(cluster, rule.policy, peer, pod))
      : [];
    const matches: Match[] = prefixes.map((prefix) => ({ prefix, path: here }));
    return [...matches, ...inside.map((pod) => podMatch(pod, here))];
  });
}

const podMatch = (pod: Pod, path: string): Match => ({
  prefix: `${pod.status?.podIP}/32`,
  pod,
  path,
});

/** "-p tcp -m tcp --dport 8080", one for each port entry; "" where every port is meant. */
function portMatches(rule: PolicyRuleView, destination: Pod | string): string[] {
  const { ports = [] } = rule;
  if (ports.length === 0) return [''];
  return ports.flatMap((port) => {
    const range = portRange(port, destination);
    return range ? [portText(range)] : [];
  });
}

function portText({ protocol, first, last }: PortRange): string {
  const name = protocol.toLowerCase();
  if (first === undefined) return `-p ${name}`;
  const span = last === undefined || last === first ? `${first}` : `${first}:${last}`;
  return `-p ${name} -m ${name} --dport ${span}`;
}
