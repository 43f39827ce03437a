/** What kube-proxy in nftables mode leaves in the kernel of one node: the table `ip kube-proxy`. */
import type { NftTablePlan, RulePlan } from '../../plan';
import { servicePorts } from '../service-ports';
import type { KubeProxyInput, ServiceProxy } from '../types';
import { baseChains, baseSets, type Elements } from './base';
import { affinitySets, chainsOf } from './chains';
import { elementsOf } from './elements';

export function compileNftables(input: KubeProxyInput): NftTablePlan {
  const ports = servicePorts(input);
  return {
    family: 'ip',
    name: 'kube-proxy',
    comment: 'rules for kube-proxy',
    sets: [
      ...baseSets(input, mergeElements(ports.map(elementsOf))),
      ...ports.flatMap(affinitySets),
    ],
    chains: [...baseChains(input), ...ports.flatMap(chainsOf)],
  };
}

/** Several ports share an address and a pod may serve several Services; a set holds each element once. */
function mergeElements(lists: readonly Elements[]): Elements {
  const merged: Record<string, Map<string, RulePlan>> = {};
  for (const [set, elements] of lists.flatMap((list) => Object.entries(list))) {
    const known = (merged[set] ??= new Map());
    for (const element of elements) {
      if (!known.has(element.text)) known.set(element.text, element);
    }
  }
  return Object.fromEntries(
    Object.entries(merged).map(([set, elements]) => [set, [...elements.values()]]),
  );
}

export const NFTABLES: ServiceProxy = {
  name: 'nftables',
  compile: (input) => ({ iptables: {}, nft: [compileNftables(input)] }),
};
