/** The layers against what Kubernetes puts there, and which places of a real request work at each of them. */
import type { Hop, Layer } from '../../../sim';

export interface Row {
  readonly layer: Layer;
  readonly name: string;
  readonly components: string;
  readonly tools: string;
  readonly symptoms: string;
  /** shows this layer at work; typed in `at` */
  readonly at: string;
  readonly command: string;
}

export const ROWS: readonly Row[] = [
  {
    layer: 7,
    name: 'application',
    components: 'CoreDNS, Ingress and Gateway proxies, sidecars, your own process',
    tools: 'curl, nslookup',
    symptoms: 'NXDOMAIN, 404, 503, wrong answers, slow answers',
    at: 'default/pod-a',
    command: 'nslookup my-service.default.svc.cluster.local',
  },
  {
    layer: 4,
    name: 'transport',
    components: 'Services as kube-proxy programs them, conntrack, ports of NetworkPolicy',
    tools: 'nc -zv, iptables, conntrack, kubectl get endpointslices',
    symptoms: 'refused, reset, timed out, one request in three fails',
    at: 'default/pod-a',
    command: 'nc -zv my-service 8080',
  },
  {
    layer: 3,
    name: 'network',
    components: 'pod addresses, routes of the CNI, BGP, addresses of NetworkPolicy',
    tools: 'ping, ip route, ip addr',
    symptoms: 'unreachable, silence between nodes only, large packets vanish',
    at: 'node-1',
    command: 'ip route',
  },
  {
    layer: 2,
    name: 'link',
    components: 'veth pairs, bridge cni0, VXLAN device, ARP and FDB',
    tools: 'ip link, ip neigh, bridge fdb',
    symptoms: 'incomplete neighbours, nothing arrives at all',
    at: 'node-1',
    command: 'ip neigh',
  },
];

/** Names of the places that work at a layer, in the order in which a request meets them. */
export function placesAt(hops: readonly Hop[], layer: Layer): readonly string[] {
  const names = hops
    .filter((hop) => hop.layer === layer)
    .map((hop) => {
      if (hop.namespace === 'fabric') return 'the switch';
      const place = hop.hook ?? (hop.device && !hop.device.startsWith('veth') ? hop.device : null);
      if (hop.device?.startsWith('veth')) return 'veth';
      return place ?? (hop.stage === 'route' ? 'routing' : 'the application’s socket');
    });
  return [...new Set(names)];
}
