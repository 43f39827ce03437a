/** The chains and affinity sets of one Service port. Source: kubernetes pkg/proxy/nftables/proxier.go syncProxyRules() (1.36). */
import type { NftChainPlan, NftSetPlan, RulePlan } from '../../plan';
import type { UsableEndpoint } from '../endpoints';
import { allowedSources, from, hasFirewall, type ServicePortView } from '../service-ports';
import { MASQUERADE_MARK } from './base';
import { endpointBase, servicePortBase } from './names';

const bases = new WeakMap<ServicePortView, string>();

export function chainName(
  prefix: 'service' | 'local' | 'external' | 'firewall',
  view: ServicePortView,
): string {
  const base = bases.get(view) ?? servicePortBase(view);
  bases.set(view, base);
  return `${prefix}-${base}`;
}

const endpointName = (
  prefix: 'endpoint' | 'affinity',
  view: ServicePortView,
  { ip, port }: UsableEndpoint,
): string => `${prefix}-${endpointBase(view, ip, port)}`;

export const chainsOf = (view: ServicePortView): readonly NftChainPlan[] => [
  ...policyChains(view),
  ...externalChain(view),
  ...firewallChain(view),
  ...endpointChains(view),
];

function policyChains(view: ServicePortView): readonly NftChainPlan[] {
  const { cluster, local } = view.endpoints;
  const chain = (name: string, endpoints: readonly UsableEndpoint[]): readonly NftChainPlan[] =>
    endpoints.length > 0 ? [{ name, rules: balance(view, endpoints) }] : [];
  return [...chain(chainName('service', view), cluster), ...chain(chainName('local', view), local)];
}

/** Without affinity one rule draws and translates; with it every endpoint has a chain that remembers its clients. */
function balance(view: ServicePortView, endpoints: readonly UsableEndpoint[]): readonly RulePlan[] {
  const count = endpoints.length;
  const why =
    count > 1 ? `one of ${count} backends, each as likely as the others` : 'the only backend';
  const draw = `numgen random mod ${count}`;
  if (view.affinitySeconds === undefined) {
    const choices = endpoints.map(({ ip, port }, index) => `${index} : ${ip} . ${port}`);
    const text = `meta l4proto ${view.protocol} dnat ip to ${draw} map { ${choices.join(', ')} }`;
    return [{ text, origin: from(view, why) }];
  }
  const sticky = endpoints.map((endpoint) => ({
    text: `ip saddr @${endpointName('affinity', view, endpoint)} goto ${endpointName('endpoint', view, endpoint)}`,
    origin: from(view, 'a client that was here before goes to the same backend'),
  }));
  const choices = endpoints.map(
    (endpoint, index) => `${index} : goto ${endpointName('endpoint', view, endpoint)}`,
  );
  const text = `${draw} vmap { ${choices.join(', ')} }`;
  return [...sticky, { text, origin: from(view, why) }];
}

/** Traffic that comes in by a node port, an external or a load balancer's address. */
function externalChain(view: ServicePortView): readonly NftChainPlan[] {
  if (!view.isExternal || !view.endpoints.hasAny) return [];
  const rules = view.externalLocal ? localPolicyRules(view) : clusterPolicyRules(view);
  return [{ name: chainName('external', view), rules }];
}

const clusterPolicyRules = (view: ServicePortView): readonly RulePlan[] => [
  {
    text: `${MASQUERADE_MARK} comment "masquerade"`,
    origin: from(
      view,
      'traffic from outside is masqueraded, so that replies come back through this node',
    ),
  },
  {
    text: `goto ${chainName('service', view)}`,
    origin: from(view, 'then the backend is drawn as for the ClusterIP'),
  },
];

/** Clients inside the cluster are served as by the ClusterIP; those outside by the endpoints of this node alone. */
function localPolicyRules(view: ServicePortView): readonly RulePlan[] {
  const service = chainName('service', view);
  const { clusterCIDR } = view.input;
  const texts = [
    ...(clusterCIDR === undefined
      ? []
      : [`ip saddr ${clusterCIDR} goto ${service} comment "short-circuit pod traffic"`]),
    `fib saddr type local ${MASQUERADE_MARK} comment "masquerade local traffic"`,
    `fib saddr type local goto ${service} comment "short-circuit local traffic"`,
    ...(view.endpoints.local.length > 0 ? [`goto ${chainName('local', view)}`] : []),
  ];
  const origin = from(view, 'externalTrafficPolicy Local keeps the address of the client');
  return texts.map((text) => ({ text, origin }));
}

function firewallChain(view: ServicePortView): readonly NftChainPlan[] {
  if (!hasFirewall(view)) return [];
  const sources = allowedSources(view);
  const match = sources.length === 1 ? sources[0] : `{ ${sources.join(', ')} }`;
  const why = 'loadBalancerSourceRanges names who may come; the others are dropped';
  return [
    {
      name: chainName('firewall', view),
      rules: [{ text: `ip saddr != ${match} drop`, origin: from(view, why) }],
    },
  ];
}

function endpointChains(view: ServicePortView): readonly NftChainPlan[] {
  if (view.affinitySeconds === undefined) return [];
  return view.endpoints.reachable.map((endpoint) => ({
    name: endpointName('endpoint', view, endpoint),
    rules: [
      {
        text: `update @${endpointName('affinity', view, endpoint)} { ip saddr }`,
        origin: from(view, 'the client is remembered, so that it comes back here'),
      },
      {
        text: `meta l4proto ${view.protocol} dnat to ${endpoint.address}`,
        origin: {
          agent: 'kube-proxy',
          object: endpoint.object,
          why: 'the destination becomes this backend',
        },
      },
    ],
  }));
}

/** What the kernel says of a dynamic set that was made without a size. */
const DYNAMIC_SIZE = 65_535;

export function affinitySets(view: ServicePortView): readonly NftSetPlan[] {
  const { affinitySeconds } = view;
  if (affinitySeconds === undefined) return [];
  return view.endpoints.reachable.map((endpoint) => ({
    name: endpointName('affinity', view, endpoint),
    type: 'ipv4_addr',
    size: DYNAMIC_SIZE,
    flags: ['dynamic', 'timeout'],
    timeoutSeconds: affinitySeconds,
    elements: [],
  }));
}
