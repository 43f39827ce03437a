/**
 * Neighbour and forwarding tables of a cluster that has been running for a while: what ARP and bridges would have
 * learnt from the kubelet's probes and ordinary traffic. Every entry is one that ARP would really have given.
 */
import { lookupRoute } from './net/route';
import { addressOf } from './net/source-address';
import { interfaceSysctl, isForwarding } from './net/sysctl';
import type { KernelPlan, Link, NamespacePlan } from './plan';
import type { KernelState, LearnedFdb, LearnedNeighbour } from './state';
import type { Ipv4, Mac } from './wire/types';

/** A device with an IP stack behind it, on one layer-2 segment. */
interface Station {
  readonly plan: NamespacePlan;
  readonly link: Link;
}

interface Segment {
  readonly stations: readonly Station[];
  /** bridges crossed: which port leads to which MAC */
  readonly learned: readonly { readonly namespace: string; readonly entry: LearnedFdb }[];
}

export function warmState(plan: KernelPlan, state: KernelState): KernelState {
  const namespaces = { ...state.namespaces };
  for (const own of Object.values(plan.namespaces)) {
    const current = namespaces[own.name];
    if (!current) continue;
    const neighbours: LearnedNeighbour[] = [...current.neighbours];
    for (const link of stationLinks(own)) {
      const segment = explore(plan, own, link);
      for (const item of segment.learned) {
        const target = namespaces[item.namespace];
        if (target) namespaces[item.namespace] = { ...target, fdb: addFdb(target.fdb, item.entry) };
      }
      neighbours.push(...knownNeighbours(own, link, segment.stations));
    }
    const latest = namespaces[own.name] ?? current;
    namespaces[own.name] = { ...latest, neighbours };
  }
  return { ...state, namespaces };
}

const stationLinks = (plan: NamespacePlan): readonly Link[] =>
  Object.values(plan.links).filter(
    (link) =>
      link.up &&
      !link.master &&
      (link.kind === 'veth' || link.kind === 'bridge') &&
      plan.role !== 'switch',
  );

function knownNeighbours(
  own: NamespacePlan,
  link: Link,
  stations: readonly Station[],
): readonly LearnedNeighbour[] {
  const known = new Map<Ipv4, Mac>();
  for (const station of stations) {
    for (const entry of station.plan.addresses) {
      const ip = addressOf(entry);
      if (entry.device === station.link.name && isOnLink(own, link, ip))
        known.set(ip, station.link.mac);
    }
    if (!answersForOthers(station)) continue;
    for (const route of own.routes) {
      if (route.device === link.name && route.via && !known.has(route.via))
        known.set(route.via, station.link.mac);
    }
  }
  return [...known].map(([ip, mac]) => ({
    device: link.name,
    ip,
    mac,
    state: 'REACHABLE',
    atMicros: 0,
  }));
}

function isOnLink(own: NamespacePlan, link: Link, ip: Ipv4): boolean {
  const route = lookupRoute(own, { destination: ip });
  return route.kind === 'unicast' && route.device === link.name && route.nextHop === ip;
}

const answersForOthers = ({ plan, link }: Station): boolean =>
  interfaceSysctl(plan, link.name, 'proxy_arp') === 1 && isForwarding(plan, link.name);

function addFdb(entries: readonly LearnedFdb[], entry: LearnedFdb): LearnedFdb[] {
  const others = entries.filter((item) => item.master !== entry.master || item.mac !== entry.mac);
  return [...others, entry];
}

/** Walks cables and bridges from one device to every other station of its segment. */
function explore(plan: KernelPlan, own: NamespacePlan, start: Link): Segment {
  const stations: Station[] = [];
  const learned: { namespace: string; entry: LearnedFdb }[] = [];
  const seen = new Set<string>();
  const visit = (namespace: NamespacePlan, link: Link) => {
    const key = `${namespace.name} ${link.name}`;
    if (seen.has(key) || !link.up) return;
    seen.add(key);
    if (link.master) {
      const entry = { device: link.name, master: link.master, mac: start.mac };
      learned.push({ namespace: namespace.name, entry });
      leaveBridge(namespace, link.master, link.name);
    } else {
      stations.push({ plan: namespace, link });
    }
  };
  const cross = (namespace: NamespacePlan, link: Link) => {
    if (!link.peer) return;
    const far = plan.namespaces[link.peer.namespace];
    const end = far?.links[link.peer.link];
    if (far && end) visit(far, end);
    seen.add(`${namespace.name} ${link.name}`);
  };
  const leaveBridge = (namespace: NamespacePlan, bridge: string, ingress: string | null) => {
    const self = namespace.links[bridge];
    if (self && ingress !== null) stations.push({ plan: namespace, link: self });
    for (const port of Object.values(namespace.links)) {
      if (port.master === bridge && port.name !== ingress) cross(namespace, port);
    }
  };
  if (start.kind === 'bridge') leaveBridge(own, start.name, null);
  else cross(own, start);
  return { stations, learned };
}
