/**
 * The node network: a switch that every node is plugged into, and a router that knows nothing of pods or Services.
 * It is the part of the lesson's cluster that a cloud or a data centre brings.
 */
import { assemble } from './cluster-assembly';
import { FABRIC, fabricPort, GATEWAY, routerOf } from './cluster-node';
import {
  loopback,
  loopbackAddress,
  macFromIndex,
  macFromIp,
  withKernelRoutes,
} from './cni/kernel-records';
import { refOf } from './kube/object-ref';
import type { Node } from './kube/types';
import type { ObjectRef, Origin } from './origin';
import type { Link, NamespacePlan } from './plan';

const BRIDGE = 'br0';
const GATEWAY_PORT = fabricPort(GATEWAY);

const network = (why: string, object?: ObjectRef): Origin => ({
  agent: 'network',
  why,
  ...(object ? { object } : {}),
});

/** The switch; `mtu` is the largest IP packet that it carries. */
export function fabricNamespace(nodes: readonly Node[], mtu: number): NamespacePlan {
  const lo = loopbackAddress();
  const port = (name: string, peer: string, index: number, origin: Origin): Link => ({
    name,
    index,
    kind: 'veth',
    mac: macFromIndex('5a:00:00:00', index),
    mtu,
    up: true,
    peer: { namespace: peer, link: 'eth0' },
    master: BRIDGE,
    port: { hairpin: false, learning: true },
    origin,
  });
  const links: Link[] = [
    loopback(),
    {
      name: BRIDGE,
      index: 2,
      kind: 'bridge',
      mac: macFromIndex('5a:00:00:00', 2),
      mtu,
      up: true,
      origin: network('the switch between the nodes'),
    },
    ...nodes.map((node, position) => {
      const { name } = node.metadata;
      return port(
        fabricPort(name),
        name,
        position + 3,
        network(`the cable to ${name}`, refOf(node)),
      );
    }),
    port(GATEWAY_PORT, GATEWAY, nodes.length + 3, network('the cable to the router')),
  ];
  return assemble(
    { name: FABRIC, role: 'switch' },
    [
      {
        links,
        addresses: [lo.address],
        routes: lo.routes,
        sysctl: { 'net.bridge.bridge-nf-call-iptables': '0' },
      },
    ],
    { iptables: {}, listeners: [] },
  );
}

/** The router: it forwards, but its only route is the node network, so it refuses everything else. */
export function gatewayNamespace(nodes: readonly Node[], mtu: number): NamespacePlan {
  const [first] = nodes;
  const ip = first ? routerOf(first) : '10.0.0.1';
  const lo = loopbackAddress();
  const eth0 = withKernelRoutes('eth0', `${ip}/24`, network('the router of the node network'));
  return assemble(
    { name: GATEWAY, role: 'router' },
    [
      {
        links: [
          loopback(),
          {
            name: 'eth0',
            index: 2,
            kind: 'veth',
            mac: macFromIp(ip),
            mtu,
            up: true,
            peer: { namespace: FABRIC, link: GATEWAY_PORT },
            origin: network('the cable to the switch'),
          },
        ],
        addresses: [lo.address, eth0.address],
        routes: [...lo.routes, ...eth0.routes],
        sysctl: {
          'net.ipv4.ip_forward': '1',
          'net.ipv4.conf.all.forwarding': '1',
          'net.ipv4.conf.eth0.forwarding': '1',
        },
      },
    ],
    { iptables: {}, listeners: [] },
  );
}
