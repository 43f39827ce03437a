/**
 * What `kubectl get` knows: resource names, and the objects as the API server returns them, with the cells of their row.
 * Source: `kubectl api-resources`; columns in rows.ts.
 */
import type { Cluster, EndpointSlice, KubeObject, OpaqueObject, Service } from '../../kube/types';
import {
  type Cells,
  COLUMNS,
  endpointsCells,
  namespaceCells,
  nodeCells,
  podCells,
  policyCells,
  serviceCells,
  sliceCells,
} from './rows';

export interface Row extends Cells {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** as JSON: without the places in the manifest */
  readonly object: Readonly<Record<string, unknown>>;
}

export interface Resource {
  /** as errors spell it: "endpointslices.discovery.k8s.io" */
  readonly plural: string;
  /** as `-o name` spells it: "endpointslice.discovery.k8s.io" */
  readonly singular: string;
  readonly names: readonly string[];
  readonly namespaced: boolean;
  /** null: its table is not modelled, only its objects */
  readonly columns: { readonly plain: readonly string[]; readonly wide: readonly string[] } | null;
  readonly warning?: string;
  readonly rows: (cluster: Cluster) => readonly Row[];
}

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
const ENDPOINTS_WARNING =
  'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

function rowOf(object: KubeObject, cells: Cells = { cells: [], wide: [] }): Row {
  const { positions: _positions, ...rest } = object;
  const { name, namespace, labels = {} } = object.metadata;
  return { ...cells, namespace, name, labels, object: rest };
}

const slicesOf = ({ metadata }: Service, cluster: Cluster): readonly EndpointSlice[] =>
  cluster.endpointSlices.filter(
    (slice) =>
      slice.metadata.namespace === metadata.namespace &&
      slice.metadata.labels?.[SERVICE_NAME_LABEL] === metadata.name,
  );

/** The old API object, which the endpoints controller still writes for every Service that has slices. */
function endpointsRow(service: Service, slices: readonly EndpointSlice[]): Row {
  const { name, namespace } = service.metadata;
  const address = (endpoint: EndpointSlice['endpoints'][number]) =>
    endpoint.addresses.map((ip) => ({
      ip,
      nodeName: endpoint.nodeName,
      targetRef: endpoint.targetRef,
    }));
  const subsets = slices
    .filter((slice) => slice.endpoints.length > 0)
    .map((slice) => {
      const ready = slice.endpoints
        .filter((endpoint) => endpoint.conditions.ready)
        .flatMap(address);
      const others = slice.endpoints
        .filter((endpoint) => !endpoint.conditions.ready)
        .flatMap(address);
      return {
        addresses: ready.length > 0 ? ready : undefined,
        notReadyAddresses: others.length > 0 ? others : undefined,
        ports: slice.ports.map((port) => ({ ...port, name: port.name || undefined })),
      };
    });
  const object = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name, namespace },
    subsets: subsets.length > 0 ? subsets : undefined,
  };
  const labels = service.metadata.labels ?? {};
  return { ...endpointsCells(name, slices), namespace, name, labels, object };
}

function opaque(
  kind: OpaqueObject['kind'],
  plural: string,
  group: string,
  short: string[] = [],
): Resource {
  const suffix = group === '' ? '' : `.${group}`;
  const singular = kind.toLowerCase();
  return {
    plural: plural + suffix,
    singular: singular + suffix,
    names: [plural, singular, ...short],
    namespaced: kind !== 'IngressClass' && kind !== 'GatewayClass',
    columns: null,
    rows: (cluster) =>
      cluster.others.filter((object) => object.kind === kind).map((object) => rowOf(object)),
  };
}

export const RESOURCES: readonly Resource[] = [
  {
    plural: 'nodes',
    singular: 'node',
    names: ['nodes', 'node', 'no'],
    namespaced: false,
    columns: COLUMNS.nodes,
    rows: (cluster) => cluster.nodes.map((node) => rowOf(node, nodeCells(node))),
  },
  {
    plural: 'pods',
    singular: 'pod',
    names: ['pods', 'pod', 'po'],
    namespaced: true,
    columns: COLUMNS.pods,
    rows: (cluster) =>
      cluster.pods.map((pod) => {
        const key = `${pod.metadata.namespace ?? 'default'}/${pod.metadata.name}`;
        return rowOf(pod, podCells(pod, cluster.ready[key] === true));
      }),
  },
  {
    plural: 'services',
    singular: 'service',
    names: ['services', 'service', 'svc'],
    namespaced: true,
    columns: COLUMNS.services,
    rows: (cluster) => cluster.services.map((service) => rowOf(service, serviceCells(service))),
  },
  {
    plural: 'endpointslices.discovery.k8s.io',
    singular: 'endpointslice.discovery.k8s.io',
    names: ['endpointslices', 'endpointslice'],
    namespaced: true,
    columns: COLUMNS.endpointSlices,
    rows: (cluster) => cluster.endpointSlices.map((slice) => rowOf(slice, sliceCells(slice))),
  },
  {
    plural: 'endpoints',
    singular: 'endpoints',
    names: ['endpoints', 'ep'],
    namespaced: true,
    columns: COLUMNS.endpoints,
    warning: ENDPOINTS_WARNING,
    rows: (cluster) =>
      cluster.services
        .map((service) => ({ service, slices: slicesOf(service, cluster) }))
        .filter(({ slices }) => slices.length > 0)
        .map(({ service, slices }) => endpointsRow(service, slices)),
  },
  {
    plural: 'namespaces',
    singular: 'namespace',
    names: ['namespaces', 'namespace', 'ns'],
    namespaced: false,
    columns: COLUMNS.namespaces,
    rows: (cluster) => cluster.namespaces.map((entry) => rowOf(entry, namespaceCells(entry))),
  },
  {
    plural: 'networkpolicies.networking.k8s.io',
    singular: 'networkpolicy.networking.k8s.io',
    names: ['networkpolicies', 'networkpolicy', 'netpol'],
    namespaced: true,
    columns: COLUMNS.networkPolicies,
    rows: (cluster) => cluster.networkPolicies.map((policy) => rowOf(policy, policyCells(policy))),
  },
  opaque('Ingress', 'ingresses', 'networking.k8s.io', ['ing']),
  opaque('IngressClass', 'ingressclasses', 'networking.k8s.io'),
  opaque('Gateway', 'gateways', 'gateway.networking.k8s.io', ['gtw']),
  opaque('GatewayClass', 'gatewayclasses', 'gateway.networking.k8s.io', ['gc']),
  opaque('HTTPRoute', 'httproutes', 'gateway.networking.k8s.io'),
  opaque('PeerAuthentication', 'peerauthentications', 'security.istio.io', ['pa']),
  opaque('ConfigMap', 'configmaps', '', ['cm']),
  opaque('ServiceAccount', 'serviceaccounts', '', ['sa']),
];

export function findResource(name: string): Resource | undefined {
  const wanted = name.toLowerCase();
  return RESOURCES.find(
    (entry) => entry.names.includes(wanted) || entry.plural === wanted || entry.singular === wanted,
  );
}
