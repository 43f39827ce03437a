/**
 * The part of kube-proxy's nftables table that every node has, whatever Services exist.
 * Source: kubernetes pkg/proxy/nftables/proxier.go setupNFTables() (1.36), spelled as nft 1.0.6 lists it.
 */
import type { Origin } from '../../origin';
import type { HookName, NftBase, NftChainPlan, NftSetPlan, RulePlan } from '../../plan';
import { cidrContains } from '../../wire/address';
import type { KubeProxyInput } from '../types';

export const MASQUERADE_MARK = 'meta mark set meta mark | 0x00004000';

const origin = (why: string): Origin => ({ agent: 'kube-proxy', why });
const BASE = origin('one of the rules that every node gets, whatever Services exist');
const rule = (text: string, why?: string): RulePlan => ({
  text,
  origin: why === undefined ? BASE : origin(why),
});

const BY_SERVICE = 'ipv4_addr . inet_proto . inet_service';
const BY_PORT = 'inet_proto . inet_service';
const SERVICE_KEY = 'ip daddr . meta l4proto . th dport';
const PORT_KEY = 'meta l4proto . th dport';

/** Elements by the name of their set or map. */
export type Elements = Readonly<Record<string, readonly RulePlan[]>>;

interface SetShape {
  readonly name: string;
  readonly type: string;
  readonly gives?: string;
  readonly comment: string;
}

/** In the order in which they are created, which is the order of `nft list`. */
const SETS: readonly SetShape[] = [
  {
    name: 'hairpin-connections',
    type: `ipv4_addr . ${BY_SERVICE}`,
    comment: 'service hairpin connections',
  },
  { name: 'cluster-ips', type: 'ipv4_addr', comment: 'Active ClusterIPs' },
  { name: 'nodeport-ips', type: 'ipv4_addr', comment: 'IPs that accept NodePort traffic' },
  {
    name: 'no-endpoint-services',
    type: BY_SERVICE,
    gives: 'verdict',
    comment: 'vmap to drop or reject packets to services with no endpoints',
  },
  {
    name: 'no-endpoint-nodeports',
    type: BY_PORT,
    gives: 'verdict',
    comment: 'vmap to drop or reject packets to service nodeports with no endpoints',
  },
  {
    name: 'firewall-ips',
    type: BY_SERVICE,
    gives: 'verdict',
    comment: 'destinations that are subject to LoadBalancerSourceRanges',
  },
  {
    name: 'service-ips',
    type: BY_SERVICE,
    gives: 'verdict',
    comment: 'ClusterIP, ExternalIP and LoadBalancer IP traffic',
  },
  { name: 'service-nodeports', type: BY_PORT, gives: 'verdict', comment: 'NodePort traffic' },
];

export function baseSets(input: KubeProxyInput, elements: Elements): readonly NftSetPlan[] {
  const all: Elements = {
    ...elements,
    'nodeport-ips': nodePortAddresses(input).map((ip) =>
      rule(ip, 'node ports are served on these addresses of the node only'),
    ),
  };
  return SETS.filter(({ name }) => name !== 'nodeport-ips' || !acceptsEveryAddress(input)).map(
    (shape) => ({ ...shape, elements: all[shape.name] ?? [] }),
  );
}

const acceptsEveryAddress = ({ nodePortAddresses: wanted }: KubeProxyInput): boolean =>
  wanted?.includes('0.0.0.0/0') ?? false;

/** --nodeport-addresses is "primary" unless it is given: the first address of the node. */
function nodePortAddresses(input: KubeProxyInput): readonly string[] {
  const { nodeIPs, nodePortAddresses: wanted } = input;
  if (!wanted) return nodeIPs.slice(0, 1);
  return nodeIPs.filter(
    (ip) => !ip.includes(':') && wanted.some((range) => cidrContains(range, ip)),
  );
}

type HookedChain = readonly [
  name: string,
  type: NftBase['type'],
  hook: HookName,
  priority: number,
  jumps: readonly string[],
];

const FIREWALL = 'ct state new jump firewall-check';
const SERVICE_ENDPOINTS = 'ct state new jump service-endpoints-check';
const NODE_PORT_ENDPOINTS = 'ct state new jump nodeport-endpoints-check';
const CLUSTER_IPS = 'ct state new jump cluster-ips-check';

