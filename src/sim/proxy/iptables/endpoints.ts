/** The endpoints that kube-proxy uses for a port. Source: kubernetes pkg/proxy/topology.go CategorizeEndpoints(). */
import type { Cluster, EndpointSlice, Service, ServicePort } from '../../kube/types';
import type { ObjectRef } from '../../origin';

export interface UsableEndpoint {
  /** "10.244.1.8:8080" */
  readonly address: string;
  readonly ip: string;
  readonly isLocal: boolean;
  readonly object: ObjectRef;
}

export interface PortEndpoints {
  /** used under the Cluster policy */
  readonly cluster: readonly UsableEndpoint[];
  /** on this node; used under the Local policy */
  readonly local: readonly UsableEndpoint[];
}

const SERVICE_LABEL = 'kubernetes.io/service-name';

export function endpointsOf(
  cluster: Cluster,
  service: Service,
  port: ServicePort,
  nodeName: string,
): PortEndpoints {
  const { name, namespace } = service.metadata;
  const slices = cluster.endpointSlices.filter(
    (slice) =>
      slice.addressType === 'IPv4' &&
      slice.metadata.namespace === namespace &&
      slice.metadata.labels?.[SERVICE_LABEL] === name,
  );
  const all = slices.flatMap((slice) => fromSlice(slice, port, nodeName, cluster));
  const usable = preferReady(all);
  return { cluster: usable, local: preferReady(all.filter((entry) => entry.isLocal)) };
}

interface Candidate extends UsableEndpoint {
  readonly ready: boolean;
  readonly lastResort: boolean;
}

/** Ready endpoints; if there is none, those that still serve while they terminate (GA 1.28). */
function preferReady(candidates: readonly Candidate[]): readonly UsableEndpoint[] {
  const ready = candidates.filter((entry) => entry.ready);
  const chosen = ready.length > 0 ? ready : candidates.filter((entry) => entry.lastResort);
  return [...chosen].sort((a, b) => (a.address < b.address ? -1 : 1));
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
  if (!slicePort?.port) return [];
  return slice.endpoints.flatMap((endpoint) => {
    const ip = endpoint.addresses[0];
    if (!ip) return [];
    const { ready, serving, terminating } = endpoint.conditions;
    return [
      {
        address: `${ip}:${slicePort.port}`,
        ip,
        isLocal: endpoint.nodeName === nodeName,
        ready,
        lastResort: serving && terminating,
        object: objectOf(slice, endpoint.targetRef?.name, cluster),
      },
    ];
  });
}

function objectOf(slice: EndpointSlice, podName: string | undefined, cluster: Cluster): ObjectRef {
  const pod = cluster.pods.find(
    (entry) =>
      entry.metadata.name === podName && entry.metadata.namespace === slice.metadata.namespace,
  );
  const source = pod?.positions[''] ?? slice.positions[''];
  const { name, namespace } = slice.metadata;
  return { apiVersion: slice.apiVersion, kind: 'EndpointSlice', namespace, name, source };
}
