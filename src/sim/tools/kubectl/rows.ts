/**
 * The cells of `kubectl get`. Source: Kubernetes pkg/printers/internalversion/printers.go.
 * Simplified: every object is five days old, no container has restarted and a pod without a running process still says
 * Running: the simulation has no calendar and no container runtime.
 */
import { formatLabels } from '../../kube/selectors';
import type {
  Container,
  EndpointSlice,
  LabelSelector,
  Namespace,
  NetworkPolicy,
  Node,
  Pod,
  Service,
} from '../../kube/types';

export const AGE = '5d';
const NONE = '<none>';
const UNSET = '<unset>';
const UNKNOWN = '<unknown>';
const MAXIMUM_SHOWN = 3;
const ROLE_LABEL = 'node-role.kubernetes.io/';

export interface Cells {
  readonly cells: readonly string[];
  readonly wide: readonly string[];
}

const columns = (plain: string, wide = '') => ({
  plain: plain.split('|'),
  wide: wide === '' ? [] : wide.split('|'),
});

export const COLUMNS = {
  nodes: columns(
    'NAME|STATUS|ROLES|AGE|VERSION',
    'INTERNAL-IP|EXTERNAL-IP|OS-IMAGE|KERNEL-VERSION|CONTAINER-RUNTIME',
  ),
  pods: columns('NAME|READY|STATUS|RESTARTS|AGE', 'IP|NODE|NOMINATED NODE|READINESS GATES'),
  services: columns('NAME|TYPE|CLUSTER-IP|EXTERNAL-IP|PORT(S)|AGE', 'SELECTOR'),
  endpointSlices: columns('NAME|ADDRESSTYPE|PORTS|ENDPOINTS|AGE'),
  endpoints: columns('NAME|ENDPOINTS|AGE'),
  namespaces: columns('NAME|STATUS|AGE'),
  networkPolicies: columns('NAME|POD-SELECTOR|AGE'),
} as const;

export function nodeCells({ metadata, status }: Node): Cells {
  const address = (type: string) =>
    status?.addresses?.find((entry) => entry.type === type)?.address ?? NONE;
  const info = status?.nodeInfo ?? {};
  const roles = Object.keys(metadata.labels ?? {})
    .filter((key) => key.startsWith(ROLE_LABEL))
    .map((key) => key.slice(ROLE_LABEL.length))
    .sort();
  return {
    cells: [metadata.name, 'Ready', roles.join(',') || NONE, AGE, info.kubeletVersion ?? ''],
    wide: [
      address('InternalIP'),
      address('ExternalIP'),
      info.osImage ?? UNKNOWN,
      info.kernelVersion ?? UNKNOWN,
      info.containerRuntimeVersion ?? UNKNOWN,
    ],
  };
}

/** A native sidecar is an init container that keeps running; it counts in READY (KEP-753). */
const isSidecar = (container: Container): boolean =>
  'restartPolicy' in container && container.restartPolicy === 'Always';

export function podCells({ metadata, spec, status }: Pod, isReady: boolean): Cells {
  const total = spec.containers.length + (spec.initContainers ?? []).filter(isSidecar).length;
  const ready = isReady ? total : total - 1;
  return {
    cells: [metadata.name, `${ready}/${total}`, 'Running', '0', AGE],
    wide: [status?.podIP ?? NONE, spec.nodeName ?? NONE, NONE, NONE],
  };
}

export function serviceCells(service: Service): Cells {
  const { metadata, spec } = service;
  const ports = (spec.ports ?? []).map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  const type = spec.type ?? 'ClusterIP';
  const external = externalOf(service);
  const clusterIP = spec.clusterIP ?? NONE;
  return {
    cells: [metadata.name, type, clusterIP, external, ports.join(',') || NONE, AGE],
    wide: [formatLabels(spec.selector)],
  };
}

/** k/k pkg/printers/internalversion getServiceExternalIP() */
function externalOf({ spec, status }: Service): string {
  if (spec.type === 'ExternalName') return spec.externalName ?? NONE;
  const given = spec.externalIPs ?? [];
  if (spec.type !== 'LoadBalancer') return given.join(',') || NONE;
  const balancers = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
  return [...balancers, ...given].join(',') || '<pending>';
}

function abbreviate(values: readonly string[], nothing: string): string {
  if (values.length === 0) return nothing;
  const shown = values.slice(0, MAXIMUM_SHOWN).join(',');
  const more = values.length - MAXIMUM_SHOWN;
  return more > 0 ? `${shown} + ${more} more...` : shown;
}

/** Endpoints are listed whether they are ready or not. */
export function sliceCells({ metadata, addressType, endpoints, ports }: EndpointSlice): Cells {
  const numbers = ports.map((port) => String(port.port ?? '*'));
  const addresses = endpoints.flatMap((endpoint) => endpoint.addresses);
  return {
    cells: [
      metadata.name,
      addressType,
      abbreviate(numbers, UNSET),
      abbreviate(addresses, UNSET),
      AGE,
    ],
    wide: [],
  };
}

/** The old API lists ready addresses only, once for each port. */
export function endpointsCells(name: string, slices: readonly EndpointSlice[]): Cells {
  const pairs = slices.flatMap((slice) => {
    const ready = slice.endpoints.filter((endpoint) => endpoint.conditions.ready);
    const addresses = ready.flatMap((endpoint) => endpoint.addresses);
    return slice.ports.flatMap((port) => addresses.map((ip) => `${ip}:${port.port}`));
  });
  return { cells: [name, abbreviate(pairs, NONE), AGE], wide: [] };
}

export const namespaceCells = ({ metadata }: Namespace): Cells => ({
  cells: [metadata.name, 'Active', AGE],
  wide: [],
});

export const policyCells = ({ metadata, spec }: NetworkPolicy): Cells => ({
  cells: [metadata.name, formatSelector(spec.podSelector), AGE],
  wide: [],
});

/** metav1.FormatLabelSelector() */
function formatSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const pairs = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const terms = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${[...values].sort().join(',')})`;
  });
  return [...pairs, ...terms].sort().join(',') || NONE;
}
