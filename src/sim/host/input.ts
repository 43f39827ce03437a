/**
 * The way in: a frame arrives on a device, IP accepts it, routes it, forwards or delivers it.
 * Source: Linux net/core/dev.c __netif_receive_skb_core(), net/ipv4/ip_input.c, ip_forward.c, route.c.
 */
import { findVxlanDevice, hasVxlanPort } from '../link/vxlan';
import { FRAG_NEEDED, REDIRECT, REDIRECT_HOST, TIME_EXCEEDED, UNREACHABLE } from '../net/icmp';
import { countRedirect, deservesRedirect } from '../net/redirect';
import { isFragment, reassemble } from '../net/fragment';
import { allowsRouteError } from '../net/error-limit';
import { lookupRoute, printRoute, type RouteDecision } from '../net/route';
import { interfaceSysctl, isForwarding } from '../net/sysctl';
import { type Skb, soon, type Step, type Timed, type Tracking, UNTRACKED } from '../skb';
import { BROADCAST_MAC, isMulticastMac } from '../wire/address';
import { frameLength, ipv4Length } from '../wire/frame';
import type { Frame } from '../wire/types';
import { receiveArp } from './arp';
import { sendIcmpError } from './errors';
import { cause, countersOf, dropped, hostOf, type Host, type Kernel, record } from './kernel';
import { hasConntrack, hasNetfilter, runHook } from './netfilter';

type StepOf<K extends Step['do']> = Extract<Step, { do: K }>;

export function arrive(kernel: Kernel, step: StepOf<'arrive'>): readonly Timed[] {
  const { namespace, device, frame, identity } = step;
  const host = hostOf(kernel, namespace);
  const link = host.plan.links[device];
  const counters = countersOf(host, device);
  const place = { namespace, device, packet: identity.id, layer: 2 as const, before: frame };
  const stage = 'arrive' as const;
  const outer = isTunnelPacket(frame);
  if (!link?.up) {
    counters.rxDropped += 1;
    const verdict = dropped('link-down', `${device} is down`);
    record(kernel, { ...place, stage, outer, summary: `${namespace}: ${device} is down`, verdict });
    return [];
  }
  counters.rxPackets += 1;
  counters.rxBytes += frameLength(frame);
  if (link.kind !== 'loopback') kernel.tap?.(namespace, device, 'in', frame, identity);
  if (link.master) {
    record(kernel, {
      ...place,
      stage,
      outer,
      summary: `arrives on ${device}, a port of ${link.master}`,
    });
    return [
      soon({
        do: 'bridge',
        namespace,
        bridge: link.master,
        port: device,
        frame,
        skb: null,
        identity,
      }),
    ];
  }
  if (!isForHost(frame, link.mac)) {
    const message = `the frame is for ${frame.destination}, ${device} is ${link.mac}`;
    const verdict = dropped('wrong-mac', message);
    record(kernel, {
      ...place,
      stage,
      outer,
      summary: `${device} ignores a frame for another host`,
      verdict,
    });
    return [];
  }
  record(kernel, { ...place, stage, outer, summary: `arrives on ${device} of ${namespace}` });
  return acceptFrame(kernel, host, device, frame, identity, outer, step.tracking);
}

const isForHost = (frame: Frame, mac: string): boolean =>
  frame.destination === mac ||
  frame.destination === BROADCAST_MAC ||
  isMulticastMac(frame.destination);

export function isTunnelPacket(frame: Frame): boolean {
  const l4 = frame.payload.kind === 'ipv4' ? frame.payload.payload : null;
  return l4?.kind === 'udp' && l4.payload.kind === 'vxlan';
}

/** Hands a frame that is for this host to ARP or IP. */
export function acceptFrame(
  kernel: Kernel,
  host: Host,
  device: string,
  frame: Frame,
  identity: Skb['identity'],
  outer: boolean,
  tracking: Tracking = UNTRACKED,
): readonly Timed[] {
  const { payload } = frame;
  if (payload.kind === 'arp') return receiveArp(kernel, host, device, payload, identity);
  if (payload.kind !== 'ipv4') return [];
  const skb: Skb = {
    identity,
    packet: payload,
    inDevice: device,
    mark: 0,
    tracking,
    outer,
    isLocal: false,
    link: { destination: frame.destination, source: frame.source },
  };
  return [soon({ do: 'receive', namespace: host.plan.name, device, skb })];
}

