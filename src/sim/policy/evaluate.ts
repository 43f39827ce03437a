/**
 * The verdict of the NetworkPolicy API about one connection, whoever enforces it.
 * Allowed = the source's egress verdict and the destination's ingress verdict both allow; rules only ever add.
 */
import { internalIP } from '../kube/ipam';
import type { Cluster, Pod } from '../kube/types';
import {
  type Direction,
  type End,
  peerMatches,
  policiesOf,
  portRange,
  type PolicyRuleView,
  rulesOf,
  type TransportProtocol,
} from './selection';

/** Whether a new connection from one end to another may be made; replies to an allowed one always pass. */
export function isAllowed(
  cluster: Cluster,
  from: End,
  to: End,
  port: number,
  protocol: TransportProtocol = 'TCP',
): boolean {
  if (from === to) return true;
  const passes = (direction: Direction): boolean => {
    const [subject, other] = direction === 'Ingress' ? [to, from] : [from, to];
    if (typeof subject === 'string' || isOwnNode(cluster, subject, other)) return true;
    const policies = policiesOf(cluster, subject, direction);
    if (policies.length === 0) return true;
    return policies
      .flatMap((policy) => rulesOf(policy, direction))
      .some((rule) => ruleAllows(cluster, rule, other, to, port, protocol));
  };
  return passes('Egress') && passes('Ingress');
}

/** The node of a pod may always reach it: the kubelet's probes come from there. */
function isOwnNode(cluster: Cluster, pod: Pod, other: End): boolean {
  const node = cluster.nodes.find((item) => item.metadata.name === pod.spec.nodeName);
  return node !== undefined && internalIP(node) === other;
}

/** A missing or empty list of peers or ports means all of them. */
function ruleAllows(
  cluster: Cluster,
  rule: PolicyRuleView,
  other: End,
  destination: End,
  port: number,
  protocol: TransportProtocol,
): boolean {
  const { peers = [], ports = [] } = rule;
  const isPeer =
    peers.length === 0 || peers.some((peer) => peerMatches(cluster, rule.policy, peer, other));
  if (!isPeer || ports.length === 0) return isPeer;
  return ports.some((entry) => {
    const range = portRange(entry, destination);
    if (!range || range.protocol !== protocol) return false;
    return (
      range.first === undefined || (port >= range.first && port <= (range.last ?? range.first))
    );
  });
}
