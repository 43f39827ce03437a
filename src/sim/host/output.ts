/**
 * The way out: a packet made here passes OUTPUT, every packet passes POSTROUTING, finds the next hop's MAC
 * and leaves through a device.
 * Source: Linux net/ipv4/ip_output.c, net/core/neighbour.c, drivers/net/veth.c, net/bridge/br_forward.c.
 */
import { encapsulate, findRemote, printFdb } from '../link/vxlan';
import { fragment } from '../net/fragment';
import { FRAG_NEEDED, UNREACHABLE } from '../net/icmp';
import { LOCAL_PATH_MTU, lookupRoute, printRoute } from '../net/route';
import { sysctl } from '../net/sysctl';
import { type Skb, soon, type Step, type Timed } from '../skb';
import { BROADCAST_MAC } from '../wire/address';
import { frameLength, ipv4Length } from '../wire/frame';
import { ETHERTYPE_IPV4, type Frame, type Mac } from '../wire/types';
import type { Link } from '../plan';
import type { Cause, Verdict } from '../trace/types';
import { askNeighbour } from './arp';
import { sendIcmpError } from './errors';
import {
  cause,
  countersOf,
  dropped,
  hostOf,
  type Host,
  type Kernel,
  localPacket,
  nextIdentification,
  record,
} from './kernel';
import { hasNetfilter, runHook } from './netfilter';

type StepOf<K extends Step['do']> = Extract<Step, { do: K }>;

/** What a veth or bridge port takes beyond its MTU: Ethernet header and one VLAN tag (is_skb_forwardable). */
const LINK_ALLOWANCE = 14 + 4;

/** Locally made packet: route, OUTPUT, and the route again if a rule changed the destination. */
export function output(kernel: Kernel, step: StepOf<'output'>): readonly Timed[] {
  const { namespace, skb } = step;
  const host = hostOf(kernel, namespace);
  const routed = routeOutput(kernel, host, skb);
  if (!routed) return [];
  if (!hasNetfilter(host)) return leave(routed.skb, namespace, routed.mtu);
  const result = runHook(kernel, host, 'OUTPUT', routed.skb);
  if (result.verdict !== 'accept') return result.next;
  const changed = result.skb.packet.destination !== skb.packet.destination;
  if (!changed) return leave(result.skb, namespace, routed.mtu);
  const again = routeOutput(kernel, host, result.skb);
  return again ? leave(again.skb, namespace, again.mtu) : [];
}

function leave(skb: Skb, namespace: string, mtu: number): readonly Timed[] {
  return [soon({ do: 'postrouting', namespace, skb, mtu })];
}

function routeOutput(kernel: Kernel, host: Host, skb: Skb): { skb: Skb; mtu: number } | null {
  const { packet } = skb;
  const decision = lookupRoute(
    host.plan,
    { destination: packet.destination, source: packet.source, mark: skb.mark },
    host.state.routeExceptions,
    kernel.now,
  );
  const name = host.plan.name;
  const place = {
    namespace: name,
    stage: 'route' as const,
    layer: 3 as const,
    packet: skb.identity.id,
    before: packet,
    outer: skb.outer,
  };
  if (decision.kind !== 'unicast' && decision.kind !== 'local') {
    const message = `${name} has no route to ${packet.destination}`;
    record(kernel, { ...place, summary: message, verdict: dropped('no-route', message) });
    return null;
  }
  const { route } = decision;
  const causes = [cause('route', printRoute(route), route.origin, { command: 'ip route' })];
  const isLocal = decision.kind === 'local';
  const device = isLocal ? 'lo' : decision.device;
  const nextHop = decision.kind === 'unicast' ? decision.nextHop : packet.destination;
  const via = nextHop === packet.destination ? '' : ` via ${nextHop}`;
  const summary = `${name} routes ${packet.destination}${via} through ${device}`;
  record(kernel, { ...place, summary, causes, decidedBy: 0 });
  const mtu = decision.kind === 'unicast' ? decision.mtu : LOCAL_PATH_MTU;
  return { skb: { ...skb, outDevice: device, nextHop }, mtu };
}

export function postrouting(kernel: Kernel, step: StepOf<'postrouting'>): readonly Timed[] {
  const { namespace, skb, mtu } = step;
  const host = hostOf(kernel, namespace);
  let sent = skb;
  if (hasNetfilter(host)) {
    const result = runHook(kernel, host, 'POSTROUTING', skb);
    if (result.verdict !== 'accept') return result.next;
    sent = result.skb;
  }
  const limit = Math.min(mtu, sent.fragmentMaximum ?? mtu);
  if (ipv4Length(sent.packet) <= limit) return [soon({ do: 'neighbour', namespace, skb: sent })];
  if (sent.packet.dontFragment && !sent.fragmentMaximum) {
    const message = `${ipv4Length(sent.packet)} bytes do not fit the MTU of ${mtu}`;
    record(kernel, {
      namespace,
      stage: 'fragment',
      layer: 3,
      packet: sent.identity.id,
      before: sent.packet,
      outer: sent.outer,
      summary: message,
      verdict: { kind: 'rejected', reason: 'mtu-exceeded', message },
    });
    return sendIcmpError(kernel, host, sent, { type: UNREACHABLE, code: FRAG_NEEDED, mtu });
  }
  // ip_do_fragment() takes the pieces as they are when each fits.
  const { fragmentList = limit } = sent;
  return cut(kernel, host, sent, Math.min(limit, fragmentList));
}

