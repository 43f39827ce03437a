/**
 * Calico: every pod hangs on a routed veth with a /32 address and a proxy-ARP gateway. Between nodes either BIRD spreads
 * the blocks by BGP and packets travel as they are, or Felix programs a VXLAN device.
 * Source: projectcalico/calico cni-plugin/pkg/dataplane/linux, felix/dataplane/linux, confd BIRD templates.
 */
import { addressAt, blockOf, parseRange } from '../kube/ip-range';
import { internalIP } from '../kube/ipam';
import { keyOf, refOf } from '../kube/object-ref';
import type { Cluster, Node, Pod } from '../kube/types';
import type { Agent, Origin } from '../origin';
import type { Link, Route } from '../plan';
import type { Cidr, Mac } from '../wire/types';
import { natOutgoing, untrackedOverlay } from './calico-rules';
import { ANY, forwardingOn, loopback, macFromIp, withKernelRoutes } from './kernel-records';
import { sha1 } from './sha1';
import type { Cni, CniContext, Contribution, PodSlot } from './types';
import { type Vtep, vtepLink, vtepPeer } from './vtep';

/** Next hop of every pod; no interface holds it, the host end answers for it. */
const GATEWAY = '169.254.1.1';
const HOST_MAC: Mac = 'ee:ee:ee:ee:ee:ee';
const BLOCK_PREFIX = 26;

/** felix and the plug-in agree on the name without talking: it follows from the pod's. */
const hostInterface = (pod: Pod): string =>
  `cali${sha1(`${pod.metadata.namespace}.${pod.metadata.name}`).slice(0, 11)}`;

/**
 * Simplified: Calico IPAM hands out blocks of its pool and ignores spec.podCIDR; here the first block of each node
 * starts where its podCIDR starts, so that both CNIs share the lesson's addresses.
 */
function blocksOf(node: Node, cluster: Cluster): readonly Cidr[] {
  const first = blockOf((node.spec.podCIDR ?? '').split('/')[0] ?? '', BLOCK_PREFIX);
  const used = cluster.pods
    .filter((pod) => pod.spec.nodeName === node.metadata.name && pod.spec.hostNetwork !== true)
    .map((pod) => blockOf(pod.status?.podIP ?? '', BLOCK_PREFIX));
  return [...new Set([first, ...used])].sort(
    (a, b) => (parseRange(a)?.first ?? 0) - (parseRange(b)?.first ?? 0),
  );
}

const vtep = (cluster: Cluster): Vtep => ({
  device: 'vxlan.calico',
  vni: 4096,
  port: 4789,
  agent: 'calico-felix',
  macOf: (node) => macFromIp(internalIP(node) ?? '', '5e:1f'),
  addressOf: (node) => addressAt(node.spec.podCIDR ?? '', 0),
  rangesOf: (node) => blocksOf(node, cluster),
});

export const CALICO_BGP: Cni = {
  name: 'calico',
  overheadBytes: 0,
  enforcesPolicy: true,
  firstPodIndex: 4,
  hostInterface,
  wireNode: (node, slots, context) => wireNode(node, slots, context, 'bgp'),
  wirePod,
};

export const CALICO_VXLAN: Cni = {
  name: 'calico-vxlan',
  overheadBytes: 50,
  overlayPort: 4789,
  enforcesPolicy: true,
  firstPodIndex: 4,
  hostInterface,
  wireNode: (node, slots, context) => wireNode(node, slots, context, 'vxlan'),
  wirePod,
};

function wireNode(
  node: Node,
  slots: readonly PodSlot[],
  context: CniContext,
  mode: 'bgp' | 'vxlan',
): Contribution {
  const { cluster } = context;
  const between = mode === 'bgp' ? bgpRoutes(node, cluster) : vxlanRecords(node, context);
  const writer: Agent = mode === 'bgp' ? 'bird' : 'calico-felix';
  const blackholes = blocksOf(node, cluster).map((block) => blackhole(block, node, writer));
  const links = [...(between.links ?? []), ...slots.map((slot) => hostVeth(slot, context))];
  return {
    links,
    addresses: between.addresses,
    routes: [...blackholes, ...slots.map(podRoute), ...(between.routes ?? [])],
    neighbours: between.neighbours,
    fdb: between.fdb,
    sysctl: Object.assign(
      {},
      ...links.map((link) => forwardingOn(link.name)),
      ...slots.map((slot) => podInterfaceSysctl(hostInterface(slot.pod))),
    ),
    files: nodeFiles(),
    rules: [natOutgoing(cluster.podCIDR), ...(between.rules ?? [])],
  };
}

/** proxy_arp makes the host end answer for 169.254.1.1; rp_filter keeps pods from using others' addresses. */
const podInterfaceSysctl = (device: string): Record<string, string> => ({
  [`net.ipv4.conf.${device}.proxy_arp`]: '1',
  [`net.ipv4.conf.${device}.rp_filter`]: '1',
});

