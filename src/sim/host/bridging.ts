/**
 * A frame inside a bridge: forwarded by MAC, and with br_netfilter also shown to iptables on the way.
 * Source: Linux net/bridge/br_input.c, br_netfilter_hooks.c (br_nf_pre_routing_finish, br_nf_forward, br_nf_post_routing).
 */
import { bridgeForward } from '../link/bridge';
import { fragment } from '../net/fragment';
import { lookupRoute } from '../net/route';
import { isForwarding, sysctlNumber } from '../net/sysctl';
import { type Skb, soon, type Step, type Timed, UNTRACKED } from '../skb';
import type { Frame, Ipv4Packet } from '../wire/types';
import { acceptFrame, defragment, isTunnelPacket } from './input';
import { cause, countersOf, dropped, hostOf, type Host, type Kernel, record } from './kernel';
import { hasConntrack, hasNetfilter, runHook } from './netfilter';

type BridgeStep = Extract<Step, { do: 'bridge' }>;

export function bridge(kernel: Kernel, step: BridgeStep): readonly Timed[] {
  const host = hostOf(kernel, step.namespace);
  const isFresh = step.port !== null && step.skb === null;
  const prepared = isFresh
    ? callPrerouting(kernel, host, step)
    : { frame: step.frame, skb: step.skb };
  if (!prepared) return [];
  const { frame, skb } = prepared;
  const link = host.plan.links[step.bridge];
  const ingress = step.port ? (host.plan.links[step.port] ?? null) : null;
  if (!link) return [];
  const decision = bridgeForward(host.plan, host.state.fdb, link, ingress, frame);
  if (decision.learned) {
    const { learned } = decision;
    const others = host.state.fdb.filter(
      (entry) => entry.master !== learned.master || entry.mac !== learned.mac,
    );
    host.state.fdb = [...others, learned];
  }
  const targets = [...(decision.local ? [`${step.bridge} itself`] : []), ...decision.ports];
  const nowhere = targets.length === 0;
  const message = `${step.bridge} may not send the frame back through ${step.port}: hairpin is off`;
  record(kernel, {
    namespace: step.namespace,
    stage: 'bridge',
    layer: 2,
    packet: step.identity.id,
    before: frame,
    device: step.bridge,
    outer: isTunnelPacket(frame),
    summary: nowhere
      ? message
      : decision.flooded
        ? `${step.bridge} floods the frame to ${targets.join(', ')}`
        : `${step.bridge} switches the frame to ${targets.join(', ')}`,
    causes: decision.entry
      ? [
          cause('fdb', decision.entry.text, decision.entry.origin, {
            command: `bridge fdb show br ${step.bridge}`,
          }),
        ]
      : [],
    decidedBy: decision.entry ? 0 : undefined,
    verdict: nowhere ? dropped('hairpin-off', message) : undefined,
  });
  const up = decision.local ? passUp(kernel, host, step, frame, skb) : [];
  return [
    ...up,
    ...decision.ports.flatMap((port) => passOut(kernel, host, step, port, frame, skb)),
  ];
}

/** iptables sees bridged IP packets only while this switch is on; Kubernetes needs it for Services on a bridge. */
const callsIptables = (host: Host): boolean =>
  hasNetfilter(host) && sysctlNumber(host.plan, 'net.bridge.bridge-nf-call-iptables') === 1;

function callPrerouting(
  kernel: Kernel,
  host: Host,
  step: BridgeStep,
): { frame: Frame; skb: Skb | null } | null {
  const { frame } = step;
  if (frame.payload.kind !== 'ipv4' || !callsIptables(host)) return { frame, skb: null };
  const skb: Skb = {
    identity: step.identity,
    packet: frame.payload,
    inDevice: step.bridge,
    mark: 0,
    tracking: UNTRACKED,
    outer: isTunnelPacket(frame),
    isLocal: false,
    link: { destination: frame.destination, source: frame.source },
    bridged: { bridge: step.bridge, port: step.port ?? '' },
    sawPrerouting: true,
  };
  const whole = hasConntrack(host) ? defragment(kernel, host, skb) : skb;
  if (!whole) return null;
  const result = runHook(kernel, host, 'PREROUTING', whole);
  if (result.verdict !== 'accept') {
    for (const timed of result.next) kernel.schedule(timed);
    return null;
  }
  const moved = result.skb.packet.destination !== frame.payload.destination;
  const destination = moved ? redirect(kernel, host, step, result.skb) : frame.destination;
  if (destination === null) return null;
  const rewritten: Frame = { ...frame, destination, payload: result.skb.packet };
  return { frame: rewritten, skb: result.skb };
}

