/**
 * How the packets of one Service port are recognised by address and port, and turned away where nobody may serve them.
 * Source: kubernetes pkg/proxy/iptables/proxier.go syncProxyRules() (1.36).
 */
import type { RulePlan } from '../../plan';
import { from, hasFirewall, type Refusal, refusals, type ServicePortView } from '../service-ports';
import { counting, hasCounter, LOCALHOST_COUNTER, servesLocalhost } from './flags';
import { type ServiceChainPrefix, servicePortHash } from './names';

/** Rules by the chain that they are appended to; KUBE-NODEPORTS exists in both tables. */
export interface Recognition {
  readonly services: RulePlan[];
  readonly nodePorts: RulePlan[];
  readonly filterServices: RulePlan[];
  readonly filterExternal: RulePlan[];
  readonly filterNodePorts: RulePlan[];
  readonly filterFirewall: RulePlan[];
}

export const comment = (text: string): string => `-m comment --comment "${text}"`;

const hashes = new WeakMap<ServicePortView, string>();

export function chainOf(prefix: ServiceChainPrefix, view: ServicePortView): string {
  const hash = hashes.get(view) ?? servicePortHash(view.name, view.protocol);
  hashes.set(view, hash);
  return `${prefix}-${hash}`;
}

export function recognise(view: ServicePortView): Recognition {
  const rules: Recognition = {
    services: [],
    nodePorts: [],
    filterServices: [],
    filterExternal: [],
    filterNodePorts: [],
    filterFirewall: [],
  };
  clusterIP(view, rules);
  externalAddresses(view, rules);
  if (view.nodePort !== undefined) nodePort(view, view.nodePort, rules);
  if (view.healthCheckNodePort !== undefined) {
    const text = `-A KUBE-NODEPORTS -p tcp ${comment(`${view.name} health check node port`)} -m tcp --dport ${view.healthCheckNodePort} -j ACCEPT`;
    const why = 'load balancers ask here whether this node has endpoints';
    rules.filterNodePorts.push({ text, origin: from(view, why) });
  }
  return rules;
}

const destination = (ip: string, { protocol }: ServicePortView): string =>
  `-d ${ip}/32 -p ${protocol}`;
const dport = ({ protocol }: ServicePortView, port: number): string =>
  `-m ${protocol} --dport ${port}`;

function toAddress(
  view: ServicePortView,
  ip: string,
  what: string,
  chain: string,
  why: string,
): RulePlan {
  const match = `${destination(ip, view)} ${comment(`${view.name} ${what}`)}`;
  const text = `-A KUBE-SERVICES ${match} ${dport(view, view.port)} -j ${chain}`;
  return { text, origin: from(view, why) };
}

/** No endpoints: refused at once. Endpoints elsewhere but none here under the Local policy: dropped. */
function refusal(
  view: ServicePortView,
  start: string,
  match: string,
  how: Exclude<Refusal, null>,
): RulePlan {
  const said = comment(`${view.name} has no ${how === 'drop' ? 'local ' : ''}endpoints`);
  const target = how === 'drop' ? 'DROP' : 'REJECT --reject-with icmp-port-unreachable';
  const why =
    how === 'drop'
      ? 'the traffic policy is Local and no endpoint is on this node'
      : 'the Service has no ready endpoint, so clients are told at once';
  return { text: `${start} ${said} ${match} -j ${target}`, origin: from(view, why) };
}

function clusterIP(view: ServicePortView, rules: Recognition): void {
  const { internal } = refusals(view);
  if (internal) {
    const start = `-A KUBE-SERVICES ${destination(view.clusterIP, view)}`;
    rules.filterServices.push(refusal(view, start, dport(view, view.port), internal));
    return;
  }
  const chain = chainOf(view.internalLocal ? 'KUBE-SVL' : 'KUBE-SVC', view);
  const why = 'packets to this ClusterIP and port belong to the Service';
  rules.services.push(toAddress(view, view.clusterIP, 'cluster IP', chain, why));
}

function externalAddresses(view: ServicePortView, rules: Recognition): void {
  const { external } = refusals(view);
  const why = 'this address of the Service is for clients outside the cluster';
  const add = (ip: string, what: string, chain: string) => {
    if (view.endpoints.hasAny) rules.services.push(toAddress(view, ip, what, chain, why));
    if (external) {
      const start = `-A KUBE-EXTERNAL-SERVICES ${destination(ip, view)}`;
      rules.filterExternal.push(refusal(view, start, dport(view, view.port), external));
    }
  };
  for (const ip of view.externalIPs) add(ip, 'external IP', chainOf('KUBE-EXT', view));
  for (const ip of view.loadBalancerIPs) {
    const isGuarded = hasFirewall(view);
    add(ip, 'loadbalancer IP', chainOf(isGuarded ? 'KUBE-FW' : 'KUBE-EXT', view));
    if (!isGuarded) continue;
    const said = comment(`${view.name} traffic not accepted by ${chainOf('KUBE-FW', view)}`);
    const text = `-A KUBE-PROXY-FIREWALL ${destination(ip, view)} ${said} ${dport(view, view.port)} -j DROP`;
    const limited = 'loadBalancerSourceRanges names who may come; the others are dropped';
    rules.filterFirewall.push({ text, origin: from(view, limited) });
  }
}

function nodePort(view: ServicePortView, port: number, rules: Recognition): void {
  const { external } = refusals(view);
  if (external) {
    const start = `-A KUBE-EXTERNAL-SERVICES -p ${view.protocol}`;
    const match = `-m addrtype --dst-type LOCAL ${dport(view, port)}`;
    rules.filterExternal.push(refusal(view, start, match, external));
  }
  if (!view.endpoints.hasAny) return;
  const jump = (destinations: string, counter: string): RulePlan => {
    const match = `${destinations}-p ${view.protocol} ${comment(view.name)} ${dport(view, port)}`;
    const text = `-A KUBE-NODEPORTS ${match}${counter} -j ${chainOf('KUBE-EXT', view)}`;
    return { text, origin: from(view, 'every node answers on the node port') };
  };
  if (servesLocalhost(view.input) && hasCounter(view.input, LOCALHOST_COUNTER))
    rules.nodePorts.push(jump('-d 127.0.0.0/8 ', counting(LOCALHOST_COUNTER)));
  rules.nodePorts.push(jump('', ''));
}