function blackhole(block: Cidr, node: Node, agent: Agent): Route {
  return {
    type: 'blackhole',
    destination: block,
    table: 'main',
    protocol: agent === 'bird' ? 'bird' : '80',
    scope: 'global',
    origin: {
      agent,
      object: refOf(node, 'spec.podCIDR'),
      why: `addresses of the block ${block} that no pod has are dropped here, not sent around in a loop`,
    },
  };
}

function podRoute({ pod }: PodSlot): Route {
  return {
    type: 'unicast',
    destination: `${pod.status?.podIP}/32`,
    device: hostInterface(pod),
    table: 'main',
    protocol: 'boot',
    scope: 'link',
    origin: {
      agent: 'calico-felix',
      object: refOf(pod),
      why: `${keyOf(pod)} is at the other end of this veth`,
    },
  };
}

function hostVeth({ pod, hostIndex }: PodSlot, context: CniContext): Link {
  return {
    name: hostInterface(pod),
    index: hostIndex,
    kind: 'veth',
    mac: HOST_MAC,
    mtu: context.podMtu,
    up: true,
    peer: { namespace: keyOf(pod), link: 'eth0' },
    origin: {
      agent: 'calico-cni',
      object: refOf(pod),
      why: "the node end of the pod's veth pair; all of them share one MAC, because no switch ever compares them",
    },
  };
}

function bgpRoutes(node: Node, cluster: Cluster): Contribution {
  const remotes = cluster.nodes.filter((other) => other !== node);
  return {
    routes: remotes.flatMap((remote) =>
      blocksOf(remote, cluster).map(
        (destination): Route => ({
          type: 'unicast',
          destination,
          via: internalIP(remote) ?? '',
          device: 'eth0',
          table: 'main',
          protocol: 'bird',
          scope: 'global',
          origin: {
            agent: 'bird',
            object: refOf(remote, 'spec.podCIDR'),
            why: `${remote.metadata.name} announced its block ${destination} over BGP (AS 64512, full mesh)`,
          },
        }),
      ),
    ),
  };
}

function vxlanRecords(node: Node, context: CniContext): Contribution {
  const tunnel = vtep(context.cluster);
  const peers = context.cluster.nodes
    .filter((other) => other !== node)
    .map((remote) => vtepPeer(tunnel, remote));
  const origin: Origin = {
    agent: 'calico-felix',
    object: refOf(node, 'spec.podCIDR'),
    why: "the tunnel end takes the first address of the node's block",
  };
  const own = withKernelRoutes(tunnel.device, `${tunnel.addressOf(node)}/32`, origin);
  return {
    links: [vtepLink(tunnel, node, 3, context.nodeMtu - CALICO_VXLAN.overheadBytes)],
    addresses: [own.address],
    routes: [...own.routes, ...peers.flatMap((peer) => peer.routes)],
    neighbours: peers.map((peer) => peer.neighbour),
    fdb: peers.map((peer) => peer.fdb),
    rules: [untrackedOverlay(tunnel.port)],
  };
}

function wirePod({ pod, node }: PodSlot, context: CniContext): Contribution {
  const origin = (why: string): Origin => ({ agent: 'calico-cni', object: refOf(pod), why });
  const ip = pod.status?.podIP ?? '';
  const own = withKernelRoutes(
    'eth0',
    `${ip}/32`,
    origin(
      'calico-ipam chose the address from a block of this node; /32 means: no neighbours, everything is routed',
    ),
  );
  const route = (destination: Cidr, scope: Route['scope'], why: string, via?: string): Route => ({
    type: 'unicast',
    destination,
    ...(via ? { via } : {}),
    device: 'eth0',
    table: 'main',
    protocol: 'boot',
    scope,
    origin: origin(why),
  });
  return {
    links: [
      loopback(),
      {
        name: 'eth0',
        index: 2,
        kind: 'veth',
        mac: macFromIp(ip),
        mtu: context.podMtu,
        up: true,
        peer: { namespace: node.metadata.name, link: hostInterface(pod) },
        origin: origin('the pod end of a veth pair; the node routes at the other end'),
      },
    ],
    addresses: [own.address],
    routes: [
      route(ANY, 'global', 'one next hop for everything, the same in every pod', GATEWAY),
      route(
        `${GATEWAY}/32`,
        'link',
        'the next hop is on the link, although no address range says so',
      ),
      ...own.routes,
    ],
  };
}

function nodeFiles(): Record<string, string> {
  const conflist = {
    name: 'k8s-pod-network',
    cniVersion: '0.3.1',
    plugins: [
      {
        type: 'calico',
        datastore_type: 'kubernetes',
        mtu: 0,
        ipam: { type: 'calico-ipam' },
        policy: { type: 'k8s' },
        kubernetes: { kubeconfig: '/etc/cni/net.d/calico-kubeconfig' },
      },
      { type: 'portmap', snat: true, capabilities: { portMappings: true } },
    ],
  };
  return {
    '/etc/cni/net.d/10-calico.conflist': `${JSON.stringify(conflist, null, 2)}\n`,
    '/etc/cni/net.d/calico-kubeconfig': '# kubeconfig of the calico-cni service account\n',
  };
}
