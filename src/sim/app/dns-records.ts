/**
 * The names of a cluster: which exist, and with which records.
 * Source: Kubernetes DNS specification 1.1.0 §2.2 to §2.5; coredns plugin/kubernetes kubernetes.go findServices().
 */
import type { Cluster, Endpoint, EndpointSlice, Service } from '../kube/types';
import { isIpv4 } from '../wire/address';
import type { DnsRecord } from '../wire/dns';

export interface Zone {
  readonly cluster: Cluster;
  readonly ttl: number;
  readonly pods: 'insecure' | 'verified' | 'disabled';
}

export interface Target {
  readonly name: string;
  readonly ip: string;
}

export interface Found {
  readonly records: readonly DnsRecord[];
  /** addresses of names that SRV records point at */
  readonly targets: readonly Target[];
  readonly isApex: boolean;
}

const found = (records: readonly DnsRecord[], targets: readonly Target[] = []): Found => ({
  records,
  targets,
  isApex: false,
});

const VERSION = '1.1.0';
const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

export const addressRecord = (name: string, ip: string, ttl: number): DnsRecord => ({
  name,
  ttl,
  type: ip.includes(':') ? 'AAAA' : 'A',
  address: ip,
});

/** Null for a name that does not exist. Names are compared without case and answered as they were asked. */
export function findName(name: string, type: string, zone: string, context: Zone): Found | null {
  if (zone.toLowerCase() === 'in-addr.arpa') return findPointer(name, context);
  if (name.length === zone.length) return { ...found([]), isApex: true };
  const labels = name
    .slice(0, -zone.length - 1)
    .toLowerCase()
    .split('.');
  const kind = labels.at(-1);
  if (kind === 'dns-version' && labels.length === 1) {
    return found([{ name, ttl: context.ttl, type: 'TXT', texts: [VERSION] }]);
  }
  if (kind === 'pod') return findPod(name, labels.slice(0, -1), context);
  if (kind !== 'svc') return null;
  return findService(name, type, zone, labels.slice(0, -1), context);
}

const hasNamespace = (cluster: Cluster, name: string | undefined): boolean =>
  cluster.namespaces.some((entry) => entry.metadata.name === name);

/** `10-244-1-8.default.pod.cluster.local`: with `pods insecure`, any address in a namespace that exists. */
function findPod(
  name: string,
  labels: readonly string[],
  { cluster, ttl, pods }: Zone,
): Found | null {
  if (labels.length === 0) return found([]);
  const namespace = labels.at(-1);
  if (pods === 'disabled' || !hasNamespace(cluster, namespace) || labels.length > 2) return null;
  if (labels.length === 1) return found([]);
  const ip = (labels[0] ?? '').replaceAll('-', '.');
  const isPod = cluster.pods.some(
    (pod) => pod.metadata.namespace === namespace && pod.status?.podIP === ip,
  );
  if (!isIpv4(ip) || (pods === 'verified' && !isPod)) return null;
  return found([addressRecord(name, ip, ttl)]);
}

function findService(
  name: string,
  type: string,
  zone: string,
  labels: readonly string[],
  context: Zone,
): Found | null {
  const { cluster } = context;
  const namespace = labels.at(-1);
  if (labels.length === 0) return found([]);
  if (labels.length === 1) return hasNamespace(cluster, namespace) ? found([]) : null;
  const service = cluster.services.find(
    (entry) => entry.metadata.name === labels.at(-2) && entry.metadata.namespace === namespace,
  );
  if (!service) return null;
  const rest = labels.slice(0, -2);
  const view = viewOf(service, zone, context);
  if (service.spec.type === 'ExternalName') {
    return rest.length === 0 ? found([alias(name, service, context)]) : null;
  }
  if (rest.length === 2 && rest[0]?.startsWith('_')) return findPort(name, rest, view, context);
  if (rest.length === 1) return findEndpoint(name, rest[0] ?? '', view, context);
  if (rest.length > 0) return null;
  // CoreDNS answers for a Service without ready endpoints where it has a ClusterIP; a headless one vanishes
  if (view.targets.length === 0) return null;
  if (type === 'SRV') return services(name, view, view.ports, context);
  return found(view.targets.map((target) => addressRecord(name, target.ip, context.ttl)));
}

const alias = (name: string, service: Service, { ttl }: Zone): DnsRecord => ({
  name,
  ttl,
  type: 'CNAME',
  target: (service.spec.externalName ?? '').replace(/\.$/, ''),
});

