import { describe, expect, test } from 'vitest';
import type { Cluster, EndpointSlice, Pod, Service, ServicePort } from '../kube/types';
import { type DnsMessage, type DnsRecord, decodeDns, dnsQuery, encodeDns, nameOfRcode } from '../wire/dns';
import { answerDns, type DnsOptions } from './dns-server';
import vectors from './testdata/dns.json';

/** Questions and answers of CoreDNS's own tests and of the Kubernetes DNS specification; see `source` in the file. */
type Fixture = (typeof vectors.fixtures)['coredns-main'] | (typeof vectors.fixtures)['spec'];

const kubeObject = (kind: string, name: string, namespace?: string) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace },
  positions: {},
});

function clusterOf(fixture: Fixture): Cluster {
  return {
    nodes: [],
    namespaces: fixture.namespaces.map((name) => ({ ...kubeObject('Namespace', name), kind: 'Namespace' as const })),
    pods: fixture.pods.map(
      (pod) => ({ ...kubeObject('Pod', pod.name, pod.namespace), spec: { containers: [] }, status: { podIP: pod.ip } }) as Pod,
    ),
    services: fixture.services.map((service): Service => {
      const spec = service.spec as Service['spec'];
      const ports = (spec.ports ?? []) as readonly ServicePort[];
      return { ...kubeObject('Service', service.name, service.namespace), kind: 'Service', spec: { ...spec, ports } };
    }),
    endpointSlices: fixture.slices.map((slice) => {
      const endpoints = slice.endpoints.map((endpoint) => ({ conditions: { ready: true }, ...endpoint }));
      const { metadata } = kubeObject('EndpointSlice', slice.name, slice.namespace);
      return { ...slice, kind: 'EndpointSlice', metadata: { ...metadata, labels: slice.labels }, endpoints } as unknown as EndpointSlice;
    }),
    networkPolicies: [],
    others: [],
    runtime: {},
    ready: {},
    podCIDR: '10.244.0.0/16',
    serviceCIDR: '10.96.0.0/12',
    dnsZone: 'cluster.local',
    version: 'v1.37.1',
  };
}

function askServer(cluster: Cluster, name: string, type: string, options: DnsOptions = {}): DnsMessage {
  const query = encodeDns(dnsQuery(7, name, type));
  if (!query.ok) throw new Error(query.error.message);
  const answer = answerDns(query.value, cluster, options);
  const decoded = answer && decodeDns(answer);
  if (!decoded?.ok) throw new Error('no answer');
  return decoded.value;
}

function dataOf(record: DnsRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return `${record.target}.`;
    case 'SRV':
      return `${record.priority} ${record.weight} ${record.port} ${record.target}.`;
    case 'TXT':
      return record.texts.join(' ');
    default:
      return record.type;
  }
}

type Vector = (typeof vectors.records)[number];

/** Empty when the server does what the vector says. */
function differences(vector: Vector): readonly string[] {
  const fixture = vectors.fixtures[vector.fixture as keyof typeof vectors.fixtures];
  const message = askServer(clusterOf(fixture as Fixture), vector.name, vector.type, vector.options as DnsOptions);
  const problems: string[] = [];
  const code = nameOfRcode(message.responseCode);
  if (code !== vector.rcode) problems.push(`${code} instead of ${vector.rcode}`);
  const expected = vector.answers.map((answer) => ('data' in answer ? `${answer.name} ${answer.type} ${String(answer.data).replaceAll('"', '')}` : 'SRV to a hostname'));
  const got = message.answers.map((record) => `${record.name}. ${record.type} ${dataOf(record)}`);
  const sorted = (lines: readonly string[]) => [...lines].map((line) => line.toLowerCase()).sort().join('\n');
  if (sorted(got) !== sorted(expected)) problems.push(`${got.join(', ')} instead of ${expected.join(', ')}`);
  return problems;
}

test('x', () => {
  for (const v of vectors.records) { const d = differences(v); if (d.length) console.log(v.id, v.name, v.type, d.join(' | ')); }
});
