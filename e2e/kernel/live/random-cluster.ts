/** Clusters drawn from a seed, small enough to build in a second and odd enough to find what nobody thought of. */
import { buildWorld, type KernelPlan, type WorldOptions } from '../../../src/sim';
import { FAULTS } from '../../../src/sim/fault/registry';
import type { FaultId } from '../../../src/sim/world';
import { emptyState } from '../../../src/sim/cluster-state';
import { nextBetween, type Random } from '../../../src/sim/random';
import { warmState } from '../../../src/sim/warm';
import { KERNEL_FAULTS } from './kernel-faults';
import {
  ADDRESS_PLANS,
  type AddressPlan,
  configYaml,
  myServiceIp,
  myServiceYaml,
  nodeYaml,
  objectsOf,
  podYaml,
  type NodeRecipe,
  type PodRecipe,
  type ServiceRecipe,
  serviceYaml,
} from './manifest';
import type { Probe } from './probe';
import type { Subject } from './recording';

export interface RuleRecipe {
  readonly node: string;
  readonly chain: 'FORWARD' | 'INPUT';
  readonly text: string;
}

/** Everything that a cluster is made of; taking something out of it leaves a cluster. */
export interface Recipe {
  readonly seed: number;
  readonly cni: WorldOptions['cni'];
  readonly proxy: WorldOptions['proxy'];
  readonly addresses: AddressPlan;
  readonly nodes: readonly NodeRecipe[];
  readonly pods: readonly PodRecipe[];
  readonly services: readonly ServiceRecipe[];
  readonly rules: readonly RuleRecipe[];
  readonly fault?: { readonly id: string; readonly node: string };
  readonly probes: readonly Probe[];
}

/** The faults of the product that change what kernels do; docs/fidelity.md says why the others do not. */
export const NETWORK_FAULTS: readonly FaultId[] = [
  'service-selector-typo',
  'wrong-target-port',
  'no-ready-pod',
  'one-dead-backend',
  'listens-on-localhost',
  'policy-drop',
  'overlay-port-blocked',
  'mtu-black-hole',
];

const PROBES_PER_CLUSTER = 7;
const HEADERS_OF_PING = 28;

export function drawRecipe(
  seed: number,
  cnis: readonly WorldOptions['cni'][],
  proxies: readonly WorldOptions['proxy'][],
): Recipe {
  const random: Random = { state: seed >>> 0 };
  const between = (low: number, high: number) => nextBetween(random, low, high);
  const oneOf = <T>(list: readonly T[]): T => {
    const value = list[between(0, list.length - 1)];
    if (value === undefined) throw new Error('a choice needs something to choose from');
    return value;
  };
  const cni = oneOf(cnis);
  const proxy = oneOf(proxies);
  const addresses = oneOf(ADDRESS_PLANS);
  const { podPort, servicePort, firstNodePort } = addresses;
  const nodes = Array.from({ length: between(2, 5) }, (_, index) => ({
    name: `node-${index + 1}`,
    address: `${addresses.nodes}.${10 + index}`,
    podCIDR: `${addresses.pods}.${index}.0/24`,
  }));
  const pods = Array.from({ length: between(1, 20) }, (_, index) => {
    const at = between(0, nodes.length - 1);
    return {
      name: `pod-${index + 1}`,
      node: `node-${at + 1}`,
      address: `${addresses.pods}.${at}.${10 + index}`,
      isBackend: between(0, 2) === 0,
    };
  });
  const services = Array.from({ length: between(0, 8) }, (_, index): ServiceRecipe => {
    const hasNodePort = between(0, 1) === 1;
    return {
      name: `svc-${index + 1}`,
      clusterIP: `${addresses.services}.${50 + index}`,
      protocol: 'TCP',
      ...(hasNodePort
        ? {
            nodePort: firstNodePort + index,
            externalTrafficPolicy: oneOf(['Cluster', 'Local'] as const),
          }
        : {}),
      ...(between(0, 4) === 0 ? { internalTrafficPolicy: 'Local' as const } : {}),
      endpoints: [...new Set(Array.from({ length: between(0, 6) }, () => oneOf(pods).name))],
    };
  });
  const rules = Array.from({ length: between(0, 3) }, (): RuleRecipe => {
    const node = oneOf(nodes).name;
    const chain = oneOf(['FORWARD', 'FORWARD', 'INPUT'] as const);
    return { node, chain, text: `-A ${chain} ${matchOf()} ${targetOf()}` };
  });
  const possible = NETWORK_FAULTS.filter((id) => FAULTS[id].cnis?.includes(cni) ?? true);
  const faults = [...possible, ...KERNEL_FAULTS.map(({ id }) => id)];
  const fault = between(0, 1) === 1 ? { id: oneOf(faults), node: oneOf(nodes).name } : undefined;
  const mtu = cni === 'calico' ? 1500 : 1450;
  const probes = Array.from({ length: PROBES_PER_CLUSTER }, (_, index) => drawProbe(index));
  return { seed, cni, proxy, addresses, nodes, pods, services, rules, fault, probes };

  function matchOf(): string {
    const pod = oneOf(pods);
    return oneOf([
      `-s ${pod.address}/32 -p tcp -m tcp --dport ${podPort}`,
      `-d ${pod.address}/32 -p tcp -m tcp --dport ${podPort}`,
      `-d ${pod.address}/32 -p icmp -m icmp --icmp-type 8`,
      `-s ${pod.address}/32`,
      `! -s ${oneOf(nodes).podCIDR} -d ${pod.address}/32 -p tcp`,
      '-p icmp -m icmp --icmp-type 8',
    ]).replace(/^(.*-p tcp)$/, '$1 -m tcp');
  }

  function targetOf(): string {
    return oneOf([
      '-j DROP',
      '-j DROP',
      '-j REJECT --reject-with icmp-port-unreachable',
      '-j REJECT --reject-with icmp-admin-prohibited',
      '-j REJECT --reject-with icmp-host-unreachable',
      '-j ACCEPT',
    ]);
  }

  function drawProbe(index: number): Probe {
    const from = between(0, 4) === 0 ? oneOf(nodes).name : `default/${oneOf(pods).name}`;
    const id = `q${index + 1}`;
    const title = (to: string, port: number) => `${from} to ${to}:${port}`;
    const tcp = (to: string, port: number): Extract<Probe, { kind: 'tcp' }> => ({
      id,
      title: title(to, port),
      from,
      kind: 'tcp',
      to,
      port,
      ...(between(0, 4) === 0 ? { requestBytes: oneOf([300, 2500, 6000]) } : {}),
    });
    if (index === 0) return tcp(myServiceIp(addresses), servicePort);
    const service = services.length > 0 ? oneOf(services) : undefined;
    // What a namespace says to itself passes lo, where checksums are never finished and no pod is listened to.
    const others = <T extends PodRecipe | NodeRecipe>(list: readonly T[]): readonly T[] =>
      list.filter(({ name }) => name !== from && `default/${name}` !== from);
    const otherNodes = others(nodes);
    const otherPods = others(pods);
    const targets = (otherPods.length > 0 ? otherPods : otherNodes).map(({ address }) => address);
    const target = () => oneOf(targets);
    const kind = between(0, 9);
    if (service && kind <= 3) return tcp(service.clusterIP, servicePort);
    if (service?.nodePort !== undefined && kind === 4)
      return tcp(oneOf(otherNodes).address, service.nodePort);
    if (kind === 5) return tcp(target(), podPort + 1);
    if (kind <= 6) return tcp(target(), podPort);
    if (kind === 7) return { ...tcp(target(), podPort), kind: 'udp' };
    const to = oneOf([target(), oneOf(otherNodes).address]);
    const size = oneOf([56, 56, mtu - HEADERS_OF_PING, mtu - HEADERS_OF_PING + 1, 3000]);
    const fragment = oneOf(['do', 'dont']);
    const words = ['ping', '-c', '1', '-W', '1', '-M', fragment, '-s', String(size), to];
    return { id, title: `${from}: ${words.join(' ')}`, from, kind: 'command', words };
  }
}

