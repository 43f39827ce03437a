/**
 * EndpointSlices: for each Service with a selector, the pods it selects, their resolved ports and their conditions.
 * Source: Kubernetes staging/src/k8s.io/endpointslice (reconciler.go, utils.go); API discovery.k8s.io/v1.
 * Simplified: a slice may grow beyond 100 endpoints, and no pod is ever terminating.
 */
import type { Endpoint, EndpointSlice, Pod, Service, ServicePort } from './types';
import { compareIps } from './ip-range';
import { keyOf } from './object-ref';
import { matchesServiceSelector } from './selectors';

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by';
const CONTROLLER = 'endpointslice-controller.k8s.io';

type SlicePort = EndpointSlice['ports'][number];

/** Slices of all Services that have a selector. `ready` holds the Ready condition by "namespace/pod". */
export function deriveEndpointSlices(
  services: readonly Service[],
  pods: readonly Pod[],
  ready: Readonly<Record<string, boolean>>,
): EndpointSlice[] {
  return services.flatMap((service) => slicesOf(service, pods, ready));
}

function slicesOf(
  service: Service,
  pods: readonly Pod[],
  ready: Readonly<Record<string, boolean>>,
): EndpointSlice[] {
  if (service.spec.type === 'ExternalName' || !service.spec.selector) return [];
  const selected = pods
    .filter((pod) => pod.metadata.namespace === service.metadata.namespace)
    .filter((pod) => matchesServiceSelector(service.spec.selector, pod.metadata.labels))
    .sort((a, b) => compareIps(a.status?.podIP ?? '', b.status?.podIP ?? ''));
  if (selected.length === 0) return [slice(service, [], [])];
  // A named targetPort may be another number in each pod; pods with the same numbers share a slice.
  const groups = new Map<string, { ports: SlicePort[]; endpoints: Endpoint[] }>();
  for (const pod of selected) {
    const ports = (service.spec.ports ?? []).flatMap((port) => resolvePort(port, pod));
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    group.endpoints.push(endpointOf(pod, service, ready[keyOf(pod)] ?? false));
    groups.set(key, group);
  }
  return [...groups.values()].map(({ ports, endpoints }) => slice(service, ports, endpoints));
}

/** The port on this pod, or nothing when its containers declare no port of that name. */
function resolvePort(port: ServicePort, pod: Pod): SlicePort[] {
  const number =
    typeof port.targetPort === 'number'
      ? port.targetPort
      : namedPort(pod, port.targetPort, port.protocol);
  if (number === undefined) return [];
  return [{ name: port.name ?? '', protocol: port.protocol, port: number }];
}

export function namedPort(pod: Pod, name: string, protocol: string): number | undefined {
  for (const container of pod.spec.containers) {
    const found = container.ports?.find(
      (port) => port.name === name && (port.protocol ?? 'TCP') === protocol,
    );
    if (found) return found.containerPort;
  }
  return undefined;
}

function endpointOf(pod: Pod, service: Service, isReady: boolean): Endpoint {
  return {
    addresses: pod.status?.podIP ? [pod.status.podIP] : [],
    conditions: {
      ready: isReady || service.spec.publishNotReadyAddresses === true,
      serving: isReady,
      terminating: false,
    },
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: {
      kind: 'Pod',
      namespace: pod.metadata.namespace ?? 'default',
      name: pod.metadata.name,
    },
  };
}

function slice(
  service: Service,
  ports: readonly SlicePort[],
  endpoints: readonly Endpoint[],
): EndpointSlice {
  const { name, namespace } = service.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${nameSuffix(`${namespace}/${name}/${ports.map((port) => `${port.name}:${port.port}`).join(',')}`)}`,
      namespace,
      labels: { [MANAGED_BY_LABEL]: CONTROLLER, [SERVICE_NAME_LABEL]: name },
    },
    positions: service.positions,
    addressType: 'IPv4',
    endpoints,
    ports,
  };
}

/** The alphabet of generated names: no vowels, so that no words appear (apimachinery/pkg/util/rand). */
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Five letters that depend only on the text, where a real cluster draws them. */
export function nameSuffix(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  let suffix = '';
  for (let index = 0; index < 5; index += 1) {
    suffix += SUFFIX_ALPHABET[hash % SUFFIX_ALPHABET.length] ?? 'b';
    hash = Math.floor(hash / SUFFIX_ALPHABET.length);
  }
  return suffix;
}