/** After DNAT: stay in the bridge with the new neighbour's MAC, or go up to be routed elsewhere. */
function redirect(kernel: Kernel, host: Host, step: BridgeStep, skb: Skb): string | null {
  const link = host.plan.links[step.bridge];
  // On a host that does not forward, the way to any other machine is an error, which only IP itself will find out.
  if (!isForwarding(host.plan, step.bridge)) return link?.mac ?? null;
  const ip = skb.packet.destination;
  const route = lookupRoute(host.plan, { destination: ip });
  if (route.kind !== 'unicast' || route.device !== step.bridge) return link?.mac ?? null;
  const known =
    host.plan.neighbours.find((entry) => entry.device === step.bridge && entry.ip === ip)?.mac ??
    host.state.neighbours.find((entry) => entry.device === step.bridge && entry.ip === ip)?.mac;
  if (known) return known;
  // Unknown MAC: ARP asks first, then the frame comes back into the bridge (br_nf_pre_routing_finish_bridge).
  kernel.schedule(
    soon({
      do: 'neighbour',
      namespace: step.namespace,
      skb: { ...skb, outDevice: step.bridge, nextHop: ip },
    }),
  );
  return null;
}

function passUp(
  kernel: Kernel,
  host: Host,
  step: BridgeStep,
  frame: Frame,
  skb: Skb | null,
): readonly Timed[] {
  const counters = countersOf(host, step.bridge);
  counters.rxPackets += 1;
  kernel.tap?.(step.namespace, step.bridge, 'in', frame, step.identity);
  record(kernel, {
    namespace: step.namespace,
    stage: 'arrive',
    layer: 2,
    packet: step.identity.id,
    before: frame,
    device: step.bridge,
    summary: `arrives on ${step.bridge} of ${step.namespace}`,
  });
  if (skb && frame.payload.kind === 'ipv4') {
    return [
      soon({
        do: 'receive',
        namespace: step.namespace,
        device: step.bridge,
        skb: {
          ...skb,
          inDevice: step.bridge,
          bridged: undefined,
          // ip_rcv() starts afresh: what fits the next MTU goes on whole, the rest in the pieces it still has.
          fragmentMaximum: undefined,
          fragmentList: skb.fragmentMaximum,
        },
      }),
    ];
  }
  return acceptFrame(kernel, host, step.bridge, frame, step.identity, false);
}

function passOut(
  kernel: Kernel,
  host: Host,
  step: BridgeStep,
  port: string,
  frame: Frame,
  skb: Skb | null,
): readonly Timed[] {
  const { namespace, identity } = step;
  let sent = frame;
  if (skb && frame.payload.kind === 'ipv4') {
    const bridged = { ...skb, outDevice: step.bridge };
    const forwarded = runHook(kernel, host, 'FORWARD', bridged);
    if (forwarded.verdict !== 'accept') return forwarded.next;
    const posted = runHook(kernel, host, 'POSTROUTING', forwarded.skb);
    if (posted.verdict !== 'accept') return posted.next;
    sent = { ...frame, payload: posted.skb.packet };
    const limit = posted.skb.fragmentMaximum;
    if (limit !== undefined) return cutAgain(step, port, frame, posted.skb.packet, limit);
  }
  const outer = isTunnelPacket(sent);
  return [soon({ do: 'transmit', namespace, device: port, frame: sent, identity, outer }, 2)];
}

/** What was put together for iptables leaves as it came (br_nf_dev_queue_xmit(), br_nf_ip_fragment()). */
function cutAgain(
  { namespace, identity }: BridgeStep,
  device: string,
  frame: Frame,
  packet: Ipv4Packet,
  limit: number,
): readonly Timed[] {
  return fragment(packet, limit).map((payload, index) =>
    soon(
      {
        do: 'transmit',
        namespace,
        device,
        frame: { ...frame, payload },
        identity,
        outer: isTunnelPacket(frame),
      },
      2 + index,
    ),
  );
}
