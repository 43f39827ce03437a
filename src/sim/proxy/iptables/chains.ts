/**
 * The chains of one Service port: who may come, how a backend is drawn, how the destination is rewritten.
 * Source: kubernetes pkg/proxy/iptables/proxier.go syncProxyRules(), writeServiceToEndpointRules() (1.36).
 */
import type { Origin } from '../../origin';
import type { ChainPlan, RulePlan } from '../../plan';
import type { UsableEndpoint } from '../endpoints';
import { allowedSources, from, hasFirewall, type ServicePortView } from '../service-ports';
import { endpointChain, printedProbability } from './names';
import { chainOf, comment } from './recognition';

const rule = (text: string, origin: Origin): RulePlan => ({ text, origin });

export function chainsOf(view: ServicePortView): readonly ChainPlan[] {
  const { cluster, local, reachable } = view.endpoints;
  const policyChain = (
    prefix: 'KUBE-SVC' | 'KUBE-SVL',
    endpoints: readonly UsableEndpoint[],
    isInternal: boolean,
  ): readonly ChainPlan[] => {
    if (endpoints.length === 0) return [];
    const name = chainOf(prefix, view);
    const marked = isInternal ? masquerade(view, name) : [];
    return [{ name, rules: [...marked, ...balance(view, name, endpoints)] }];
  };
  return [
    ...firewallChain(view),
    ...externalChain(view),
    ...policyChain('KUBE-SVC', cluster, !view.internalLocal),
    ...policyChain('KUBE-SVL', local, view.internalLocal),
    ...reachable.map((endpoint) => endpointRules(view, endpoint)),
  ];
}

function firewallChain(view: ServicePortView): readonly ChainPlan[] {
  if (!hasFirewall(view)) return [];
  const name = chainOf('KUBE-FW', view);
  const origin = from(view, 'loadBalancerSourceRanges names who may come');
  const allowed = allowedSources(view).map((source) => {
    const cidr = source.includes('/') ? source : `${source}/32`;
    const match = cidr.endsWith('/0') ? '' : `-s ${cidr} `;
    const text = `-A ${name} ${match}${comment(`${view.name} loadbalancer IP`)} -j ${chainOf('KUBE-EXT', view)}`;
    return rule(text, origin);
  });
  const others = comment(`other traffic to ${view.name} will be dropped by KUBE-PROXY-FIREWALL`);
  return [{ name, rules: [...allowed, rule(`-A ${name} ${others}`, origin)] }];
}

function externalChain(view: ServicePortView): readonly ChainPlan[] {
  if (!view.isExternal || !view.endpoints.hasAny) return [];
  const name = chainOf('KUBE-EXT', view);
  const rules = view.externalLocal ? localPolicyRules(view, name) : clusterPolicyRules(view, name);
  return [{ name, rules }];
}

function clusterPolicyRules(view: ServicePortView, name: string): readonly RulePlan[] {
  const said = comment(`masquerade traffic for ${view.name} external destinations`);
  return [
    rule(
      `-A ${name} ${said} -j KUBE-MARK-MASQ`,
      from(
        view,
        'traffic from outside is masqueraded, so that replies come back through this node',
      ),
    ),
    rule(
      `-A ${name} -j ${chainOf('KUBE-SVC', view)}`,
      from(view, 'then the backend is drawn as for the ClusterIP'),
    ),
  ];
}

/** Clients inside the cluster are served as by the ClusterIP; those outside by the endpoints of this node alone. */
function localPolicyRules(view: ServicePortView, name: string): readonly RulePlan[] {
  const svc = chainOf('KUBE-SVC', view);
  const { clusterCIDR } = view.input;
  const said = (what: string) => comment(`${what} traffic for ${view.name} external destinations`);
  const isLocal = '-m addrtype --src-type LOCAL';
  const texts = [
    ...(clusterCIDR ? [`-A ${name} -s ${clusterCIDR} ${said('pod')} -j ${svc}`] : []),
    `-A ${name} ${said('masquerade LOCAL')} ${isLocal} -j KUBE-MARK-MASQ`,
    `-A ${name} ${said('route LOCAL')} ${isLocal} -j ${svc}`,
    ...(view.endpoints.local.length > 0 ? [`-A ${name} -j ${chainOf('KUBE-SVL', view)}`] : []),
  ];
  const origin = from(view, 'externalTrafficPolicy Local keeps the address of the client');
  return texts.map((text) => rule(text, origin));
}

/** The chain of the ClusterIP: what does not come from a pod must return through this node, so its source is replaced. */
function masquerade(view: ServicePortView, chain: string): readonly RulePlan[] {
  const { clusterCIDR, masqueradeAll } = view.input;
  if (!clusterCIDR && !masqueradeAll) return [];
  const source = masqueradeAll ? '' : `! -s ${clusterCIDR} `;
  const match = `${source}-d ${view.clusterIP}/32 -p ${view.protocol}`;
  const text = `-A ${chain} ${match} ${comment(`${view.name} cluster IP`)} -m ${view.protocol} --dport ${view.port} -j KUBE-MARK-MASQ`;
  return [rule(text, from(view, 'a source outside the pod range is masqueraded'))];
}

function balance(
  view: ServicePortView,
  chain: string,
  endpoints: readonly UsableEndpoint[],
): readonly RulePlan[] {
  const said = (endpoint: UsableEndpoint) => comment(`${view.name} -> ${endpoint.address}`);
  const sep = (endpoint: UsableEndpoint) =>
    endpointChain(view.name, view.protocol, endpoint.address);
  const { affinitySeconds } = view;
  const sticky =
    affinitySeconds === undefined
      ? []
      : endpoints.map((endpoint) => {
          const recent = `-m recent --rcheck --seconds ${affinitySeconds} --reap --name ${sep(endpoint)} --mask 255.255.255.255 --rsource`;
          const text = `-A ${chain} ${said(endpoint)} ${recent} -j ${sep(endpoint)}`;
          return rule(text, from(view, 'a client that was here before goes to the same backend'));
        });
  const draws = endpoints.map((endpoint, index) => {
    const remaining = endpoints.length - index;
    const chance =
      remaining > 1
        ? `-m statistic --mode random --probability ${printedProbability(remaining)} `
        : '';
    const text = `-A ${chain} ${said(endpoint)} ${chance}-j ${sep(endpoint)}`;
    const why =
      remaining > 1 ? `one of ${remaining} backends that are left` : 'the backend that is left';
    return rule(text, { agent: 'kube-proxy', object: endpoint.object, why });
  });
  return [...sticky, ...draws];
}

function endpointRules(view: ServicePortView, endpoint: UsableEndpoint): ChainPlan {
  const name = endpointChain(view.name, view.protocol, endpoint.address);
  const origin = (why: string): Origin => ({ agent: 'kube-proxy', object: endpoint.object, why });
  const sticky =
    view.affinitySeconds === undefined
      ? ''
      : ` -m recent --set --name ${name} --mask 255.255.255.255 --rsource`;
  return {
    name,
    rules: [
      rule(
        `-A ${name} -s ${endpoint.ip}/32 ${comment(view.name)} -j KUBE-MARK-MASQ`,
        origin('hairpin: a pod that reaches itself through its Service'),
      ),
      rule(
        `-A ${name} -p ${view.protocol} ${comment(view.name)}${sticky} -m ${view.protocol} -j DNAT --to-destination ${endpoint.address}`,
        origin('the destination becomes this backend'),
      ),
    ],
  };
}
