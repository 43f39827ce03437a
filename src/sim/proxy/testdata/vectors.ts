/** The vectors of kubeproxy.json as our own values. */
import type { Cluster, EndpointSlice, Node, Service } from '../../kube/types';
import type { ProxyName } from '../../world';
import type { KubeProxyInput } from '../types';
import file from './kubeproxy.json';

interface Config {
  readonly nodeName: string;
  readonly nodeIPs: readonly string[];
  readonly localDetector: { readonly type: string; readonly clusterCIDR?: string };
  readonly masqueradeAll: boolean;
  readonly nodeLabels?: Readonly<Record<string, string>>;
  readonly perMode: {
    readonly iptables?: {
      readonly localhostNodePorts: boolean;
      readonly nodePortAddresses: readonly string[];
    };
    readonly nftables?: {
      readonly nodePortAddresses: readonly string[];
      readonly serviceCIDRs: string;
    };
  };
}

interface Objects {
  readonly services: readonly Omit<Service, 'positions'>[];
  readonly endpointSlices: readonly WrittenSlice[];
}

type Conditions = Partial<EndpointSlice['endpoints'][number]['conditions']>;
interface WrittenSlice extends Omit<EndpointSlice, 'positions' | 'endpoints' | 'ports'> {
  readonly endpoints:
    | readonly (Omit<EndpointSlice['endpoints'][number], 'conditions'> & {
        readonly conditions?: Conditions;
      })[]
    | null;
  readonly ports: EndpointSlice['ports'] | null;
}

export interface RuleVector {
  readonly id: string;
  readonly title: string;
  readonly mode: ProxyName;
  readonly scenario: string;
  /** as kube-proxy writes the rules, or as the kernel's tools list them */
  readonly spelling: 'written' | 'listed';
  readonly flags?: {
    readonly conntrackTCPLiberal?: boolean;
    readonly nfacctCounters?: readonly string[];
    readonly iptablesHasRandomFully?: boolean;
  };
  /** only these blocks are asserted */
  readonly only?: boolean;
  readonly partial?: boolean;
  readonly blocks: Blocks;
  readonly absent?: readonly string[];
}

/** "chain services", "set cluster-ips", "nat KUBE-SERVICES": the lines in it. */
export type Blocks = Readonly<Record<string, readonly string[]>>;

export interface FlowVector {
  readonly id: string;
  readonly title: string;
  readonly scenario: string;
  readonly modes: readonly ProxyName[];
  readonly flow: {
    readonly from: string;
    readonly dst: string;
    readonly port: number;
    readonly protocol: string;
  };
  readonly expect: {
    readonly verdict: 'dnat' | 'reject' | 'drop' | 'accept' | 'untouched';
    readonly endpoints?: readonly string[];
    readonly masquerade?: boolean;
    readonly masqueradeByEndpoint?: Readonly<Record<string, boolean>>;
    readonly firstPacketProbability?: Readonly<Record<string, number>>;
  };
}

export interface SelectionVector {
  readonly id: string;
  readonly title: string;
  readonly preferSameTrafficDistribution: boolean;
  readonly node: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly objects: Objects;
  readonly expect: {
    readonly clusterEndpoints: readonly string[];
    readonly localEndpoints: readonly string[];
    readonly allReachableEndpoints: readonly string[];
    readonly hasAnyEndpoints: boolean;
  };
}

export interface ChainVector {
  readonly id: string;
  readonly mode: ProxyName;
  readonly servicePort?: string;
  readonly protocol?: string;
  readonly endpoint?: string;
  readonly chains?: readonly string[];
  readonly chainNameBase?: string;
  readonly remainingEndpoints?: number;
  readonly probabilityText?: string;
}

const data = file as unknown as {
  readonly scenarios: Readonly<Record<string, { config: Config; objects: Objects }>>;
  readonly common: Readonly<Record<string, Blocks>>;
  readonly rules: readonly RuleVector[];
  readonly flows: readonly FlowVector[];
  readonly endpointSelection: readonly SelectionVector[];
  readonly chains: readonly ChainVector[];
};

export const { rules: RULES, flows: FLOWS, endpointSelection: SELECTIONS, chains: CHAINS } = data;

export function expectedBlocks({ mode, spelling, only, blocks, absent = [] }: RuleVector): Blocks {
  if (only) return blocks;
  const common = Object.entries(data.common[`${mode} ${spelling}`] ?? {});
  return { ...Object.fromEntries(common.filter(([name]) => !absent.includes(name))), ...blocks };
}

export function clusterOf(
  { services, endpointSlices }: Objects,
  node: { readonly name: string; readonly labels?: Readonly<Record<string, string>> },
  serviceCIDR = '10.96.0.0/12',
): Cluster {
  const only: Node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node.name, labels: node.labels ?? {} },
    positions: {},
    spec: {},
    status: {},
  };
  return {
    nodes: [only],
    namespaces: [],
    pods: [],
    services: services.map((service) => ({ ...service, positions: {} })),
    endpointSlices: endpointSlices.map(sliceOf),
    networkPolicies: [],
    others: [],
    runtime: {},
    ready: {},
    podCIDR: '10.244.0.0/16',
    serviceCIDR,
    dnsZone: 'cluster.local',
    version: '',
  };
}

/** discovery/v1: a missing condition counts as ready, serving follows ready, terminating is false. */
const sliceOf = (slice: WrittenSlice): EndpointSlice => ({
  ...slice,
  positions: {},
  ports: slice.ports ?? [],
  endpoints: (slice.endpoints ?? []).map((endpoint) => {
    const { ready = true, serving = ready, terminating = false } = endpoint.conditions ?? {};
    return { ...endpoint, conditions: { ready, serving, terminating } };
  }),
});

export function inputOf(
  scenario: string,
  mode: ProxyName,
  flags: RuleVector['flags'] = {},
): KubeProxyInput {
  const found = data.scenarios[scenario];
  if (!found) throw new Error(`scenario ${scenario} exists`);
  const { config, objects } = found;
  const perMode = config.perMode[mode];
  return {
    nodeName: config.nodeName,
    nodeIPs: config.nodeIPs,
    cluster: clusterOf(
      objects,
      { name: config.nodeName, labels: config.nodeLabels },
      config.perMode.nftables?.serviceCIDRs,
    ),
    clusterCIDR: config.localDetector.clusterCIDR,
    masqueradeAll: config.masqueradeAll,
    nodePortAddresses: perMode?.nodePortAddresses,
    localhostNodePorts: config.perMode.iptables?.localhostNodePorts,
    nfacctCounters: flags.nfacctCounters ?? [],
    tcpLiberal: flags.conntrackTCPLiberal,
    randomFully: flags.iptablesHasRandomFully ?? false,
  };
}
