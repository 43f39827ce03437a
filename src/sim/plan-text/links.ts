/**
 * `ip -batch` text that makes the devices of one namespace. Source: ip-link(8); iproute2 ip/iplink.c.
 * Index, MAC and MTU are given at creation, so that the devices of a laboratory equal those on the screen.
 */
import type { KernelPlan, Link, NamespacePlan } from '../plan';
import { invariant } from '../result';
import type { NetnsName } from './types';

/** Lines for `ip -n NETNS -batch -`. A veth pair is made once, in the namespace that comes first in the plan. */
export function linkLines(
  plans: KernelPlan,
  plan: NamespacePlan,
  netnsOf: NetnsName,
): readonly string[] {
  return Object.values(plan.links).flatMap((link) => {
    if (link.kind === 'loopback') return [];
    if (link.kind !== 'veth') return [`link add ${identity(link)} ${settings(link)}`];
    const { peer } = link;
    invariant(peer, `the veth ${plan.name}/${link.name} has another end`);
    const far = plans.namespaces[peer.namespace]?.links[peer.link];
    invariant(far, `the other end ${peer.namespace}/${peer.link} of a veth exists`);
    if (!comesFirst(plans, plan, link)) return [];
    const there = `peer ${identity(far)} netns ${netnsOf(peer.namespace)}`;
    return [`link add ${identity(link)} type veth ${there}`];
  });
}

function comesFirst(plans: KernelPlan, plan: NamespacePlan, { name, peer }: Link): boolean {
  if (!peer) return false;
  if (peer.namespace === plan.name) {
    const names = Object.keys(plan.links);
    return names.indexOf(name) < names.indexOf(peer.link);
  }
  const namespaces = Object.keys(plans.namespaces);
  return namespaces.indexOf(plan.name) < namespaces.indexOf(peer.namespace);
}

const identity = ({ name, index, mac, mtu }: Link): string =>
  `${name} index ${index} address ${mac} mtu ${mtu}`;

function settings({ kind, vxlan }: Link): string {
  // A bridge that snoops joins a multicast group itself, which is talk that nobody asked for.
  if (kind === 'bridge') return 'type bridge mcast_snooping 0';
  if (kind !== 'vxlan' || !vxlan) return `type ${kind}`;
  return [
    `type vxlan id ${vxlan.vni} local ${vxlan.local}`,
    vxlan.device ? `dev ${vxlan.device}` : '',
    `dstport ${vxlan.port}`,
    vxlan.learning ? 'learning' : 'nolearning',
    vxlan.df === 'unset' ? '' : `df ${vxlan.df}`,
  ]
    .filter(Boolean)
    .join(' ');
}

const onOff = (isOn: boolean): string => (isOn ? 'on' : 'off');

/** Lines that plug ports into their bridge and switch the devices on. */
export function upLines(plan: NamespacePlan): readonly string[] {
  const links = Object.values(plan.links);
  const ports = links.flatMap(({ name, master, port }) =>
    master === undefined
      ? []
      : [
          `link set ${name} master ${master}`,
          `link set ${name} type bridge_slave hairpin ${onOff(port?.hairpin === true)} learning ${onOff(port?.learning !== false)}`,
        ],
  );
  // A bridge takes the smallest MTU of its ports until it is told its own (net/bridge/br_if.c br_mtu_auto_adjust()).
  const bridges = links
    .filter((link) => link.kind === 'bridge')
    .map(({ name, mtu }) => `link set ${name} mtu ${mtu}`);
  const up = links.filter((link) => link.up).map(({ name }) => `link set ${name} up`);
  return [...ports, ...bridges, ...up];
}