interface NamedPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
}

interface ServiceView {
  readonly isHeadless: boolean;
  readonly targets: readonly Target[];
  readonly ports: readonly NamedPort[];
}

/** A Service with a ClusterIP is one target; a headless one is as many as it has ready endpoints. */
function viewOf(service: Service, zone: string, { cluster }: Zone): ServiceView {
  const { name, namespace } = service.metadata;
  const host = `${name}.${namespace}.svc.${zone}`;
  const { clusterIP } = service.spec;
  if (clusterIP && clusterIP !== 'None') {
    const ports = (service.spec.ports ?? []).map((port) => ({ ...port, name: port.name ?? '' }));
    return { isHeadless: false, targets: [{ name: host, ip: clusterIP }], ports };
  }
  const slices = slicesOf(service, cluster);
  const addresses = slices
    .flatMap((slice) => slice.endpoints.filter(isReady))
    .flatMap((endpoint) => endpoint.addresses);
  const ports = slices
    .flatMap((slice) => slice.ports)
    .flatMap(({ name: port = '', protocol, port: number }) =>
      number === null ? [] : [{ name: port, protocol, port: number }],
    );
  const targets = [...new Set(addresses)].map((ip) => ({ name: `${dashed(ip)}.${host}`, ip }));
  const unique = ports.filter(
    (port, at) =>
      ports.findIndex((other) => other.name === port.name && other.port === port.port) === at,
  );
  return { isHeadless: true, targets, ports: unique };
}

const isReady = (endpoint: Endpoint): boolean => endpoint.conditions.ready;
const dashed = (ip: string): string => ip.replace(/[.:]/g, '-');

const slicesOf = (service: Service, cluster: Cluster): readonly EndpointSlice[] =>
  cluster.endpointSlices.filter(
    (slice) =>
      slice.metadata.namespace === service.metadata.namespace &&
      slice.metadata.labels?.[SERVICE_NAME_LABEL] === service.metadata.name,
  );

function findEndpoint(name: string, label: string, view: ServiceView, { ttl }: Zone): Found | null {
  if (!view.isHeadless) return null;
  const targets = view.targets.filter((target) => dashed(target.ip) === label);
  if (targets.length === 0) return null;
  return found(targets.map((target) => addressRecord(name, target.ip, ttl)));
}

/** `_dns._udp.kube-dns.kube-system.svc…`, for named ports only. */
function findPort(
  name: string,
  [port = '', protocol = '']: readonly string[],
  view: ServiceView,
  context: Zone,
): Found | null {
  const wanted = view.ports.filter(
    (entry) => `_${entry.name}` === port && `_${entry.protocol.toLowerCase()}` === protocol,
  );
  return wanted.length > 0 ? services(name, view, wanted, context) : null;
}

/** CoreDNS gives each of n answers the weight 100/n. */
function services(
  name: string,
  view: ServiceView,
  ports: readonly NamedPort[],
  { ttl }: Zone,
): Found {
  const pairs = ports.flatMap(({ port }) => view.targets.map((target) => ({ port, target })));
  const weight = Math.max(1, Math.floor(100 / Math.max(1, pairs.length)));
  const records = pairs.map(
    ({ port, target }): DnsRecord => ({
      name,
      ttl,
      type: 'SRV',
      priority: 0,
      weight,
      port,
      target: target.name,
    }),
  );
  return found(records, view.targets);
}

/** ClusterIPs and the endpoints of headless Services have names; a pod as such has none. */
function findPointer(name: string, { cluster, ttl }: Zone): Found | null {
  const ip = name.toLowerCase().replace('.in-addr.arpa', '').split('.').reverse().join('.');
  const nameOf = ({ metadata }: Service) =>
    `${metadata.name}.${metadata.namespace}.svc.${cluster.dnsZone}`;
  const names = cluster.services.flatMap((service) => {
    if (service.spec.clusterIP === ip) return [nameOf(service)];
    if (service.spec.clusterIP !== 'None') return [];
    const isEndpoint = slicesOf(service, cluster).some((slice) =>
      slice.endpoints.some((endpoint) => isReady(endpoint) && endpoint.addresses.includes(ip)),
    );
    return isEndpoint ? [`${dashed(ip)}.${nameOf(service)}`] : [];
  });
  if (names.length === 0) return null;
  return found(names.map((target) => ({ name, ttl, type: 'PTR', target })));
}
