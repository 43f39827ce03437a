/**
 * CoreDNS with the kubernetes plugin and kubeadm's Corefile (ttl 30, pods insecure).
 * Source: Kubernetes DNS specification 1.1.0; coredns plugin/kubernetes.
 *
 * Simplified: names outside the cluster's zone are answered NXDOMAIN, as if the upstream resolver knew none of them.
 */
import type { Cluster, EndpointSlice, Service } from '../kube/types';
import { isIpv4 } from '../wire/address';
import {
  type DnsMessage,
  type DnsRecord,
  decodeDns,
  encodeDns,
  RCODE_FORMERR,
  RCODE_NOERROR,
  RCODE_NXDOMAIN,
} from '../wire/dns';

const TTL = 30;
const NEGATIVE_TTL = 30;

interface Found {
  /** false: the name does not exist */
  readonly exists: boolean;
  readonly records: readonly DnsRecord[];
}

const NOTHING: Found = { exists: false, records: [] };

export function answerDns(query: Uint8Array, cluster: Cluster): Uint8Array | null {
  const decoded = decodeDns(query);
  if (!decoded.ok || decoded.value.isResponse) return null;
  const message = decoded.value;
  const question = message.questions[0];
  if (!question) return encoded({ ...base(message), responseCode: RCODE_FORMERR });
  const name = question.name.toLowerCase().replace(/\.$/, '');
  const found = find(name, cluster);
  const answers = found.records.filter(
    (record) => record.type === question.type || record.type === 'CNAME' || question.type === 'ANY',
  );
  const inZone = name === cluster.dnsZone || name.endsWith(`.${cluster.dnsZone}`) || name.endsWith('.in-addr.arpa');
  return encoded({
    ...base(message),
    authoritative: inZone,
    responseCode: found.exists ? RCODE_NOERROR : RCODE_NXDOMAIN,
    answers,
    authority: answers.length === 0 && inZone ? [soa(cluster)] : [],
  });
}

function encoded(message: DnsMessage): Uint8Array | null {
  const bytes = encodeDns(message);
  return bytes.ok ? bytes.value : null;
}

const base = (query: DnsMessage): DnsMessage => ({
  ...query,
  isResponse: true,
  authoritative: false,
  truncated: false,
  recursionAvailable: true,
  answers: [],
  authority: [],
  additional: [],
});

const soa = (cluster: Cluster): DnsRecord => ({
  name: cluster.dnsZone,
  ttl: NEGATIVE_TTL,
  type: 'SOA',
  primary: `ns.dns.${cluster.dnsZone}`,
  mailbox: `hostmaster.${cluster.dnsZone}`,
  serial: 1,
  refresh: 7200,
  retry: 1800,
  expire: 86400,
  minimum: NEGATIVE_TTL,
});

function find(name: string, cluster: Cluster): Found {
  if (name.endsWith('.in-addr.arpa')) return findPointer(name, cluster);
  const zone = `.${cluster.dnsZone}`;
  if (name === `dns-version${zone}`) {
    return { exists: true, records: [{ name, ttl: TTL, type: 'TXT', texts: ['1.1.0'] }] };
  }
  if (name === cluster.dnsZone) return { exists: true, records: [] };
  if (!name.endsWith(zone)) return NOTHING;
  const labels = name.slice(0, -zone.length).split('.');
  const kind = labels.at(-1);
  if (kind === 'svc') return findService(name, labels.slice(0, -1), cluster);
  if (kind === 'pod') return findPod(name, labels.slice(0, -1), cluster);
  return NOTHING;
}

const address = (name: string, ip: string): DnsRecord => ({ name, ttl: TTL, type: 'A', address: ip });

/** `10-244-1-8.default.pod.cluster.local`: with `pods insecure` any address in an existing namespace. */
function findPod(name: string, labels: readonly string[], cluster: Cluster): Found {
  const [dashed = '', namespace = ''] = labels;
  const ip = dashed.replaceAll('-', '.');
  const known = cluster.namespaces.some((entry) => entry.metadata.name === namespace);
  return labels.length === 2 && known && isIpv4(ip) ? { exists: true, records: [address(name, ip)] } : NOTHING;
}

