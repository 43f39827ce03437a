/**
 * Flannel with its VXLAN backend: a bridge cni0 on each node (plug-ins flannel and bridge), flanneld for everything
 * between nodes. Source: flannel pkg/backend/vxlan, pkg/trafficmngr/iptables; containernetworking/plugins main/bridge.
 */
import { addressAt, blockOf } from '../kube/ip-range';
import { internalIP } from '../kube/ipam';
import { keyOf, refOf } from '../kube/object-ref';
import type { Node, Pod } from '../kube/types';
import type { Origin } from '../origin';
import type { Link, Route } from '../plan';
import type { Ipv4, Mac } from '../wire/types';
import { flannelRules } from './flannel-rules';
import { ANY, forwardingOn, loopback, macFromIp, withKernelRoutes } from './kernel-records';
import { sha1 } from './sha1';
import type { Cni, CniContext, Contribution, PodSlot } from './types';
import { type Vtep, vtepLink, vtepPeer } from './vtep';

const BRIDGE = 'cni0';
const BACKEND_DATA = 'flannel.alpha.coreos.com/backend-data';

const podRange = (node: Node): string => node.spec.podCIDR ?? '0.0.0.0/32';
const gatewayOf = (node: Node): Ipv4 => addressAt(podRange(node), 1);
const prefixOf = (node: Node): string => podRange(node).split('/')[1] ?? '24';

/** flanneld publishes the MAC of its VXLAN device in a Node annotation; without one it follows the node's address. */
function vtepMac(node: Node): Mac {
  const published = /"VtepMAC":\s*"([0-9a-f:]{17})"/.exec(
    node.metadata.annotations?.[BACKEND_DATA] ?? '',
  );
  return published?.[1] ?? macFromIp(internalIP(node) ?? '', '5e:1f');
}

const VTEP: Vtep = {
  device: 'flannel.1',
  vni: 1,
  port: 8472,
  agent: 'flanneld',
  macOf: vtepMac,
  addressOf: (node) => addressAt(podRange(node), 0),
  rangesOf: (node) => [podRange(node)],
};

/** Simplified: the plug-in draws eight random hex digits; here they follow from the pod's name. */
const hostInterface = (pod: Pod): string => `veth${sha1(keyOf(pod)).slice(0, 8)}`;

export const FLANNEL: Cni = {
  name: 'flannel',
  overheadBytes: 50,
  overlayPort: VTEP.port,
  enforcesPolicy: false,
  firstPodIndex: 5,
  hostInterface,
  wireNode,
  wirePod,
};

function wireNode(node: Node, slots: readonly PodSlot[], context: CniContext): Contribution {
  const remotes = context.cluster.nodes.filter((other) => other !== node);
  const peers = remotes.map((remote) => vtepPeer(VTEP, remote));
  const origin: Origin = {
    agent: 'flanneld',
    object: refOf(node, 'spec.podCIDR'),
    why: 'the network address of the pod range is the address of the tunnel end',
  };
  const tunnel = withKernelRoutes(VTEP.device, `${VTEP.addressOf(node)}/32`, origin);
  const gateway = withKernelRoutes(BRIDGE, `${gatewayOf(node)}/${prefixOf(node)}`, {
    agent: 'cni-bridge',
    object: refOf(node, 'spec.podCIDR'),
    why: 'the bridge is the gateway of the pods on this node (isGateway in the CNI configuration)',
  });
  const links = [
    vtepLink(VTEP, node, 3, context.nodeMtu - FLANNEL.overheadBytes),
    bridge(node, context),
    ...slots.map((slot) => bridgePort(slot, context)),
  ];
  return {
    links,
    addresses: [tunnel.address, gateway.address],
    routes: [...tunnel.routes, ...gateway.routes, ...peers.flatMap((peer) => peer.routes)],
    neighbours: peers.map((peer) => peer.neighbour),
    fdb: peers.map((peer) => peer.fdb),
    sysctl: Object.assign({}, ...links.map((link) => forwardingOn(link.name))),
    files: nodeFiles(node, context),
    rules: [flannelRules(podRange(node), context.cluster.podCIDR, refOf(node, 'spec.podCIDR'))],
  };
}

function bridge(node: Node, context: CniContext): Link {
  return {
    name: BRIDGE,
    index: 4,
    kind: 'bridge',
    mac: macFromIp(gatewayOf(node)),
    mtu: context.podMtu,
    up: true,
    origin: {
      agent: 'cni-bridge',
      object: refOf(node, 'spec.podCIDR'),
      why: 'all pods of this node are ports of one switch',
    },
  };
}

function bridgePort({ pod, hostIndex }: PodSlot, context: CniContext): Link {
  return {
    name: hostInterface(pod),
    index: hostIndex,
    kind: 'veth',
    mac: macFromIp(pod.status?.podIP ?? '', '0e:00'),
    mtu: context.podMtu,
    up: true,
    peer: { namespace: keyOf(pod), link: 'eth0' },
    master: BRIDGE,
    port: { hairpin: true, learning: true },
    origin: {
      agent: 'cni-bridge',
      object: refOf(pod),
      why: "the node end of the pod's veth pair; hairpinMode in 10-flannel.conflist lets a frame return to the port it came from",
    },
  };
}

function wirePod({ pod, node }: PodSlot, context: CniContext): Contribution {
  const origin = (why: string): Origin => ({ agent: 'cni-bridge', object: refOf(pod), why });
  const ip = pod.status?.podIP ?? '';
  const gateway = gatewayOf(node);
  const own = withKernelRoutes(
    'eth0',
    `${ip}/${prefixOf(node)}`,
    origin(
      `host-local IPAM chose the address from ${podRange(node)}, the range of ${node.metadata.name}`,
    ),
  );
  const route = (destination: string, why: string): Route => ({
    type: 'unicast',
    destination,
    via: gateway,
    device: 'eth0',
    table: 'main',
    protocol: 'boot',
    scope: 'global',
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
        origin: origin('the pod end of a veth pair; the other end is a port of cni0'),
      },
    ],
    addresses: [own.address],
    routes: [
      route(ANY, 'everything else goes through the bridge of the node (isDefaultGateway)'),
      route(
        blockOf(
          context.cluster.podCIDR.split('/')[0] ?? '',
          Number(context.cluster.podCIDR.split('/')[1]),
        ),
        'pods of other nodes are reached through the bridge',
      ),
      ...own.routes,
    ],
  };
}

function nodeFiles(node: Node, context: CniContext): Record<string, string> {
  const conflist = {
    name: 'cbr0',
    cniVersion: '0.3.1',
    plugins: [
      { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
  const subnet = [
    `FLANNEL_NETWORK=${context.cluster.podCIDR}`,
    `FLANNEL_SUBNET=${gatewayOf(node)}/${prefixOf(node)}`,
    `FLANNEL_MTU=${context.podMtu}`,
    'FLANNEL_IPMASQ=true',
  ];
  return {
    '/etc/cni/net.d/10-flannel.conflist': `${JSON.stringify(conflist, null, 2)}\n`,
    '/run/flannel/subnet.env': `${subnet.join('\n')}\n`,
  };
}
