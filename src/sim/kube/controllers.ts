/**
 * The control plane, run to its fixed point: from the objects that were applied to the state that the API server holds
 * once IPAM, the kubelets and the EndpointSlice controller have done their work.
 * Source: Kubernetes pkg/controller, pkg/kubelet, staging/src/k8s.io/endpointslice.
 */
import { err, ok, type Problem, type Result } from '../result';
import type { WorldOptions } from '../world';
import { clusterConfig } from './cluster-config';
import { addressAt, parseRange } from './ip-range';
import { assignPodIPs, internalIP } from './ipam';
import { deriveEndpointSlices } from './endpoint-slices';
import { describe, keyOf, problemAt } from './object-ref';
import { isPodReady, RUNNING } from './readiness';
import {
  duplicateNames,
  emptySelections,
  podsWithoutNode,
  serviceAddresses,
  servicePorts,
  unknownNamespaces,
} from './references';
import { suggestion } from './suggest';
import type {
  AnyObject,
  Cluster,
  EndpointSlice,
  Namespace,
  NetworkPolicy,
  Node,
  OpaqueObject,
  Pod,
  PodRuntime,
  Service,
} from './types';

export interface BuiltCluster {
  readonly cluster: Cluster;
  readonly warnings: Problem[];
}

const DEFAULT_VERSION = 'v1.37.1';

/** The cluster that these objects make, or everything that keeps them from making one. Never throws. */
export function buildCluster(
  objects: readonly AnyObject[],
  options: Pick<WorldOptions, 'runtime'> = {},
): Result<BuiltCluster, Problem[]> {
  const sorted = sortByKind(objects);
  const { nodes, namespaces, services } = sorted;
  const config = clusterConfig(objects);
  const assigned = assignPodIPs(sorted.pods, nodes);
  const problems = [
    ...duplicateNames(objects),
    ...unknownNamespaces(objects, namespaces),
    ...nodeProblems(nodes),
    ...podsWithoutNode(sorted.pods, nodes),
    ...assigned.problems,
    ...serviceAddresses(services, config),
    ...servicePorts(services),
    ...runtimeProblems(sorted.pods, options),
  ];
  if (problems.length > 0) return err(problems);
  const { pods } = assigned;
  const runtime = runtimeOf(pods, options);
  const ready = Object.fromEntries(
    pods.map((pod) => [keyOf(pod), isPodReady(pod, runtime[keyOf(pod)] ?? RUNNING)]),
  );
  const addressed = assignClusterIPs(services, config.serviceCIDR);
  const cluster: Cluster = {
    nodes,
    namespaces,
    pods,
    services: addressed,
    endpointSlices: [...sorted.slices, ...deriveEndpointSlices(addressed, pods, ready)],
    networkPolicies: sorted.policies,
    others: sorted.others,
    runtime,
    ready,
    ...config,
    version: nodes[0]?.status?.nodeInfo?.kubeletVersion ?? DEFAULT_VERSION,
  };
  return ok({ cluster, warnings: emptySelections(addressed, pods) });
}

function sortByKind(objects: readonly AnyObject[]) {
  const nodes: Node[] = [];
  const namespaces: Namespace[] = [];
  const pods: Pod[] = [];
  const services: Service[] = [];
  const slices: EndpointSlice[] = [];
  const policies: NetworkPolicy[] = [];
  const others: OpaqueObject[] = [];
  for (const object of objects) {
    if (object.kind === 'Node') nodes.push(object);
    else if (object.kind === 'Namespace') namespaces.push(object);
    else if (object.kind === 'Pod') pods.push(object);
    else if (object.kind === 'Service') services.push(object);
    else if (object.kind === 'EndpointSlice') slices.push(object);
    else if (object.kind === 'NetworkPolicy') policies.push(object);
    else others.push(object);
  }
  return { nodes, namespaces, pods, services, slices, policies, others };
}

/** Simplified: all nodes share one /24 and its first address is the router; a real cluster may span many subnets. */
function nodeProblems(nodes: readonly Node[]): Problem[] {
  const holders = new Map<string, Node>();
  const ranges: { readonly node: Node; readonly cidr: string }[] = [];
  const network = internalIP(nodes[0] ?? ({} as Node))?.split('.').slice(0, 3).join('.');
  return nodes.flatMap((node) => {
    const problems: Problem[] = [];
    const ip = internalIP(node);
    const holder = ip === undefined ? undefined : holders.get(ip);
    if (ip === undefined || !parseRange(`${ip}/32`)) {
      const message = `${describe(node)} has no InternalIP`;
      const hint = 'Add status.addresses with "type: InternalIP" and an IPv4 address.';
      problems.push(problemAt(node, 'status.addresses', { code: 'missing-field', message, hint }));
    } else if (holder) {
      const message = `${describe(node)} has the address ${ip}, which ${describe(holder)} has, too`;
      problems.push(problemAt(node, 'status.addresses', { code: 'duplicate-ip', message, hint: 'Give one of the two another address.' }));
    } else if (!ip.startsWith(`${network}.`) || ip === addressAt(`${ip}/24`, 1)) {
      const message = `the address ${ip} of ${describe(node)} is not free in the node network ${network}.0/24`;
      const hint = `Choose an address from ${network}.2 to ${network}.254; ${network}.1 is the router.`;
      problems.push(problemAt(node, 'status.addresses', { code: 'ip-outside-range', message, hint }));
    } else holders.set(ip, node);
    const cidr = node.spec?.podCIDR;
    const range = parseRange(cidr ?? '');
    const twin = ranges.find((other) => {
      const theirs = parseRange(other.cidr);
      return range && theirs && range.first <= theirs.last && theirs.first <= range.last;
    });
    if (cidr && twin) {
      const message = `the pod range ${cidr} of ${describe(node)} overlaps ${twin.cidr} of ${describe(twin.node)}`;
      problems.push(problemAt(node, 'spec.podCIDR', { code: 'overlapping-range', message, hint: 'Give each node a range of its own.' }));
    } else if (cidr) ranges.push({ node, cidr });
    return problems;
  });
}

/** A switch that names no pod would silently do nothing. */
function runtimeProblems(pods: readonly Pod[], options: Pick<WorldOptions, 'runtime'>): Problem[] {
  const known = pods.map(keyOf);
  return Object.keys(options.runtime ?? {}).flatMap((key) => {
    if (known.includes(key)) return [];
    const message = `the option runtime names the pod "${key}", which does not exist`;
    return [{ code: 'unknown-pod', severity: 'error', message, hint: suggestion(key, known, 'pods') }];
  });
}

function runtimeOf(
  pods: readonly Pod[],
  options: Pick<WorldOptions, 'runtime'>,
): Record<string, PodRuntime> {
  return Object.fromEntries(
    pods.map((pod) => [keyOf(pod), { ...RUNNING, ...options.runtime?.[keyOf(pod)] }]),
  );
}

/** The API server hands out the rest of the range from its upper part (KEP-3070); the first free one of it here. */
function assignClusterIPs(services: readonly Service[], serviceCIDR: string): Service[] {
  const taken = new Set(services.map((service) => service.spec.clusterIP));
  let next = 256;
  return services.map((service) => {
    if (service.spec.clusterIP || service.spec.type === 'ExternalName') return service;
    while (taken.has(addressAt(serviceCIDR, next))) next += 1;
    const clusterIP = addressAt(serviceCIDR, next);
    taken.add(clusterIP);
    return { ...service, spec: { ...service.spec, clusterIP } };
  });
}
