/** Whether the simulator can build a cluster at all; if not, the first thing in the way, with its place. */
import { compileRuleset } from '../../sim/filter/ruleset';
import type { KernelPlan, Link, NamespacePlan } from '../../sim/plan';
import { type Golden, NotComparable } from './golden';

const KINDS: readonly string[] = ['loopback', 'veth', 'bridge', 'vxlan'];
const ROUTE_TYPES: readonly string[] = [
  'unicast',
  'local',
  'broadcast',
  'blackhole',
  'unreachable',
  'prohibit',
];

export function assertBuildable(plan: KernelPlan, golden: Golden): void {
  if (Object.keys(plan.namespaces).length === 0) throw impossible('it has no namespaces');
  for (const namespace of Object.values(plan.namespaces)) {
    for (const link of Object.values(namespace.links)) checkLink(plan, namespace, link);
    checkRoutes(namespace);
    const compiled = compileRuleset(namespace.iptables);
    if (!compiled.ok) throw impossible(`${namespace.name}.iptables: ${compiled.error[0]?.message}`);
  }
  for (const { n, namespace, device } of golden.sightings) {
    if (!plan.namespaces[namespace]?.links[device])
      throw impossible(`hops[${n - 1}] was seen at ${namespace}/${device}, which it does not have`);
  }
}

const impossible = (what: string): NotComparable =>
  new NotComparable(`the topology cannot be built: ${what}`);

function checkLink(plan: KernelPlan, namespace: NamespacePlan, link: Link): void {
  const place = `${namespace.name}.links.${link.name}`;
  const { kind, mac, mtu, peer, master, vxlan } = link;
  if (!KINDS.includes(kind)) throw impossible(`${place}: the kind "${kind}" is not modelled`);
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) throw impossible(`${place}: mac is "${mac}"`);
  if (!(mtu >= 68)) throw impossible(`${place}: mtu is ${mtu}`);
  if (kind === 'veth' && !(peer && plan.namespaces[peer.namespace]?.links[peer.link]))
    throw impossible(`${place}: the other end, ${peer?.namespace}/${peer?.link}, is missing`);
  if (kind === 'vxlan' && !(vxlan && vxlan.port > 0))
    throw impossible(`${place}: a VXLAN device needs vni, local and port`);
  if (master && namespace.links[master]?.kind !== 'bridge')
    throw impossible(`${place}: its master ${master} is no bridge`);
}

function checkRoutes(namespace: NamespacePlan): void {
  for (const [index, { type, device }] of namespace.routes.entries()) {
    const place = `${namespace.name}.routes[${index}]`;
    if (!ROUTE_TYPES.includes(type))
      throw impossible(`${place}: the type "${type}" is not modelled`);
    if (device && !namespace.links[device]) throw impossible(`${place}: no device ${device}`);
  }
  for (const [index, { device }] of namespace.addresses.entries()) {
    if (!namespace.links[device])
      throw impossible(`${namespace.name}.addresses[${index}]: no device ${device}`);
  }
}
