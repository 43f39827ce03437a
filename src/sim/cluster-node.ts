/**
 * The network namespace of one node: what its operating system, kubelet and kube-proxy set up before and besides the
 * CNI. Source: Debian ifupdown, Kubernetes pkg/kubelet, cmd/kube-proxy (conntrack and sysctl settings).
 */
import {
  ANY,
  forwardingOn,
  loopback,
  loopbackAddress,
  macFromIp,
  withKernelRoutes,
} from './cni/kernel-records';
import type { Cni, CniContext, Contribution, PodSlot } from './cni/types';
import { sha1 } from './cni/sha1';
import { podListeners } from './cluster-pod';
import { assemble } from './cluster-assembly';
import { addressAt } from './kube/ip-range';
import { internalIP } from './kube/ipam';
import { refOf } from './kube/object-ref';
import type { Cluster, Node } from './kube/types';
import type { Origin } from './origin';
import type { Listener, NamespacePlan, NftTablePlan, Route, Ruleset } from './plan';

export const FABRIC = 'fabric';
export const GATEWAY = 'gateway';

/** Simplified: the node network is the /24 around the node's address, and its first address is the router. */
export const routerOf = (node: Node): string => addressAt(`${internalIP(node)}/24`, 1);

export interface NodeParts {
  readonly node: Node;
  readonly slots: readonly PodSlot[];
  readonly cni: Cni;
  readonly context: CniContext;
  /** rules of all agents on this node, merged */
  readonly iptables: Ruleset;
  readonly nft: readonly NftTablePlan[];
}

export function nodeNamespace({
  node,
  slots,
  cni,
  context,
  iptables,
  nft,
}: NodeParts): NamespacePlan {
  const { name } = node.metadata;
  return assemble(
    { name, role: 'node', node: name, object: refOf(node) },
    [base(node, context), cni.wireNode(node, slots, context)],
    { iptables, nft, listeners: nodeListeners(node, context.cluster, cni) },
  );
}

function base(node: Node, { options, nodeMtu }: CniContext): Contribution {
  const ip = internalIP(node) ?? '';
  const origin = (why: string): Origin => ({
    agent: 'node-setup',
    object: refOf(node, 'status.addresses'),
    why,
  });
  const eth0 = withKernelRoutes(
    'eth0',
    `${ip}/24`,
    origin('the address of the node on the node network'),
  );
  const lo = loopbackAddress();
  const toRouter: Route = {
    type: 'unicast',
    destination: ANY,
    via: routerOf(node),
    device: 'eth0',
    table: 'main',
    protocol: 'boot',
    scope: 'global',
    origin: origin('everything that no other route covers goes to the router of the node network'),
  };
  return {
    links: [
      loopback(),
      {
        name: 'eth0',
        index: 2,
        kind: 'veth',
        mac: macFromIp(ip),
        mtu: nodeMtu,
        up: true,
        peer: { namespace: FABRIC, link: fabricPort(node.metadata.name) },
        origin: origin('the network card of the node, plugged into the switch between the nodes'),
      },
    ],
    addresses: [lo.address, eth0.address],
    routes: [...lo.routes, toRouter, ...eth0.routes],
    sysctl: nodeSysctl(options.bridgeNetfilter !== false),
    files: nodeFiles(node),
  };
}

/** IFNAMSIZ leaves 15 characters; a longer name is told apart by a digest. */
export function fabricPort(name: string): string {
  const port = `p-${name}`;
  return port.length <= 15 ? port : `p-${sha1(name).slice(0, 11)}`;
}

/** kube-proxy: conntrack-min and the two TCP timeouts; node set-up: forwarding, and bridged frames pass iptables. */
function nodeSysctl(bridgeNetfilter: boolean): Record<string, string> {
  return {
    'net.ipv4.ip_forward': '1',
    'net.ipv4.conf.all.accept_redirects': '0',
    ...forwardingOn('all'),
    ...forwardingOn('default'),
    ...forwardingOn('lo'),
    ...forwardingOn('eth0'),
    'net.netfilter.nf_conntrack_max': '131072',
    'net.netfilter.nf_conntrack_tcp_timeout_established': '86400',
    'net.netfilter.nf_conntrack_tcp_timeout_close_wait': '3600',
    ...(bridgeNetfilter ? {} : { 'net.bridge.bridge-nf-call-iptables': '0' }),
  };
}

function nodeFiles(node: Node): Record<string, string> {
  const { name } = node.metadata;
  return {
    '/etc/hostname': `${name}\n`,
    '/etc/hosts': `127.0.0.1\tlocalhost\n${internalIP(node)}\t${name}\n`,
    '/etc/resolv.conf': `nameserver ${routerOf(node)}\n`,
  };
}

/** The sockets of the control plane and the agents. Simplified: the real ones speak TLS; here they accept a connection and answer nothing. */
function nodeListeners(node: Node, cluster: Cluster, cni: Cni): Listener[] {
  const ip = internalIP(node) ?? '';
  const isControlPlane = cluster.endpointSlices.some(
    ({ metadata, endpoints }) =>
      metadata.namespace === 'default' &&
      metadata.labels?.['kubernetes.io/service-name'] === 'kubernetes' &&
      endpoints.some((endpoint) => endpoint.addresses.includes(ip)),
  );
  const listener = (
    port: number,
    process: string,
    why: string,
    app: Listener['app'] = { kind: 'silent' },
  ): Listener => ({
    protocol: 'tcp',
    address: '0.0.0.0',
    port,
    process,
    app,
    origin: { agent: 'process', object: refOf(node), why },
  });
  const hostPods = cluster.pods.filter(
    (pod) => pod.spec.hostNetwork === true && pod.spec.nodeName === node.metadata.name,
  );
  const health: Listener['app'] = { kind: 'http', podName: node.metadata.name, healthStatus: 200 };
  return [
    listener(10250, 'kubelet', 'the kubelet serves logs and exec to the API server'),
    listener(10256, 'kube-proxy', 'kube-proxy answers health checks of load balancers', health),
    ...(isControlPlane ? [listener(6443, 'kube-apiserver', 'the API server of the cluster')] : []),
    ...(cni.name === 'calico'
      ? [listener(179, 'bird', 'BIRD keeps its BGP sessions with the other nodes here')]
      : []),
    ...hostPods.flatMap((pod) => podListeners(pod, cluster)),
  ];
}
