/**
 * The endpoints that kube-proxy uses for a port: by readiness, traffic policy and topology hints.
 * Source: kubernetes pkg/proxy/topology.go CategorizeEndpoints() (1.36), KEP-2433 (zones), KEP-3015 (nodes).
 */
import type { Cluster, EndpointSlice, Endpoint, Pod, Service, ServicePort } from '../kube/types';
import type { ObjectRef } from '../origin';

export interface UsableEndpoint {
  /** "10.244.1.8:8080" */
  readonly address: string;
  readonly ip: string;
  readonly port: number;
  readonly isLocal: boolean;
  readonly object: ObjectRef;
}

export interface PortEndpoints {
  /** used under the Cluster policy */
  readonly cluster: readonly UsableEndpoint[];
  /** on this node; used under the Local policy */
  readonly local: readonly UsableEndpoint[];
  /** all that a packet on this node can reach */
  readonly reachable: readonly UsableEndpoint[];
  /** some endpoint exists somewhere: what cannot be reached here is dropped, not rejected */
  readonly hasAny: boolean;
}

/** Which of the two lists the policies of a Service ask for, and whether hints for nodes count. */
export interface EndpointUse {
  readonly cluster: boolean;
  readonly local: boolean;
  readonly nodeHints: boolean;
}

interface Candidate extends UsableEndpoint {
  readonly ready: boolean;
  /** still serves while it terminates: better than nothing (GA 1.28) */
  readonly lastResort: boolean;
  readonly zones: readonly string[];
  readonly nodes: readonly string[];
}

const SERVICE_LABEL = 'kubernetes.io/service-name';
const ZONE_LABEL = 'topology.kubernetes.io/zone';

export function endpointsOf(
  cluster: Cluster,
  service: Service,
  port: ServicePort,
  nodeName: string,
  use: EndpointUse,
): PortEndpoints {
  const all = candidates(cluster, service, port, nodeName);
  const node = cluster.nodes.find((entry) => entry.metadata.name === nodeName);
  const zone = node?.metadata.labels?.[ZONE_LABEL];
  const near = nearby(all, use.nodeHints ? nodeName : undefined, zone);
  const ready = all.filter((entry) => entry.ready);
  const lastResort = all.filter((entry) => entry.lastResort);
  const clusterList = ready.some(near) ? ready.filter(near) : lastResort;
  const localReady = ready.filter((entry) => entry.isLocal);
  const localList =
    localReady.length > 0 ? localReady : lastResort.filter((entry) => entry.isLocal);
  const used = {
    cluster: use.cluster ? clusterList : [],
    local: use.local ? localList : [],
  };
  const reachable = sorted([...new Set([...used.cluster, ...used.local])]);
  const hasAny = use.local ? ready.length + lastResort.length > 0 : used.cluster.length > 0;
  return { ...used, reachable, hasAny };
}

const sorted = (list: readonly Candidate[]): readonly Candidate[] =>
  [...list].sort((a, b) => (a.address < b.address ? -1 : 1));

/** Hints count only if every ready endpoint has one and some endpoint is meant for this node or zone. */
function nearby(
  all: readonly Candidate[],
  nodeName: string | undefined,
  zone: string | undefined,
): (endpoint: Candidate) => boolean {
  const ready = all.filter((entry) => entry.ready);
  const forNode = (entry: Candidate) => nodeName !== undefined && entry.nodes.includes(nodeName);
  const forZone = (entry: Candidate) => zone !== undefined && entry.zones.includes(zone);
  if (ready.every((entry) => entry.nodes.length > 0) && ready.some(forNode)) return forNode;
  if (ready.every((entry) => entry.zones.length > 0) && ready.some(forZone)) return forZone;
  return () => true;
}

const slicesOf = new WeakMap<
  readonly EndpointSlice[],
  ReadonlyMap<string, readonly EndpointSlice[]>
>();

/** Asked for every port on every node, so sorted out once. */
function slicesByService({
  endpointSlices,
}: Cluster): ReadonlyMap<string, readonly EndpointSlice[]> {
  const known = slicesOf.get(endpointSlices);
  if (known) return known;
  const byService = new Map<string, EndpointSlice[]>();
  for (const slice of endpointSlices) {
    if (slice.addressType !== 'IPv4') continue;
    const key = `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_LABEL] ?? ''}`;
    const list = byService.get(key);
    if (list) list.push(slice);
    else byService.set(key, [slice]);
  }
  slicesOf.set(endpointSlices, byService);
  return byService;
}

function candidates(
  cluster: Cluster,
  service: Service,
  port: ServicePort,
  nodeName: string,
): readonly Candidate[] {
  const { name, namespace } = service.metadata;
  const slices = slicesByService(cluster).get(`${namespace}/${name}`) ?? [];
  return sorted(slices.flatMap((slice) => fromSlice(slice, port, nodeName, cluster)));
}

function fromSlice(
  slice: EndpointSlice,
  port: ServicePort,
  nodeName: string,
  cluster: Cluster,
): readonly Candidate[] {
  const slicePort = slice.ports.find(
    (entry) => (entry.name ?? '') === (port.name ?? '') && entry.protocol === port.protocol,
  );
  const number = slicePort?.port;
  if (!number) return [];
  return slice.endpoints.flatMap((endpoint) => {
    const candidate = fromEndpoint(endpoint, number, nodeName);
    const object = objectOf(slice, endpoint.targetRef?.name, cluster);
    return candidate ? [{ ...candidate, object }] : [];
  });
}

function fromEndpoint(
  { addresses, conditions, nodeName, hints }: Endpoint,
  port: number,
  here: string,
): Omit<Candidate, 'object'> | null {
  const ip = addresses[0];
  if (!ip) return null;
  const { ready, serving, terminating } = conditions;
  return {
    address: `${ip}:${port}`,
    ip,
    port,
    isLocal: nodeName === here,
    ready,
    lastResort: serving && terminating,
    zones: hints?.forZones?.map((zone) => zone.name) ?? [],
    nodes: hints?.forNodes?.map((node) => node.name) ?? [],
  };
}

const podsOf = new WeakMap<readonly Pod[], ReadonlyMap<string, Pod>>();

function podNamed({ pods }: Cluster, name: string): Pod | undefined {
  let byName = podsOf.get(pods);
  if (!byName) {
    byName = new Map(pods.map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod]));
    podsOf.set(pods, byName);
  }
  return byName.get(name);
}

function objectOf(slice: EndpointSlice, podName: string | undefined, cluster: Cluster): ObjectRef {
  const { name, namespace } = slice.metadata;
  const pod = podNamed(cluster, `${namespace}/${podName}`);
  const source = pod?.positions[''] ?? slice.positions[''];
  return { apiVersion: slice.apiVersion, kind: 'EndpointSlice', namespace, name, source };
}