const HOOKED: readonly HookedChain[] = [
  ['filter-prerouting-pre-dnat', 'filter', 'PREROUTING', -110, [FIREWALL]],
  ['filter-output-pre-dnat', 'filter', 'OUTPUT', -110, [FIREWALL]],
  ['filter-input', 'filter', 'INPUT', 0, [NODE_PORT_ENDPOINTS, SERVICE_ENDPOINTS]],
  ['filter-forward', 'filter', 'FORWARD', 0, [SERVICE_ENDPOINTS, CLUSTER_IPS]],
  ['filter-output', 'filter', 'OUTPUT', 0, [SERVICE_ENDPOINTS, CLUSTER_IPS]],
  ['nat-prerouting', 'nat', 'PREROUTING', -100, ['jump services']],
  ['nat-output', 'nat', 'OUTPUT', -100, ['jump services']],
  ['nat-postrouting', 'nat', 'POSTROUTING', 100, ['jump masquerading']],
];

export function baseChains(input: KubeProxyInput): readonly NftChainPlan[] {
  const nodePort = acceptsEveryAddress(input)
    ? 'ip daddr != 127.0.0.0/8'
    : 'ip daddr @nodeport-ips';
  return [
    ...HOOKED.map(
      ([name, type, hook, priority, jumps]): NftChainPlan => ({
        name,
        base: { type, hook, priority, policy: 'accept' },
        rules: jumps.map((text) => rule(text)),
      }),
    ),
    {
      name: 'nodeport-endpoints-check',
      rules: [rule(`${nodePort} ${PORT_KEY} vmap @no-endpoint-nodeports`)],
    },
    {
      name: 'service-endpoints-check',
      rules: [rule(`${SERVICE_KEY} vmap @no-endpoint-services`)],
    },
    { name: 'firewall-check', rules: [rule(`${SERVICE_KEY} vmap @firewall-ips`)] },
    { name: 'services', rules: servicesRules(input, nodePort) },
    { name: 'masquerading', rules: MASQUERADING },
    { name: 'cluster-ips-check', rules: clusterIPsCheck(input) },
    {
      name: 'reject-chain',
      comment: 'helper for @no-endpoint-services / @no-endpoint-nodeports',
      rules: [rule('reject', 'the Service has no ready endpoint, so clients are told at once')],
    },
  ];
}

function servicesRules(input: KubeProxyInput, nodePort: string): readonly RulePlan[] {
  return [
    ...masqueradeRules(input),
    rule(`${SERVICE_KEY} vmap @service-ips`),
    rule(`${nodePort} ${PORT_KEY} vmap @service-nodeports`),
  ];
}

function masqueradeRules({ masqueradeAll, clusterCIDR }: KubeProxyInput): readonly RulePlan[] {
  if (masqueradeAll) {
    return [
      rule(
        `ip daddr @cluster-ips ${MASQUERADE_MARK} comment "masquerade all clusterIP traffic"`,
        'kube-proxy was told to masquerade all traffic to Services',
      ),
    ];
  }
  if (clusterCIDR === undefined) return [];
  return [
    rule(
      `ip daddr @cluster-ips ip saddr != ${clusterCIDR} ${MASQUERADE_MARK} comment "masquerade clusterIP traffic from outside cluster"`,
      'a source outside the pod range is masqueraded, so that replies come back through this node',
    ),
  ];
}

const MASQUERADING: readonly RulePlan[] = [
  rule(
    'meta mark & 0x00004000 != 0x00000000 meta mark set meta mark ^ 0x00004000 masquerade fully-random',
    'what was marked on its way in leaves with an address of this node',
  ),
  rule(
    'ct status dnat ip saddr . ip daddr . meta l4proto . th dport @hairpin-connections masquerade fully-random',
    'hairpin: a pod that reaches itself through its Service',
  ),
];

const clusterIPsCheck = ({ cluster }: KubeProxyInput): readonly RulePlan[] => [
  rule(
    'ip daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"',
    'the ClusterIP exists, but nothing is served on this port or protocol',
  ),
  rule(
    `ip daddr ${cluster.serviceCIDR} drop comment "Drop traffic to unallocated ClusterIPs"`,
    'the address lies in the service range and belongs to no Service',
  ),
];
