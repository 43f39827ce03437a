/**
 * Which policies select a pod, and which ends and ports a rule speaks of.
 * Source: networking.k8s.io/v1 NetworkPolicy (API comments), docs "Network Policies".
 */
import { rangeContains } from '../kube/ip-range';
import { namedPort } from '../kube/endpoint-slices';
import { matchesSelector } from '../kube/selectors';
import type {
  Cluster,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  Pod,
} from '../kube/types';
import type { Ipv4 } from '../wire/types';

export type Direction = 'Ingress' | 'Egress';
export type TransportProtocol = 'TCP' | 'UDP' | 'SCTP';
/** One end of a connection: a pod of the cluster, or an address outside it. */
export type End = Pod | Ipv4;

/** A rule with its direction taken out: `peers` is `from` or `to`. */
export interface PolicyRuleView {
  readonly policy: NetworkPolicy;
  /** "spec.ingress[0]" */
  readonly path: string;
  /** "from" or "to" */
  readonly peerField: 'from' | 'to';
  readonly peers?: readonly NetworkPolicyPeer[];
  readonly ports?: readonly NetworkPolicyPort[];
}

/** Without policyTypes: always Ingress, and Egress if the policy has at least one egress rule. */
function applies(policy: NetworkPolicy, direction: Direction): boolean {
  const types = policy.spec.policyTypes;
  if (types && types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || (policy.spec.egress ?? []).length > 0;
}

/** Policies that isolate the pod in this direction. Pods on the host network are left alone. */
export function policiesOf(
  cluster: Cluster,
  pod: Pod,
  direction: Direction,
): readonly NetworkPolicy[] {
  if (pod.spec.hostNetwork) return [];
  return cluster.networkPolicies.filter(
    (policy) =>
      policy.metadata.namespace === pod.metadata.namespace &&
      applies(policy, direction) &&
      matchesSelector(policy.spec.podSelector, pod.metadata.labels),
  );
}

export function rulesOf(policy: NetworkPolicy, direction: Direction): readonly PolicyRuleView[] {
  if (direction === 'Ingress') {
    return (policy.spec.ingress ?? []).map((rule, index) => ({
      policy,
      path: `spec.ingress[${index}]`,
      peerField: 'from',
      peers: rule.from,
      ports: rule.ports,
    }));
  }
  return (policy.spec.egress ?? []).map((rule, index) => ({
    policy,
    path: `spec.egress[${index}]`,
    peerField: 'to',
    peers: rule.to,
    ports: rule.ports,
  }));
}

const ipOfEnd = (end: End): Ipv4 => (typeof end === 'string' ? end : (end.status?.podIP ?? ''));

export function peerMatches(
  cluster: Cluster,
  policy: NetworkPolicy,
  peer: NetworkPolicyPeer,
  end: End,
): boolean {
  if (peer.ipBlock) {
    const ip = ipOfEnd(end);
    const isExcepted = (peer.ipBlock.except ?? []).some((cidr) => rangeContains(cidr, ip));
    return rangeContains(peer.ipBlock.cidr, ip) && !isExcepted;
  }
  return typeof end !== 'string' && podMatches(cluster, policy, peer, end);
}

/** namespaceSelector and podSelector of one peer must both hold; without the first, only the policy's namespace. */
export function podMatches(
  cluster: Cluster,
  policy: NetworkPolicy,
  peer: NetworkPolicyPeer,
  pod: Pod,
): boolean {
  if (pod.spec.hostNetwork || (!peer.podSelector && !peer.namespaceSelector)) return false;
  const namespace = pod.metadata.namespace ?? 'default';
  const isInNamespace = peer.namespaceSelector
    ? matchesSelector(peer.namespaceSelector, namespaceLabels(cluster, namespace))
    : namespace === policy.metadata.namespace;
  return isInNamespace && matchesSelector(peer.podSelector ?? {}, pod.metadata.labels);
}

function namespaceLabels(cluster: Cluster, name: string): Readonly<Record<string, string>> {
  const found = cluster.namespaces.find((namespace) => namespace.metadata.name === name);
  return { ...found?.metadata.labels, 'kubernetes.io/metadata.name': name };
}

export interface PortRange {
  readonly protocol: TransportProtocol;
  /** both absent: every port */
  readonly first?: number;
  readonly last?: number;
}

/** The ports that a port entry means on this destination; a name means nothing on an address outside. */
export function portRange(port: NetworkPolicyPort, destination: End): PortRange | undefined {
  const protocol = port.protocol ?? 'TCP';
  if (port.port === undefined) return { protocol };
  if (typeof port.port === 'number') {
    return { protocol, first: port.port, last: port.endPort ?? port.port };
  }
  if (typeof destination === 'string') return undefined;
  const number = namedPort(destination, port.port, protocol);
  return number === undefined ? undefined : { protocol, first: number, last: number };
}
