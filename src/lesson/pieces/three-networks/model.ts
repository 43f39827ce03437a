/** What the picture of the three networks can tell about each of its parts: all of it read from the plan. */
import type { Link, NamespacePlan, Origin, World } from '../../../sim';

export type NetworkName = 'node' | 'pod' | 'service';

export interface Component {
  readonly id: string;
  readonly network: NetworkName;
  readonly kind: 'node' | 'interface' | 'pod' | 'service';
  readonly name: string;
  readonly address: string;
  /** who gave it the address */
  readonly givenBy: string;
  /** which interface holds the address; null when none does */
  readonly heldBy: string | null;
  readonly at: string;
  readonly command: string;
}

const AGENT_NAMES: Partial<Record<Origin['agent'], string>> = {
  'node-setup': 'the network that the machine was installed in',
  'cni-bridge': 'the CNI plugin, which asked its address management (IPAM)',
  'calico-cni': 'the CNI plugin, which asked its address management (IPAM)',
  flanneld: 'flanneld, from the pod range of the node',
  'calico-felix': 'Calico, from the address block of the node',
};

export function componentsOf(world: World): readonly Component[] {
  return [...nodes(world), ...interfaces(world), ...pods(world), ...services(world)];
}

function holderOf(plan: NamespacePlan | undefined, ip: string): string | null {
  const entry = plan?.addresses.find((item) => item.address.split('/')[0] === ip);
  return entry ? `${entry.device} of ${plan?.name}` : null;
}

function giverOf(plan: NamespacePlan | undefined, ip: string): string {
  const origin = plan?.addresses.find((item) => item.address.split('/')[0] === ip)?.origin;
  return origin ? (AGENT_NAMES[origin.agent] ?? origin.agent) : 'nobody';
}

function nodes(world: World): readonly Component[] {
  return world.cluster.nodes.map((node) => {
    const { name } = node.metadata;
    const address =
      node.status?.addresses?.find((item) => item.type === 'InternalIP')?.address ?? '';
    const plan = world.plan.namespaces[name];
    return {
      id: name,
      network: 'node',
      kind: 'node',
      name,
      address,
      givenBy: giverOf(plan, address),
      heldBy: holderOf(plan, address),
      at: 'workstation',
      command: 'kubectl get nodes -o wide',
    };
  });
}

/** Every device of every node except the loopback; ports of a bridge and routed veth ends hold no address. */
function interfaces(world: World): readonly Component[] {
  return world.cluster.nodes.flatMap((node) => {
    const { name } = node.metadata;
    const plan = world.plan.namespaces[name];
    const links = Object.values(plan?.links ?? {}).filter((link) => link.kind !== 'loopback');
    return links.map((link): Component => {
      const own = plan?.addresses.find((entry) => entry.device === link.name)?.address;
      const address = own?.split('/')[0] ?? '';
      return {
        id: `${name}/${link.name}`,
        network: link.name === 'eth0' ? 'node' : 'pod',
        kind: 'interface',
        name: `${link.name} of ${name}`,
        address: own ?? 'no address',
        givenBy: own ? giverOf(plan, address) : 'nobody: it is one end of a cable',
        heldBy: own ? `${link.name} itself` : `it needs none, ${purposeOf(link)}`,
        at: name,
        command: `ip addr show dev ${link.name}`,
      };
    });
  });
}

const purposeOf = (link: Link): string =>
  link.master
    ? `frames pass through it to ${link.master}`
    : `it leads to eth0 of ${link.peer?.namespace ?? 'nothing'}`;

function pods(world: World): readonly Component[] {
  return world.cluster.pods.map((pod) => {
    const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
    const address = pod.status?.podIP ?? '';
    const plan = world.plan.namespaces[key];
    return {
      id: key,
      network: 'pod',
      kind: 'pod',
      name: pod.metadata.name,
      address,
      givenBy: giverOf(plan, address),
      heldBy: holderOf(plan, address),
      at: key,
      command: 'ip addr show dev eth0',
    };
  });
}

function services(world: World): readonly Component[] {
  return world.cluster.services.map((service) => {
    const address = service.spec.clusterIP ?? 'None';
    const holders = Object.values(world.plan.namespaces).map((plan) => holderOf(plan, address));
    const { name, namespace } = service.metadata;
    return {
      id: `service/${namespace}/${name}`,
      network: 'service',
      kind: 'service',
      name,
      address,
      givenBy: 'the API server, from the ServiceCIDR',
      heldBy: holders.find((holder) => holder !== null) ?? null,
      at: 'workstation',
      command: `kubectl get svc ${name}${namespace === 'default' ? '' : ` -n ${namespace}`}`,
    };
  });
}

export interface SearchStep {
  readonly namespace: string;
  readonly device: string;
  readonly addresses: readonly string[];
  readonly found: boolean;
}

/** Looks for an address on every interface of every node and pod, one after the other. */
export function searchEverywhere(world: World, ip: string): readonly SearchStep[] {
  const plans = Object.values(world.plan.namespaces).filter(
    (plan) => plan.role === 'node' || plan.role === 'pod',
  );
  return plans.flatMap((plan) =>
    Object.values(plan.links).map((link) => {
      const addresses = plan.addresses
        .filter((entry) => entry.device === link.name)
        .map((entry) => entry.address);
      const found = addresses.some((address) => address.split('/')[0] === ip);
      return { namespace: plan.name, device: link.name, addresses, found };
    }),
  );
}

export const NETWORKS: readonly { readonly name: NetworkName; readonly label: string }[] = [
  { name: 'service', label: 'service network' },
  { name: 'pod', label: 'pod network' },
  { name: 'node', label: 'node network' },
];

/** The range that a network's addresses come from. */
export function rangeOf(world: World, network: NetworkName): string {
  if (network === 'service') return world.cluster.serviceCIDR;
  if (network === 'pod') return world.cluster.podCIDR;
  const routes = world.plan.namespaces[world.cluster.nodes[0]?.metadata.name ?? '']?.routes ?? [];
  return routes.find((route) => route.device === 'eth0' && !route.via)?.destination ?? '';
}

/** Letters that may stand in an address bar. */
export const partKey = (component: Component): string => component.id.replaceAll('/', '.');
