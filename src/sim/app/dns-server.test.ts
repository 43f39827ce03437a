import { describe, expect, test } from 'vitest';
import type { Cluster, EndpointSlice, Pod, Service, ServicePort } from '../kube/types';
import {
  type DnsMessage,
  type DnsRecord,
  decodeDns,
  dnsQuery,
  encodeDns,
  nameOfRcode,
} from '../wire/dns';
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
    namespaces: fixture.namespaces.map((name) => ({
      ...kubeObject('Namespace', name),
      kind: 'Namespace' as const,
    })),
    pods: fixture.pods.map(
      (pod) =>
        ({
          ...kubeObject('Pod', pod.name, pod.namespace),
          spec: { containers: [] },
          status: { podIP: pod.ip },
        }) as Pod,
    ),
    services: fixture.services.map((service): Service => {
      const spec = service.spec as Service['spec'];
      const ports = (spec.ports ?? []) as readonly ServicePort[];
      return {
        ...kubeObject('Service', service.name, service.namespace),
        kind: 'Service',
        spec: { ...spec, ports },
      };
    }),
    endpointSlices: fixture.slices.map((slice) => {
      const endpoints = slice.endpoints.map((endpoint) => ({
        ...endpoint,
        conditions: endpoint.conditions ?? { ready: true },
      }));
      const { metadata } = kubeObject('EndpointSlice', slice.name, slice.namespace);
      return {
        ...slice,
        kind: 'EndpointSlice',
        metadata: { ...metadata, labels: slice.labels },
        endpoints,
      } as unknown as EndpointSlice;
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

function askServer(
  cluster: Cluster,
  name: string,
  type: string,
  options: DnsOptions = {},
): DnsMessage {
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
    case 'SOA': {
      // the serial is the time at which the upstream test was written
      const { primary, mailbox, refresh, retry, expire, minimum } = record;
      return `${primary}. ${mailbox}. 1499347823 ${refresh} ${retry} ${expire} ${minimum}`;
    }
    case 'unknown':
      return 'unknown';
  }
}

type Vector = (typeof vectors.records)[number];

/** Empty when the server does what the vector says. */
function differences(vector: Vector): readonly string[] {
  const fixture = vectors.fixtures[vector.fixture as keyof typeof vectors.fixtures];
  const message = askServer(
    clusterOf(fixture as Fixture),
    vector.name,
    vector.type,
    vector.options as DnsOptions,
  );
  const problems: string[] = [];
  const code = nameOfRcode(message.responseCode);
  if (code !== vector.rcode) problems.push(`${code} instead of ${vector.rcode}`);
  const expected = vector.answers.map((answer) =>
    'data' in answer
      ? `${answer.name} ${answer.type} ${String(answer.data).replaceAll('"', '')}`
      : 'SRV to a hostname',
  );
  const got = message.answers.map((record) => `${record.name}. ${record.type} ${dataOf(record)}`);
  const sorted = (lines: readonly string[]) =>
    [...lines]
      .map((line) => line.toLowerCase())
      .sort()
      .join('\n');
  if (sorted(got) !== sorted(expected))
    problems.push(`${got.join(', ')} instead of ${expected.join(', ')}`);
  return problems;
}

/** Vectors that ask for what the simulated CoreDNS leaves out, and why. */
const NOT_MODELLED: Readonly<Record<string, string>> = {
  'dns-common-31': 'a Service with two ClusterIPs',
  'dns-main-01': 'endpoints with a hostname of their own, and an answer longer than 512 bytes',
  'dns-main-08': 'endpoints with a hostname of their own',
  'dns-notsynced-01': 'a CoreDNS that has not yet read the API',
  'dns-emptysvc-01': 'the option ignore empty_service',
  'dns-pod-verified-03': 'a namespace that the fixture does not list',
  'dns-reverse-01': 'endpoints with a hostname of their own',
  'dns-reverse-03': 'IPv6',
  'dns-reverse-04': 'IPv6',
  'dns-reverse-11': 'endpoints with a hostname of their own',
  'dns-spec-2-3-3-02': 'IPv6',
  'dns-spec-2-4-2-01': 'endpoints with a hostname of their own',
  'dns-spec-2-4-3-01': 'endpoints with a hostname of their own',
};

describe('the records of upstream tests and of the specification', () => {
  const modelled = vectors.records.filter((vector) => !(vector.id in NOT_MODELLED));

  test.each(modelled.map((vector) => [vector.id, vector.type, vector.name, vector] as const))(
    '%s: %s %s is answered alike',
    (_id, _type, _name, vector) => expect(differences(vector)).toEqual([]),
  );

  test('48 of 61 are answered alike, and each of the others names what is left out', () => {
    const different = vectors.records.filter((vector) => differences(vector).length > 0);
    expect(vectors.records).toHaveLength(61);
    expect(different.map((vector) => vector.id).sort()).toEqual(Object.keys(NOT_MODELLED).sort());
  });
});

const spec = clusterOf(vectors.fixtures.spec as Fixture);

describe('the header of an answer', () => {
  test('a name of the zone that does not exist is denied with authority, and the SOA says for how long', () => {
    const message = askServer(spec, 'my-servce.default.svc.cluster.local', 'A');
    expect(nameOfRcode(message.responseCode)).toBe('NXDOMAIN');
    expect(message.authoritative).toBe(true);
    expect(message.authority.map((record) => [record.type, record.name, record.ttl])).toEqual([
      ['SOA', 'cluster.local', 30],
    ]);
  });

  test('a name with an address but none of the family asked for exists, without answer', () => {
    const message = askServer(spec, 'kubernetes.default.svc.cluster.local', 'AAAA');
    expect(nameOfRcode(message.responseCode)).toBe('NOERROR');
    expect(message.answers).toEqual([]);
  });

  test('the records of a kubeadm cluster live for 30 seconds', () => {
    const message = askServer(spec, 'kubernetes.default.svc.cluster.local', 'A');
    expect(message.answers.map((record) => record.ttl)).toEqual([30]);
  });

  test('a name outside the zone is denied without authority', () => {
    const message = askServer(spec, 'api.github.com', 'A');
    expect([nameOfRcode(message.responseCode), message.authoritative]).toEqual(['NXDOMAIN', false]);
  });

  test('bytes that are no query get no answer', () => {
    expect(answerDns(new Uint8Array(5), spec)).toBeNull();
  });
});
