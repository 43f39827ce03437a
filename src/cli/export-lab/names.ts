/** The names that the laboratory's DNS server knows: Services, and the endpoints of those without a ClusterIP. */
import type { Cluster, Service } from '../../sim';

export interface LabNames {
  /** "my-service.default.svc.cluster.local" -> addresses */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  /** "42.0.96.10.in-addr.arpa" -> name */
  readonly pointers: Readonly<Record<string, string>>;
}

export function namesOf(cluster: Cluster): LabNames {
  const addresses: Record<string, readonly string[]> = {};
  const pointers: Record<string, string> = {};
  for (const service of cluster.services) {
    const name = `${service.metadata.name}.${service.metadata.namespace}.svc.${cluster.dnsZone}`;
    const found = addressesOf(service, cluster);
    if (found.length === 0) continue;
    addresses[name.toLowerCase()] = found;
    const [first = ''] = found;
    if (first === service.spec.clusterIP)
      pointers[`${first.split('.').reverse().join('.')}.in-addr.arpa`] = name;
  }
  return { addresses, pointers };
}

function addressesOf({ metadata, spec }: Service, cluster: Cluster): readonly string[] {
  if (spec.clusterIP && spec.clusterIP !== 'None') return [spec.clusterIP];
  return cluster.endpointSlices
    .filter(
      (slice) =>
        slice.metadata.namespace === metadata.namespace &&
        slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name,
    )
    .flatMap((slice) => slice.endpoints.filter((endpoint) => endpoint.conditions.ready))
    .flatMap((endpoint) => endpoint.addresses);
}
