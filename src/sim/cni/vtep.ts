/**
 * A VXLAN device with fixed peers: one route, one neighbour and one FDB entry for each remote node, so that the device
 * never has to flood or learn. Source: flannel pkg/backend/vxlan/vxlan.go, Calico felix/dataplane/linux/vxlan_mgr.go.
 */
import { internalIP } from '../kube/ipam';
import { refOf } from '../kube/object-ref';
import type { Node } from '../kube/types';
import type { Agent, Origin } from '../origin';
import type { FdbEntry, Link, Neighbour, Route } from '../plan';
import type { Cidr, Ipv4, Mac } from '../wire/types';

export interface Vtep {
  readonly device: string;
  readonly vni: number;
  readonly port: number;
  readonly agent: Agent;
  macOf(node: Node): Mac;
  /** address of the device itself, the next hop of routes that lead to the node */
  addressOf(node: Node): Ipv4;
  /** ranges of pod addresses behind the node */
  rangesOf(node: Node): readonly Cidr[];
}

export function vtepLink(vtep: Vtep, node: Node, index: number, mtu: number): Link {
  return {
    name: vtep.device,
    index,
    kind: 'vxlan',
    mac: vtep.macOf(node),
    mtu,
    up: true,
    vxlan: {
      vni: vtep.vni,
      local: internalIP(node) ?? '',
      device: 'eth0',
      port: vtep.port,
      learning: false,
      df: 'unset',
    },
    origin: {
      agent: vtep.agent,
      object: refOf(node, 'status.addresses'),
      why: `packets for pods on other nodes leave through ${vtep.device}, which wraps them in UDP to port ${vtep.port}`,
    },
  };
}

/** What a node must know of one remote node. */
export function vtepPeer(
  vtep: Vtep,
  remote: Node,
): { readonly routes: Route[]; readonly neighbour: Neighbour; readonly fdb: FdbEntry } {
  const name = remote.metadata.name;
  const nextHop = vtep.addressOf(remote);
  const origin = (path: string, why: string): Origin => ({
    agent: vtep.agent,
    object: refOf(remote, path),
    why,
  });
  const routes = vtep.rangesOf(remote).map(
    (destination): Route => ({
      type: 'unicast',
      destination,
      via: nextHop,
      device: vtep.device,
      table: 'main',
      protocol: 'boot',
      scope: 'global',
      onlink: true,
      origin: origin(
        'spec.podCIDR',
        `${destination} are the pods of ${name}; its tunnel end ${nextHop} is the next hop`,
      ),
    }),
  );
  return {
    routes,
    neighbour: {
      device: vtep.device,
      ip: nextHop,
      mac: vtep.macOf(remote),
      state: 'PERMANENT',
      origin: origin(
        'metadata.annotations',
        `the tunnel end of ${name} is known in advance, nobody needs to ask for it`,
      ),
    },
    fdb: {
      device: vtep.device,
      mac: vtep.macOf(remote),
      remote: internalIP(remote) ?? '',
      state: 'permanent',
      origin: origin(
        'status.addresses',
        `frames for this MAC are sent to ${name} at ${internalIP(remote)}`,
      ),
    },
  };
}
