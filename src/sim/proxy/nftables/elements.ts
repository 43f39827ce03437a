/** What one Service port puts into kube-proxy's sets and maps. Source: kubernetes pkg/proxy/nftables/proxier.go syncProxyRules() (1.36). */
import type { RulePlan } from '../../plan';
import { from, hasFirewall, type Refusal, refusals, type ServicePortView } from '../service-ports';
import { chainName } from './chains';

type Add = (set: string, text: string, why: string) => void;

/** By the name of the set or map. */
export function elementsOf(view: ServicePortView): Readonly<Record<string, readonly RulePlan[]>> {
  const elements: Record<string, RulePlan[]> = {};
  const add: Add = (set, text, why) => {
    (elements[set] ??= []).push({ text, origin: from(view, why) });
  };
  add('cluster-ips', view.clusterIP, 'this address belongs to the Service');
  clusterIP(view, add);
  externalAddresses(view, add);
  nodePort(view, add);
  const hairpins = hairpinElements(view);
  return hairpins.length > 0 ? { ...elements, 'hairpin-connections': hairpins } : elements;
}

const keyOf = ({ protocol, port }: ServicePortView, ip: string): string =>
  `${ip} . ${protocol} . ${port}`;

/** `10.96.0.77 . tcp . 8080 comment "default/empty-service" : goto reject-chain` */
function refuse(
  { name }: ServicePortView,
  map: string,
  key: string,
  how: Refusal,
  add: Add,
): boolean {
  if (how === null) return false;
  const verdict = how === 'reject' ? 'goto reject-chain' : 'drop';
  const why =
    how === 'reject'
      ? 'the Service has no ready endpoint, so clients are told at once'
      : 'the traffic policy is Local and no endpoint is on this node';
  add(map, `${key} comment "${name}" : ${verdict}`, why);
  return true;
}

function clusterIP(view: ServicePortView, add: Add): void {
  const key = keyOf(view, view.clusterIP);
  if (refuse(view, 'no-endpoint-services', key, refusals(view).internal, add)) return;
  const chain = chainName(view.internalLocal ? 'local' : 'service', view);
  add(
    'service-ips',
    `${key} : goto ${chain}`,
    'packets to this ClusterIP and port belong to the Service',
  );
}

function externalAddresses(view: ServicePortView, add: Add): void {
  const { external } = refusals(view);
  const why = 'this address of the Service is for clients outside the cluster';
  for (const ip of [...view.externalIPs, ...view.loadBalancerIPs]) {
    const key = keyOf(view, ip);
    if (view.endpoints.hasAny) {
      add('service-ips', `${key} : goto ${chainName('external', view)}`, why);
    }
    refuse(view, 'no-endpoint-services', key, external, add);
  }
  if (!hasFirewall(view)) return;
  for (const ip of view.loadBalancerIPs) {
    const text = `${keyOf(view, ip)} : goto ${chainName('firewall', view)}`;
    add('firewall-ips', text, 'loadBalancerSourceRanges limits who may come');
  }
}

function nodePort(view: ServicePortView, add: Add): void {
  if (view.nodePort === undefined) return;
  const key = `${view.protocol} . ${view.nodePort}`;
  if (view.endpoints.hasAny) {
    const text = `${key} : goto ${chainName('external', view)}`;
    add('service-nodeports', text, 'every node answers on the node port');
  }
  refuse(view, 'no-endpoint-nodeports', key, refusals(view).external, add);
}

function hairpinElements({ endpoints, protocol }: ServicePortView): readonly RulePlan[] {
  return endpoints.reachable
    .filter((endpoint) => endpoint.isLocal)
    .map(({ ip, port, object }) => ({
      text: `${ip} . ${ip} . ${protocol} . ${port}`,
      origin: {
        agent: 'kube-proxy',
        object,
        why: 'a pod of this node that reaches itself through its Service must be masqueraded',
      },
    }));
}
