/**
 * Every port of every Service as kube-proxy looks at it: under which addresses it is served and by whom.
 * Source: kubernetes pkg/proxy/serviceport.go, pkg/proxy/{iptables,nftables}/proxier.go (1.36).
 */
import type { Service, ServicePort } from '../kube/types';
import type { ObjectRef, Origin } from '../origin';
import { cidrContains } from '../wire/address';
import { endpointsOf, type PortEndpoints } from './endpoints';
import type { KubeProxyInput } from './types';

export interface ServicePortView {
  readonly input: KubeProxyInput;
  /** "namespace/name" or "namespace/name:port" when the port has a name */
  readonly name: string;
  readonly namespace: string;
  readonly service: string;
  readonly portName: string;
  /** "tcp" */
  readonly protocol: string;
  readonly clusterIP: string;
  readonly port: number;
  readonly nodePort?: number;
  readonly externalIPs: readonly string[];
  readonly loadBalancerIPs: readonly string[];
  /** empty: every client may come to the load balancer's address */
  readonly sourceRanges: readonly string[];
  readonly healthCheckNodePort?: number;
  readonly affinitySeconds?: number;
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
  readonly isExternal: boolean;
  readonly endpoints: PortEndpoints;
  readonly object: ObjectRef;
}

const DEFAULT_AFFINITY_SECONDS = 10_800;

export const servicePortName = (
  namespace: string,
  name: string,
  port: string | undefined,
): string => (port ? `${namespace}/${name}:${port}` : `${namespace}/${name}`);

/** Services without a virtual address, headless ones and aliases, have nothing to translate. */
export function servicePorts(input: KubeProxyInput): readonly ServicePortView[] {
  return input.cluster.services.flatMap((service) => {
    const { clusterIP, type, ports } = service.spec;
    if (!clusterIP || clusterIP === 'None' || type === 'ExternalName') return [];
    return (ports ?? []).map((port) => viewOf(input, service, clusterIP, port));
  });
}

function viewOf(
  input: KubeProxyInput,
  service: Service,
  clusterIP: string,
  port: ServicePort,
): ServicePortView {
  const { spec, status } = service;
  const { name, namespace = 'default' } = service.metadata;
  const externalIPs = spec.externalIPs ?? [];
  const loadBalancerIPs = (status?.loadBalancer?.ingress ?? [])
    .filter((entry) => entry.ip !== undefined && entry.ipMode !== 'Proxy')
    .map((entry) => entry.ip ?? '');
  const nodePort = port.nodePort || undefined;
  const isExternal = nodePort !== undefined || externalIPs.length > 0 || loadBalancerIPs.length > 0;
  const internalLocal = spec.internalTrafficPolicy === 'Local';
  const acceptsExternal =
    spec.type === 'NodePort' || spec.type === 'LoadBalancer' || externalIPs.length > 0;
  const externalLocal = acceptsExternal && spec.externalTrafficPolicy === 'Local';
  const use = {
    cluster: !internalLocal || isExternal,
    local: internalLocal || (externalLocal && isExternal),
    nodeHints: input.preferSameTrafficDistribution ?? true,
  };
  return {
    input,
    name: servicePortName(namespace, name, port.name),
    namespace,
    service: name,
    portName: port.name ?? '',
    protocol: port.protocol.toLowerCase(),
    clusterIP,
    port: port.port,
    nodePort,
    externalIPs,
    loadBalancerIPs,
    sourceRanges: (spec.loadBalancerSourceRanges ?? []).map((range) => range.trim()),
    healthCheckNodePort: externalLocal ? spec.healthCheckNodePort || undefined : undefined,
    affinitySeconds: affinitySeconds(service),
    internalLocal,
    externalLocal,
    isExternal,
    endpoints: endpointsOf(input.cluster, service, port, input.nodeName, use),
    object: refOf(service),
  };
}

const affinitySeconds = ({ spec }: Service): number | undefined =>
  spec.sessionAffinity === 'ClientIP'
    ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS)
    : undefined;

function refOf(service: Service): ObjectRef {
  const { name, namespace } = service.metadata;
  const source = service.positions['spec.ports'] ?? service.positions.spec ?? service.positions[''];
  return { apiVersion: 'v1', kind: 'Service', namespace, name, source };
}

export const from = (view: ServicePortView, why: string): Origin => ({
  agent: 'kube-proxy',
  object: view.object,
  why,
});

/** What happens to packets for an address of the Service when no endpoint may serve them; null: some may. */
export type Refusal = 'reject' | 'drop' | null;

export function refusals({ endpoints, internalLocal, externalLocal }: ServicePortView): {
  readonly internal: Refusal;
  readonly external: Refusal;
} {
  if (!endpoints.hasAny) return { internal: 'reject', external: 'reject' };
  const onlyElsewhere = endpoints.local.length === 0 ? 'drop' : null;
  return {
    internal: internalLocal ? onlyElsewhere : null,
    external: externalLocal ? onlyElsewhere : null,
  };
}

/**
 * Source ranges of a load balancer; the node itself, where it is among them, may also come with the balancer's own
 * address, which some clouds put on the node.
 */
export function allowedSources(view: ServicePortView): readonly string[] {
  const { sourceRanges, loadBalancerIPs, input } = view;
  const nodeIP = input.nodeIPs[0];
  const includesNode =
    nodeIP !== undefined && sourceRanges.some((range) => cidrContains(range, nodeIP));
  return includesNode ? [...sourceRanges, ...loadBalancerIPs] : sourceRanges;
}

export const hasFirewall = ({ sourceRanges, loadBalancerIPs, endpoints }: ServicePortView) =>
  sourceRanges.length > 0 && loadBalancerIPs.length > 0 && endpoints.hasAny;
