/** What `kubectl get` knows: resource names, columns, and the objects as the API server would return them. */
import type { Cluster, EndpointSlice, Node, Pod, Service } from '../../kube/types';
import { formatLabels } from '../../kube/selectors';

/** Simplified: every object is five days old; the simulation has no calendar. */
const AGE = '5d';
const LABEL_SERVICE = 'kubernetes.io/service-name';
const MAX_SHOWN = 3;

export interface Row {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly cells: readonly string[];
  readonly wide: readonly string[];
  readonly object: unknown;
}

export interface Resource {
  readonly plural: string;
  readonly names: readonly string[];
  readonly namespaced: boolean;
  readonly columns: readonly string[];
  readonly wideColumns: readonly string[];
  readonly warning?: string;
  readonly rows: (cluster: Cluster) => readonly Row[];
}

const none = (value: string | undefined): string => value ?? '<none>';

function strip(object: { readonly positions: unknown }): Record<string, unknown> {
  const { positions: _positions, ...rest } = object;
  return rest;
}

function nodeRow(node: Node): Row {
  const address = (type: string) => node.status?.addresses?.find((entry) => entry.type === type)?.address;
  const info = node.status?.nodeInfo ?? {};
  const roles = Object.keys(node.metadata.labels ?? {})
    .filter((key) => key.startsWith('node-role.kubernetes.io/'))
    .map((key) => key.split('/')[1]);
  return {
    namespace: undefined,
    name: node.metadata.name,
    labels: node.metadata.labels ?? {},
    cells: [node.metadata.name, 'Ready', roles.join(',') || '<none>', AGE, info.kubeletVersion ?? ''],
    wide: [
      none(address('InternalIP')),
      none(address('ExternalIP')),
      info.osImage ?? '<unknown>',
      info.kernelVersion ?? '<unknown>',
      info.containerRuntimeVersion ?? '<unknown>',
    ],
    object: strip(node),
  };
}

function podRow(pod: Pod, cluster: Cluster): Row {
  const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
  const sidecars = (pod.spec.initContainers ?? []).filter((entry) => (entry as { restartPolicy?: string }).restartPolicy === 'Always');
  const total = pod.spec.containers.length + sidecars.length;
  const ready = cluster.ready[key] ? total : total - 1;
  return {
    namespace: pod.metadata.namespace,
    name: pod.metadata.name,
    labels: pod.metadata.labels ?? {},
    cells: [pod.metadata.name, `${ready}/${total}`, 'Running', '0', AGE],
    wide: [none(pod.status?.podIP), none(pod.spec.nodeName), '<none>', '<none>'],
    object: strip(pod),
  };
}

function serviceRow(service: Service): Row {
  const ports = (service.spec.ports ?? []).map((port) => `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${port.protocol}`);
  const { name, namespace, labels = {} } = service.metadata;
  return {
    namespace,
    name,
    labels,
    cells: [
      name,
      service.spec.type ?? 'ClusterIP',
      service.spec.clusterIP ?? '<none>',
      service.spec.externalName ?? '<none>',
      ports.join(',') || '<none>',
      AGE,
    ],
    wide: [service.spec.selector ? formatLabels(service.spec.selector) : '<none>'],
    object: strip(service),
  };
}

function sliceRow(slice: EndpointSlice): Row {
  const { name, namespace, labels = {} } = slice.metadata;
  const addresses = slice.endpoints.flatMap((endpoint) => endpoint.addresses);
  const ports = slice.ports.map((port) => String(port.port ?? '*'));
  return {
    namespace,
    name,
    labels,
    cells: [name, slice.addressType, ports.join(',') || '<unset>', abbreviate(addresses) || '<unset>', AGE],
    wide: [],
    object: strip(slice),
  };
}

function abbreviate(values: readonly string[]): string {
  const shown = values.slice(0, MAX_SHOWN).join(',');
  return values.length > MAX_SHOWN ? `${shown} + ${values.length - MAX_SHOWN} more...` : shown;
}

/** The old API lists ready addresses only. */
function endpointsRow(service: Service, cluster: Cluster): Row {
  const { name, namespace, labels = {} } = service.metadata;
  const pairs = cluster.endpointSlices
    .filter((slice) => slice.metadata.namespace === namespace && slice.metadata.labels?.[LABEL_SERVICE] === name)
    .flatMap((slice) =>
      slice.ports.flatMap((port) =>
        slice.endpoints
          .filter((endpoint) => endpoint.conditions.ready)
          .flatMap((endpoint) => endpoint.addresses.map((ip) => `${ip}:${port.port}`)),
      ),
    );
  return { namespace, name, labels, cells: [name, abbreviate(pairs) || '<none>', AGE], wide: [], object: { kind: 'Endpoints', metadata: { name, namespace } } };
}

export const RESOURCES: readonly Resource[] = [
  {
    plural: 'nodes',
    names: ['nodes', 'node', 'no'],
    namespaced: false,
    columns: ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'],
    wideColumns: ['INTERNAL-IP', 'EXTERNAL-IP', 'OS-IMAGE', 'KERNEL-VERSION', 'CONTAINER-RUNTIME'],
    rows: (cluster) => cluster.nodes.map(nodeRow),
  },
  {
    plural: 'pods',
    names: ['pods', 'pod', 'po'],
    namespaced: true,
    columns: ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
    wideColumns: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
    rows: (cluster) => cluster.pods.map((pod) => podRow(pod, cluster)),
  },
  {
    plural: 'services',
    names: ['services', 'service', 'svc'],
    namespaced: true,
    columns: ['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE'],
    wideColumns: ['SELECTOR'],
    rows: (cluster) => cluster.services.map(serviceRow),
  },
  {
    plural: 'endpointslices.discovery.k8s.io',
    names: ['endpointslices', 'endpointslice', 'endpointslices.discovery.k8s.io'],
    namespaced: true,
    columns: ['NAME', 'ADDRESSTYPE', 'PORTS', 'ENDPOINTS', 'AGE'],
    wideColumns: [],
    rows: (cluster) => cluster.endpointSlices.map(sliceRow),
  },
  {
    plural: 'endpoints',
    names: ['endpoints', 'ep'],
    namespaced: true,
    columns: ['NAME', 'ENDPOINTS', 'AGE'],
    wideColumns: [],
    warning: 'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
    rows: (cluster) => cluster.services.map((service) => endpointsRow(service, cluster)),
  },
  {
    plural: 'namespaces',
    names: ['namespaces', 'namespace', 'ns'],
    namespaced: false,
    columns: ['NAME', 'STATUS', 'AGE'],
    wideColumns: [],
    rows: (cluster) =>
      cluster.namespaces.map((entry) => ({
        namespace: undefined,
        name: entry.metadata.name,
        labels: entry.metadata.labels ?? {},
        cells: [entry.metadata.name, 'Active', AGE],
        wide: [],
        object: strip(entry),
      })),
  },
  {
    plural: 'networkpolicies.networking.k8s.io',
    names: ['networkpolicies', 'networkpolicy', 'netpol', 'networkpolicies.networking.k8s.io'],
    namespaced: true,
    columns: ['NAME', 'POD-SELECTOR', 'AGE'],
    wideColumns: [],
    rows: (cluster) =>
      cluster.networkPolicies.map((policy) => ({
        namespace: policy.metadata.namespace,
        name: policy.metadata.name,
        labels: policy.metadata.labels ?? {},
        cells: [policy.metadata.name, formatLabels(policy.spec.podSelector.matchLabels ?? {}) || '<none>', AGE],
        wide: [],
        object: strip(policy),
      })),
  },
];