export const manifestOf = ({ addresses, nodes, pods, services }: Recipe): string =>
  [
    configYaml(addresses),
    ...nodes.map(nodeYaml),
    ...pods.map((pod) => podYaml(pod, addresses)),
    myServiceYaml(addresses),
    ...services.map((service) => serviceYaml(service, pods, addresses)),
  ].join('');

/** Null for a recipe whose fault cannot exist in its cluster. */
export function subjectOf(recipe: Recipe): Subject | null {
  const { cni, proxy, seed, fault } = recipe;
  const faults = NETWORK_FAULTS.filter((id) => id === fault?.id);
  if (faults.some((id) => FAULTS[id].cnis?.includes(cni) === false)) return null;
  const world = buildWorld(objectsOf(manifestOf(recipe)), { cni, proxy, seed, faults });
  if (!world.ok) throw new Error(`${world.error[0]?.message}\n${manifestOf(recipe)}`);
  const { cluster, plan: built } = world.value;
  const ruled = recipe.rules.reduce(withRule, built);
  const ofKernel = KERNEL_FAULTS.find(({ id }) => id === fault?.id);
  const plan = ofKernel && fault ? ofKernel.apply(ruled, fault.node) : ruled;
  if (!plan) return null;
  const { podCIDR, serviceCIDR, dnsZone } = cluster;
  const names = { name: `seed-${seed}`, cni, proxy, podCIDR, serviceCIDR, dnsZone };
  const state = warmState(plan, emptyState(plan, seed));
  return { plan, state, names, probes: recipe.probes };
}

/** The rule stands first, as one that an administrator inserted by hand. */
function withRule(plan: KernelPlan, { node, chain, text }: RuleRecipe): KernelPlan {
  const own = plan.namespaces[node];
  if (!own) return plan;
  const filter = own.iptables.filter ?? [];
  const rule = { text, origin: { agent: 'fault' as const, why: 'drawn for a live comparison' } };
  const known = filter.some((entry) => entry.name === chain);
  const chains = known
    ? filter.map((entry) =>
        entry.name === chain ? { ...entry, rules: [rule, ...entry.rules] } : entry,
      )
    : [...filter, { name: chain, policy: 'ACCEPT' as const, rules: [rule] }];
  const iptables = { ...own.iptables, filter: chains };
  return { namespaces: { ...plan.namespaces, [node]: { ...own, iptables } } };
}