function findService(name: string, labels: readonly string[], cluster: Cluster): Found {
  const namespace = labels.at(-1) ?? '';
  if (labels.length === 1) {
    return { exists: cluster.namespaces.some((entry) => entry.metadata.name === namespace), records: [] };
  }
  const service = cluster.services.find(
    (entry) => entry.metadata.name === labels.at(-2) && entry.metadata.namespace === namespace,
  );
  if (!service) return NOTHING;
  const rest = labels.slice(0, -2);
  if (rest.length === 2 && rest[0]?.startsWith('_')) return findPort(name, rest, service, cluster);
  if (rest.length === 1) return findEndpoint(name, rest[0] ?? '', service, cluster);
  if (rest.length > 0) return NOTHING;
  return findPlain(name, service, cluster);
}

function findPlain(name: string, service: Service, cluster: Cluster): Found {
  const { spec } = service;
  if (spec.type === 'ExternalName' && spec.externalName) {
    return { exists: true, records: [{ name, ttl: TTL, type: 'CNAME', target: spec.externalName }] };
  }
  if (spec.clusterIP && spec.clusterIP !== 'None') {
    return { exists: true, records: [address(name, spec.clusterIP)] };
  }
  const ready = readyAddresses(service, cluster);
  return ready.length > 0 ? { exists: true, records: ready.map((ip) => address(name, ip)) } : NOTHING;
}

const slicesOf = (service: Service, cluster: Cluster): readonly EndpointSlice[] =>
  cluster.endpointSlices.filter(
    (slice) =>
      slice.metadata.namespace === service.metadata.namespace &&
      slice.metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name,
  );

const readyAddresses = (service: Service, cluster: Cluster): readonly string[] =>
  slicesOf(service, cluster).flatMap((slice) =>
    slice.endpoints.filter((endpoint) => endpoint.conditions.ready).flatMap((endpoint) => endpoint.addresses),
  );

const isHeadless = (service: Service): boolean => service.spec.clusterIP === 'None';

function findEndpoint(name: string, label: string, service: Service, cluster: Cluster): Found {
  const ip = isHeadless(service)
    ? readyAddresses(service, cluster).find((entry) => entry.replaceAll('.', '-') === label)
    : undefined;
  return ip ? { exists: true, records: [address(name, ip)] } : NOTHING;
}

/** `_dns._udp.kube-dns.kube-system.svc…`: SRV, for named ports only. */
function findPort(name: string, labels: readonly string[], service: Service, cluster: Cluster): Found {
  const [portLabel = '', protocolLabel = ''] = labels;
  const port = service.spec.ports?.find(
    (entry) => entry.name === portLabel.slice(1) && entry.protocol.toLowerCase() === protocolLabel.slice(1),
  );
  if (!port) return NOTHING;
  const { name: own, namespace } = service.metadata;
  const host = `${own}.${namespace}.svc.${cluster.dnsZone}`;
  const targets = isHeadless(service)
    ? readyAddresses(service, cluster).map((ip) => `${ip.replaceAll('.', '-')}.${host}`)
    : [host];
  const weight = Math.max(1, Math.floor(100 / Math.max(1, targets.length)));
  return {
    exists: true,
    records: targets.map((target) => ({ name, ttl: TTL, type: 'SRV', priority: 0, weight, port: port.port, target })),
  };
}

function findPointer(name: string, cluster: Cluster): Found {
  const ip = name.replace('.in-addr.arpa', '').split('.').reverse().join('.');
  const service = cluster.services.find((entry) => entry.spec.clusterIP === ip);
  if (!service) return NOTHING;
  const target = `${service.metadata.name}.${service.metadata.namespace}.svc.${cluster.dnsZone}`;
  return { exists: true, records: [{ name, ttl: TTL, type: 'PTR', target }] };
}