function cut(kernel: Kernel, host: Host, skb: Skb, mtu: number): readonly Timed[] {
  const pieces = fragment(skb.packet, mtu);
  record(kernel, {
    namespace: host.plan.name,
    stage: 'fragment',
    layer: 3,
    packet: skb.identity.id,
    before: skb.packet,
    after: pieces[0] ?? null,
    outer: skb.outer,
    summary: `${host.plan.name} cuts ${ipv4Length(skb.packet)} bytes into ${pieces.length} fragments of at most ${mtu}`,
  });
  return pieces.map((packet, index) =>
    soon({ do: 'neighbour', namespace: host.plan.name, skb: { ...skb, packet } }, 1 + index),
  );
}

export function neighbour(kernel: Kernel, step: StepOf<'neighbour'>): readonly Timed[] {
  const { namespace, skb } = step;
  const host = hostOf(kernel, namespace);
  const device = skb.outDevice ?? '';
  const link = host.plan.links[device];
  if (!link) return [];
  const found = resolve(host, device, skb);
  if (!found) return wait(kernel, host, skb);
  const frame: Frame = {
    kind: 'ethernet',
    destination: found.mac,
    source: link.mac,
    etherType: ETHERTYPE_IPV4,
    payload: skb.packet,
  };
  record(kernel, {
    namespace,
    stage: 'neighbour',
    layer: 2,
    packet: skb.identity.id,
    before: skb.packet,
    after: frame,
    device,
    outer: skb.outer,
    summary: `${namespace} addresses the frame to ${found.mac}`,
    causes: found.causes,
    decidedBy: found.causes.length > 0 ? 0 : undefined,
  });
  if (skb.bridged) {
    const { bridge, port } = skb.bridged;
    const bridged = { ...frame, source: skb.link?.source ?? frame.source };
    return [
      soon({ do: 'bridge', namespace, bridge, port, frame: bridged, skb, identity: skb.identity }),
    ];
  }
  const { identity, outer, tracking } = skb;
  return [soon({ do: 'transmit', namespace, device, frame, identity, outer, tracking })];
}

function resolve(host: Host, device: string, skb: Skb): { mac: Mac; causes: Cause[] } | null {
  if (device === 'lo') return { mac: '00:00:00:00:00:00', causes: [] };
  const ip = skb.nextHop ?? skb.packet.destination;
  if (ip === '255.255.255.255') return { mac: BROADCAST_MAC, causes: [] };
  const command = `ip neigh show dev ${device}`;
  const fixed = host.plan.neighbours.find((entry) => entry.device === device && entry.ip === ip);
  if (fixed) {
    const text = `${ip} dev ${device} lladdr ${fixed.mac} ${fixed.state}`;
    return { mac: fixed.mac, causes: [cause('neighbour', text, fixed.origin, { command })] };
  }
  const learnt = host.state.neighbours.find((entry) => entry.device === device && entry.ip === ip);
  if (!learnt?.mac) return null;
  const text = `${ip} dev ${device} lladdr ${learnt.mac} ${learnt.state}`;
  const origin = { agent: 'kernel' as const, why: 'learned by ARP' };
  return { mac: learnt.mac, causes: [cause('neighbour', text, origin, { command })] };
}

function wait(kernel: Kernel, host: Host, skb: Skb): readonly Timed[] {
  const ip = skb.nextHop ?? skb.packet.destination;
  const key = `${skb.outDevice} ${ip}`;
  const waiting = host.waiting.get(key);
  record(kernel, {
    namespace: host.plan.name,
    stage: 'neighbour',
    layer: 2,
    packet: skb.identity.id,
    before: skb.packet,
    device: skb.outDevice,
    outer: skb.outer,
    summary: `${host.plan.name} does not know the MAC of ${ip}: the packet waits while ARP asks`,
  });
  if (waiting) {
    waiting.push(skb);
    return [];
  }
  host.waiting.set(key, [skb]);
  return askNeighbour(kernel, host, skb);
}