export function receive(kernel: Kernel, step: StepOf<'receive'>): readonly Timed[] {
  const { namespace } = step;
  const host = hostOf(kernel, namespace);
  if (step.skb.sawPrerouting || !hasNetfilter(host)) {
    return [soon({ do: 'route-input', namespace, skb: step.skb })];
  }
  const whole = hasConntrack(host) ? defragment(kernel, host, step.skb) : step.skb;
  if (!whole) return [];
  const result = runHook(kernel, host, 'PREROUTING', whole);
  if (result.verdict !== 'accept') return result.next;
  return [soon({ do: 'route-input', namespace, skb: result.skb }, 2)];
}

/** Connection tracking needs whole datagrams, so it gathers fragments first (nf_defrag_ipv4, priority −400). */
export function defragment(kernel: Kernel, host: Host, skb: Skb): Skb | null {
  if (!isFragment(skb.packet)) return skb;
  const whole = reassemble(host.fragments, skb.packet);
  record(kernel, {
    namespace: host.plan.name,
    stage: 'reassemble',
    layer: 3,
    packet: skb.identity.id,
    before: skb.packet,
    after: whole?.packet ?? skb.packet,
    outer: skb.outer,
    summary: whole
      ? `${host.plan.name} puts the fragments together`
      : `${host.plan.name} keeps the fragment until the others arrive`,
  });
  return whole ? { ...skb, ...whole } : null;
}

export function routeInput(kernel: Kernel, step: StepOf<'route-input'>): readonly Timed[] {
  const { namespace, skb } = step;
  const host = hostOf(kernel, namespace);
  const { packet } = skb;
  const decision = lookupRoute(host.plan, {
    destination: packet.destination,
    source: packet.source,
    mark: skb.mark,
  });
  const spoofed = reversePathFilter(host, skb);
  if (spoofed) return refuse(kernel, host, skb, decision, 'rp-filter', spoofed);
  if (decision.kind === 'local' || decision.kind === 'broadcast') {
    routeHop(kernel, host, skb, decision, `${packet.destination} is an address of ${namespace}`);
    return [soon({ do: 'deliver', namespace, skb })];
  }
  if (!isForwarding(host.plan, skb.inDevice ?? '')) {
    const message = `${namespace} is not a router: net.ipv4.ip_forward is 0`;
    return refuse(kernel, host, skb, decision, 'not-forwarding', message);
  }
  if (decision.kind !== 'unicast') return unroutable(kernel, host, skb, decision);
  const via = decision.nextHop === packet.destination ? 'directly' : `via ${decision.nextHop}`;
  routeHop(
    kernel,
    host,
    skb,
    decision,
    `${namespace} routes ${packet.destination} ${via} through ${decision.device}`,
  );
  const routed = { ...skb, outDevice: decision.device, nextHop: decision.nextHop };
  const mtu = host.plan.links[decision.device]?.mtu ?? decision.mtu;
  return [soon({ do: 'forward', namespace, skb: routed, mtu })];
}

function routeHop(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  decision: RouteDecision,
  summary: string,
  verdict?: ReturnType<typeof dropped>,
): void {
  const causes =
    decision.kind === 'no-route'
      ? []
      : [
          cause('route', printRoute(decision.route), decision.route.origin, {
            command:
              decision.route.table === 'main'
                ? 'ip route'
                : `ip route show table ${decision.route.table}`,
          }),
        ];
  record(kernel, {
    namespace: host.plan.name,
    stage: 'route',
    layer: 3,
    packet: skb.identity.id,
    before: skb.packet,
    outer: skb.outer,
    summary,
    causes,
    decidedBy: causes.length > 0 ? 0 : undefined,
    verdict,
  });
}

function refuse(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  decision: RouteDecision,
  reason: string,
  message: string,
): readonly Timed[] {
  routeHop(kernel, host, skb, decision, message, dropped(reason, message));
  return [];
}

function unroutable(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  decision: RouteDecision,
): readonly Timed[] {
  const to = skb.packet.destination;
  const name = host.plan.name;
  if (decision.kind === 'blackhole') {
    return refuse(
      kernel,
      host,
      skb,
      decision,
      'blackhole-route',
      `${name} has a blackhole route for ${to}`,
    );
  }
  const message = `${name} has no route to ${to}`;
  routeHop(kernel, host, skb, decision, message, { kind: 'rejected', reason: 'no-route', message });
  if (!allowsRouteError(host.state, skb.packet.source, kernel.now)) return [];
  const code = decision.kind === 'unreachable' ? 1 : decision.kind === 'prohibit' ? 13 : 0;
  return sendIcmpError(kernel, host, skb, { type: UNREACHABLE, code });
}

