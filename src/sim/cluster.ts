/**
 * Builds a world: objects and options in, kernels ready to run out. Faults change the objects first, controllers derive
 * what the API server holds, agents of each node write their records, and the records make one plan.
 */
import { type BuiltCluster, buildCluster } from './kube/controllers';
import { describe, problemAt } from './kube/object-ref';
import type { AnyObject, Cluster, Node } from './kube/types';
import { fabricNamespace, gatewayNamespace } from './cluster-fabric';
import { hostFirewall } from './cluster-firewall';
import { nodeNamespace } from './cluster-node';
import { completeOptions, DEFAULT_NODE_MTU } from './cluster-options';
import { podNamespace } from './cluster-pod';
import { emptyState } from './cluster-state';
import { CNIS } from './cni/registry';
import type { Cni, CniContext, PodSlot } from './cni/types';
import { FAULTS } from './fault/registry';
import { mergeRulesets } from './filter/merge';
import { internalIP } from './kube/ipam';
import type { KernelPlan, NamespacePlan } from './plan';
import { compilePolicies } from './policy/calico';
import { PROXIES } from './proxy/registry';
import type { ProxyRules } from './proxy/types';
import { err, ok, type Problem, type Result } from './result';
import { warmState } from './warm';
import type { World, WorldOptions } from './world';

/** A world with its kernels booted, or everything that keeps it from existing. Never throws on bad input. */
export function buildWorld(
  objects: readonly AnyObject[],
  given: Partial<WorldOptions> = {},
): Result<World, Problem[]> {
  const checked = completeOptions(objects, given);
  if (!checked.ok) return checked;
  const options = checked.value;
  const faulty = options.faults.reduce(
    (world, id) => FAULTS[id].apply(world.objects, world.options),
    { objects, options },
  );
  const built = buildCluster(faulty.objects, faulty.options);
  if (!built.ok) return built;
  const missing = clusterProblems(built.value.cluster);
  if (missing.length > 0) return err(missing);
  const plan = planOf(built.value.cluster, faulty.options);
  const state = emptyState(plan, options.seed);
  return ok({
    objects,
    options,
    cluster: built.value.cluster,
    plan,
    state: options.arp === 'cold' ? state : warmState(plan, state),
    warnings: warningsOf(built.value, CNIS[options.cni]),
  });
}

function clusterProblems({ nodes }: Cluster): Problem[] {
  if (nodes.length > 0) return [];
  const message = 'the cluster has no node';
  return [{ code: 'no-node', severity: 'error', message, hint: 'Add at least one Node object.' }];
}

function planOf(cluster: Cluster, options: WorldOptions): KernelPlan {
  const cni = CNIS[options.cni];
  const nodeMtu = options.nodeMtu ?? DEFAULT_NODE_MTU;
  const podMtu = options.podMtu ?? nodeMtu - cni.overheadBytes;
  const context: CniContext = { cluster, options, nodeMtu, podMtu };
  const nodes = cluster.nodes.map((node) => {
    const slots = slotsOf(node, cluster, cni);
    const rules = rulesOf(node, slots, cni, context);
    return { slots, plan: nodeNamespace({ node, slots, cni, context, ...rules }) };
  });
  const namespaces: NamespacePlan[] = [
    ...nodes.map((item) => item.plan),
    ...nodes.flatMap((item) => item.slots.map((slot) => podNamespace(slot, cni, context))),
    fabricNamespace(cluster.nodes, options.fabricMtu ?? nodeMtu),
    gatewayNamespace(cluster.nodes, nodeMtu),
  ];
  return { namespaces: Object.fromEntries(namespaces.map((plan) => [plan.name, plan])) };
}

function slotsOf(node: Node, cluster: Cluster, cni: Cni): PodSlot[] {
  return cluster.pods
    .filter((pod) => pod.spec.nodeName === node.metadata.name && pod.spec.hostNetwork !== true)
    .map((pod, index) => ({ pod, node, hostIndex: cni.firstPodIndex + index }));
}

/** Rules in the order in which their jumps stand in the built-in chains. */
function rulesOf(node: Node, slots: readonly PodSlot[], cni: Cni, context: CniContext): ProxyRules {
  const { cluster, options } = context;
  const nodeName = node.metadata.name;
  const workloads = slots.map(({ pod }) => ({ pod, hostInterface: cni.hostInterface(pod) }));
  const proxy = PROXIES[options.proxy].compile({
    nodeName,
    nodeIPs: [internalIP(node) ?? ''],
    cluster,
    clusterCIDR: cluster.podCIDR,
  });
  const iptables = mergeRulesets(
    hostFirewall(nodeName, cni, options),
    cni.enforcesPolicy ? compilePolicies(cluster, workloads) : {},
    proxy.iptables,
    ...(cni.wireNode(node, slots, context).rules ?? []),
  );
  return { iptables, nft: proxy.nft };
}

function warningsOf({ cluster, warnings }: BuiltCluster, cni: Cni): Problem[] {
  if (cni.enforcesPolicy) return warnings;
  const unenforced = cluster.networkPolicies.map((policy) =>
    problemAt(policy, 'spec.podSelector', {
      code: 'policy-not-enforced',
      severity: 'warning',
      message: `${describe(policy)} is accepted by the API and enforced by nobody: ${cni.name} has no policy engine`,
      hint: 'Choose a CNI that enforces policies, like calico.',
    }),
  );
  return [...warnings, ...unenforced];
}
