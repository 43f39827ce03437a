/**
 * The control plane, run to its fixed point: from the objects that were applied to the state that the API server holds
 * once IPAM, the kubelets and the EndpointSlice controller have done their work.
 * Source: Kubernetes pkg/controller, pkg/kubelet, staging/src/k8s.io/endpointslice.
 */
import { err, ok, type Problem, type Result } from '../result';
import type { WorldOptions } from '../world';
import { clusterConfig } from './cluster-config';
import { addressAt } from './ip-range';
import { assignPodIPs } from './ipam';
import { nodeAddresses, podRanges } from './nodes';
import { deriveEndpointSlices } from './endpoint-slices';
import { keyOf } from './object-ref';
import { isPodReady, RUNNING } from './readiness';
import {
  duplicateNames,
  emptySelections,
  podsWithoutNode,
  serviceAddresses,
  servicePorts,
  unknownNamespaces,
} from './references';
import { policyProblems } from './policy-checks';
import { danglingRoutes } from './routing-references';
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
    ...nodeAddresses(nodes),
    ...podRanges(nodes),
    ...podsWithoutNode(sorted.pods, nodes),
    ...assigned.problems,
    ...serviceAddresses(services, config),
    ...servicePorts(services),
    ...policyProblems(sorted.policies),
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
  return ok({
    cluster,
    warnings: [...emptySelections(addressed, pods), ...danglingRoutes(sorted.others, addressed)],
  });
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

/** A switch that names no pod would silently do nothing. */
function runtimeProblems(pods: readonly Pod[], options: Pick<WorldOptions, 'runtime'>): Problem[] {
  const known = pods.map(keyOf);
  return Object.keys(options.runtime ?? {}).flatMap((key) => {
    if (known.includes(key)) return [];
    const message = `the option runtime names the pod "${key}", which does not exist`;
    return [
      { code: 'unknown-pod', severity: 'error', message, hint: suggestion(key, known, 'pods') },
    ];
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