/** Strict mode: the way back to the source must leave through the device that it came in on (RFC 3704). */
function reversePathFilter(host: Host, skb: Skb): string | null {
  const device = skb.inDevice ?? '';
  const mode = interfaceSysctl(host.plan, device, 'rp_filter');
  if (mode === 0 || device === 'lo' || skb.packet.source === '0.0.0.0') return null;
  const back = lookupRoute(host.plan, { destination: skb.packet.source });
  const ok = back.kind === 'unicast' && (mode === 2 || back.device === device);
  return ok ? null : `reverse path filter: ${skb.packet.source} is not reached through ${device}`;
}

export function forward(kernel: Kernel, step: StepOf<'forward'>): readonly Timed[] {
  const { namespace, skb, mtu } = step;
  const host = hostOf(kernel, namespace);
  const { packet } = skb;
  if (packet.ttl <= 1) {
    const message = 'the time to live is used up';
    rejectForward(kernel, host, skb, 'ttl-exceeded', message);
    return sendIcmpError(kernel, host, skb, { type: TIME_EXCEEDED, code: 0 });
  }
  const needed = skb.fragmentMaximum ?? ipv4Length(packet);
  if (packet.dontFragment && needed > mtu) {
    const message = `${needed} bytes do not fit ${skb.outDevice} (MTU ${mtu}) and the packet must not be fragmented`;
    rejectForward(kernel, host, skb, 'mtu-exceeded', message);
    return sendIcmpError(kernel, host, skb, { type: UNREACHABLE, code: FRAG_NEEDED, mtu });
  }
  const lowered: Skb = { ...skb, packet: { ...packet, ttl: packet.ttl - 1 } };
  for (const timed of redirect(kernel, host, lowered)) kernel.schedule(timed);
  const result = runHook(kernel, host, 'FORWARD', lowered, skb.packet);
  if (result.verdict !== 'accept') return result.next;
  return [soon({ do: 'postrouting', namespace, skb: result.skb, mtu }, 2)];
}

/** Tells a neighbour that it should have asked the next hop itself. */
function redirect(kernel: Kernel, host: Host, skb: Skb): readonly Timed[] {
  const { source } = skb.packet;
  const devices = { in: skb.inDevice, out: skb.outDevice };
  if (!deservesRedirect(host.plan, source, devices)) return [];
  const told = countRedirect(host.redirects.get(source), kernel.now);
  if (!told) return [];
  host.redirects.set(source, told);
  const gateway = skb.nextHop ?? skb.packet.destination;
  return sendIcmpError(kernel, host, skb, { type: REDIRECT, code: REDIRECT_HOST, gateway });
}

function rejectForward(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  reason: string,
  message: string,
): void {
  record(kernel, {
    namespace: host.plan.name,
    stage: 'route',
    layer: 3,
    packet: skb.identity.id,
    before: skb.packet,
    outer: skb.outer,
    device: skb.outDevice,
    summary: `${host.plan.name}: ${message}`,
    verdict: { kind: 'rejected', reason, message },
  });
}

/** A tunnel packet for this host: unwrapped if a VXLAN device wants it. */
export function decapsulate(kernel: Kernel, step: StepOf<'decapsulate'>): readonly Timed[] {
  const { namespace, skb } = step;
  const host = hostOf(kernel, namespace);
  const l4 = skb.packet.payload;
  if (l4.kind !== 'udp' || l4.payload.kind !== 'vxlan') return [];
  const { vni, frame } = l4.payload;
  const device = findVxlanDevice(host.plan, l4.destinationPort, vni);
  const place = {
    namespace,
    stage: 'decapsulate' as const,
    layer: 3 as const,
    packet: skb.identity.id,
    before: skb.packet,
  };
  if (!device) {
    const message = `no VXLAN device of ${namespace} has network identifier ${vni}`;
    record(kernel, {
      ...place,
      outer: true,
      summary: message,
      verdict: dropped('vni-mismatch', message),
    });
    return [];
  }
  record(kernel, {
    ...place,
    after: frame,
    device: device.name,
    summary: `${device.name} takes the outer headers off; the inner frame appears`,
    causes: [
      cause(
        'device',
        `${device.name}: vxlan id ${vni} dstport ${l4.destinationPort}`,
        device.origin,
        { command: `ip -d link show ${device.name}` },
      ),
    ],
    decidedBy: 0,
  });
  return [soon({ do: 'arrive', namespace, device: device.name, frame, identity: skb.identity }, 2)];
}

/** True when a datagram of this port goes to a tunnel device, not to a socket. */
export const isForTunnel = (host: Host, skb: Skb): boolean => {
  const l4 = skb.packet.payload;
  return (
    l4.kind === 'udp' && l4.payload.kind === 'vxlan' && hasVxlanPort(host.plan, l4.destinationPort)
  );
};
