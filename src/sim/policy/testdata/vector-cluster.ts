/** Clusters and probes of the conformance vectors as our own values. */
import type { Cluster, NetworkPolicy, Node, Pod } from '../../kube/types';
import type { End, TransportProtocol } from '../selection';
import file from './networkpolicy.json';

interface VectorPod {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ip: string;
  readonly node: string;
  readonly ports: readonly {
    readonly name?: string;
    readonly port: number;
    readonly protocol: string;
  }[];
}
interface VectorCluster {
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pods: readonly VectorPod[];
  readonly nodes?: readonly { readonly name: string; readonly ip: string }[];
  readonly externals?: readonly { readonly name: string; readonly ip: string }[];
}
type Expectation =
  | { readonly ports: readonly string[]; readonly matrix: readonly string[] }
  | { readonly probes: readonly (readonly [string, string, string, string])[] };
export interface Vector {
  readonly id: string;
  readonly title: string;
  readonly cluster: string;
  readonly policies: readonly unknown[];
  readonly expect: readonly Expectation[];
}
export interface Probe {
  readonly text: string;
  readonly from: End;
  readonly to: End;
  readonly port: number;
  readonly protocol: TransportProtocol;
  readonly allowed: boolean;
}

const { clusters, vectors } = file as unknown as {
  readonly clusters: Readonly<Record<string, VectorCluster>>;
  readonly vectors: readonly Vector[];
};
export const VECTORS = vectors;

function podOf({ name, labels, ip, node, ports }: VectorPod): Pod {
  const [namespace = '', short = ''] = name.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: short, namespace, labels },
    positions: {},
    spec: {
      nodeName: node,
      containers: [
        {
          name: 'c',
          image: 'server',
          ports: ports.map((port) => ({
            ...port,
            containerPort: port.port,
            protocol: port.protocol as TransportProtocol,
          })),
        },
      ],
    },
    status: { podIP: ip },
  };
}

export function clusterOf(vector: Vector): Cluster {
  const given = clusters[vector.cluster];
  if (!given) throw new Error(`cluster ${vector.cluster} exists`);
  const nodes = (given.nodes ?? []).map(
    ({ name, ip }): Node => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name },
      positions: {},
      spec: {},
      status: { addresses: [{ type: 'InternalIP', address: ip }] },
    }),
  );
  return {
    nodes,
    namespaces: Object.entries(given.namespaces).map(([name, labels]) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
      positions: {},
    })),
    pods: given.pods.map(podOf),
    services: [],
    endpointSlices: [],
    networkPolicies: vector.policies.map((policy) => ({
      ...(policy as NetworkPolicy),
      positions: {},
    })),
    others: [],
    runtime: {},
    ready: {},
    podCIDR: '10.244.0.0/16',
    serviceCIDR: '10.96.0.0/12',
    dnsZone: 'cluster.local',
    version: '',
  };
}

export function probesOf(vector: Vector, cluster: Cluster): Probe[] {
  const given = clusters[vector.cluster];
  const addresses = new Map<string, string>([
    ...(given?.externals ?? []).map(({ name, ip }): [string, string] => [name, ip]),
    ...(given?.nodes ?? []).map(({ name, ip }): [string, string] => [`node/${name}`, ip]),
  ]);
  const end = (name: string): End => {
    const found = cluster.pods.find(
      (pod) => `${pod.metadata.namespace}/${pod.metadata.name}` === name,
    );
    return found ?? addresses.get(name) ?? name;
  };
  const probe = (from: string, to: string, target: string, allowed: boolean): Probe => {
    const [port, protocol] = target.split('/');
    const text = `${from} -> ${to} ${target}`;
    return {
      text,
      from: end(from),
      to: end(to),
      port: Number(port),
      protocol: protocol as TransportProtocol,
      allowed,
    };
  };
  const names = (given?.pods ?? []).map((pod) => pod.name);
  return vector.expect.flatMap((item) => {
    if ('probes' in item)
      return item.probes.map(([from, to, target, verdict]) =>
        probe(from, to, target, verdict === 'allow'),
      );
    return item.ports.flatMap((target) =>
      item.matrix.flatMap((row, i) =>
        [...row].flatMap((cell, j) =>
          cell === '-' ? [] : [probe(names[i] ?? '', names[j] ?? '', target, cell === '.')],
        ),
      ),
    );
  });
}