export function transmit(kernel: Kernel, step: StepOf<'transmit'>): readonly Timed[] {
  const { namespace, device, identity, outer } = step;
  const host = hostOf(kernel, namespace);
  const link = host.plan.links[device];
  if (!link) return [];
  const refused = refusal(kernel, link, step.frame);
  const frame = refused
    ? step.frame
    : (kernel.tap?.(namespace, device, 'out', step.frame, identity) ?? step.frame);
  const counters = countersOf(host, device);
  const place = {
    namespace,
    stage: 'transmit' as const,
    layer: 2 as const,
    packet: identity.id,
    before: frame,
    device,
    outer,
  };
  if (refused) {
    counters.txDropped += 1;
    record(kernel, { ...place, summary: refused.message, verdict: refused });
    return [];
  }
  counters.txPackets += 1;
  const bytes = frame.payload.kind === 'ipv4' ? ipv4Length(frame.payload) : 28;
  counters.txBytes += bytes + 14;
  record(kernel, { ...place, summary: `leaves ${namespace} through ${device}` });
  if (link.kind === 'loopback') {
    const { tracking } = step;
    return [soon({ do: 'arrive', namespace, device, frame, identity, tracking })];
  }
  if (link.kind === 'bridge') {
    return [
      soon({ do: 'bridge', namespace, bridge: device, port: null, frame, skb: null, identity }),
    ];
  }
  if (link.kind === 'vxlan') return tunnel(kernel, host, device, frame, identity);
  return cross(kernel, host, device, frame, identity);
}

/** What never reaches the device: it is down or has no carrier, or a bridge port is too narrow for the frame. */
function refusal(kernel: Kernel, link: Link, frame: Frame): DroppedVerdict | null {
  const { name, peer, master, mtu } = link;
  if (!link.up) return droppedHere('link-down', `${name} is down`);
  const far = peer ? kernel.hosts.get(peer.namespace)?.plan.links[peer.link] : undefined;
  if (peer && far && !far.up) return droppedHere('link-down', `${name} has no carrier`);
  if (master && frameLength(frame) > mtu + LINK_ALLOWANCE)
    return droppedHere('link-mtu', tooLarge(frame, mtu));
  return null;
}

type DroppedVerdict = Extract<Verdict, { kind: 'dropped' }>;

const droppedHere = (reason: string, message: string): DroppedVerdict => ({
  kind: 'dropped',
  reason,
  message,
});

const tooLarge = (frame: Frame, mtu: number): string =>
  `${frameLength(frame) - 14} bytes are more than the link's MTU of ${mtu}; a layer-2 device drops in silence`;

/** A veth pair is a cable: what enters one end leaves the other, unless it is too large for it. */
function cross(
  kernel: Kernel,
  host: Host,
  device: string,
  frame: Frame,
  identity: Skb['identity'],
): readonly Timed[] {
  const link = host.plan.links[device];
  const { peer } = link ?? {};
  const far = peer ? kernel.hosts.get(peer.namespace)?.plan.links[peer.link] : undefined;
  if (!link || !peer || !far) return [];
  if (frameLength(frame) > far.mtu + LINK_ALLOWANCE) {
    const message = tooLarge(frame, far.mtu);
    countersOf(host, device).txDropped += 1;
    record(kernel, {
      namespace: host.plan.name,
      stage: 'transmit',
      layer: 2,
      packet: identity.id,
      before: frame,
      device,
      summary: message,
      verdict: dropped('link-mtu', message),
    });
    return [];
  }
  const wire = host.plan.role === 'switch' || far.name !== 'eth0' ? 5 : 3;
  return [
    soon({ do: 'arrive', namespace: peer.namespace, device: peer.link, frame, identity }, wire),
  ];
}

function tunnel(
  kernel: Kernel,
  host: Host,
  device: string,
  frame: Frame,
  identity: Skb['identity'],
): readonly Timed[] {
  const link = host.plan.links[device];
  const settings = link?.vxlan;
  if (!link || !settings) return [];
  const entry = findRemote(host.plan, device, frame);
  const place = {
    namespace: host.plan.name,
    stage: 'encapsulate' as const,
    layer: 3 as const,
    packet: identity.id,
    before: frame,
    device,
  };
  if (!entry?.remote) {
    const message = `${device} knows no remote node for ${frame.destination}`;
    countersOf(host, device).txDropped += 1;
    record(kernel, { ...place, summary: message, verdict: dropped('no-fdb-entry', message) });
    return [];
  }
  const [low = 32768, high = 60999] = sysctl(host.plan, 'net.ipv4.ip_local_port_range')
    .split(/\s+/)
    .map(Number);
  const port = kernel.chance.tunnelPort(host.plan.name, frame, identity, { low, high });
  const bare = encapsulate(settings, frame, entry.remote, port);
  const packet = { ...bare, identification: nextIdentification(host) };
  record(kernel, {
    ...place,
    after: packet,
    summary: `${device} wraps the frame and sends it to ${entry.remote}`,
    causes: [
      cause('fdb', printFdb(entry), entry.origin, { command: `bridge fdb show dev ${device}` }),
    ],
    decidedBy: 0,
  });
  const skb = localPacket(packet, identity, { outer: true });
  return [soon({ do: 'output', namespace: host.plan.name, skb }, 2)];
}
