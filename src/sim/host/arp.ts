/**
 * Address resolution: asking for a MAC, answering for oneself and, with proxy ARP, for others.
 * Source: RFC 826, RFC 1027; Linux net/ipv4/arp.c arp_process(), net/core/neighbour.c.
 */
import { UNREACHABLE, HOST_UNREACHABLE } from '../net/icmp';
import { lookupRoute } from '../net/route';
import { isLocalAddress, selectSource } from '../net/source-address';
import { interfaceSysctl, isForwarding } from '../net/sysctl';
import { type Skb, soon, type Timed } from '../skb';
import { BROADCAST_MAC } from '../wire/address';
import { type ArpPacket, ETHERTYPE_ARP, type Frame, type Ipv4, type Mac } from '../wire/types';
import { sendIcmpError } from './errors';
import { cause, dropped, type Host, type Kernel, record } from './kernel';

const PROBES = 3;
/** RETRANS_TIMER of one second, as the timer wheel of a 250 Hz kernel rounds it */
const RETRY_MICROS = 1_016_000;

export function receiveArp(
  kernel: Kernel,
  host: Host,
  device: string,
  arp: ArpPacket,
  identity: Skb['identity'],
): readonly Timed[] {
  const namespace = host.plan.name;
  const place = {
    namespace,
    stage: 'deliver' as const,
    layer: 2 as const,
    packet: identity.id,
    before: arp,
    device,
  };
  if (arp.operation === 2) {
    record(kernel, {
      ...place,
      summary: `${namespace} learns that ${arp.senderIp} is at ${arp.senderMac}`,
      verdict: { kind: 'delivered', to: 'neighbour table' },
    });
    return learn(kernel, host, device, arp.senderIp, arp.senderMac);
  }
  const answer = answers(host, device, arp);
  if (!answer) {
    const message = `${arp.targetIp} is not an address of ${namespace}, and it does not answer for others`;
    record(kernel, { ...place, summary: message, verdict: dropped('arp-not-for-us', message) });
    return [];
  }
  record(kernel, {
    ...place,
    summary: `${namespace} answers for ${arp.targetIp}`,
    causes: [cause('sysctl', answer.text, { agent: answer.agent, why: answer.why })],
    verdict: { kind: 'delivered', to: 'ARP' },
  });
  const known = learn(kernel, host, device, arp.senderIp, arp.senderMac);
  return [...known, ...sendReply(kernel, host, device, arp, identity)];
}

function answers(
  host: Host,
  device: string,
  arp: ArpPacket,
): { text: string; agent: 'kernel' | 'calico-felix'; why: string } | null {
  if (isLocalAddress(host.plan, arp.targetIp)) {
    return {
      text: `${arp.targetIp} is a local address`,
      agent: 'kernel',
      why: 'a host answers for its own addresses',
    };
  }
  const proxy = interfaceSysctl(host.plan, device, 'proxy_arp') === 1;
  if (!proxy || !isForwarding(host.plan, device)) return null;
  const route = lookupRoute(host.plan, { destination: arp.targetIp });
  if (route.kind !== 'unicast' || route.device === device) return null;
  const why =
    'the pod believes that its gateway is a neighbour; the node answers for every address it can route';
  return { text: `net.ipv4.conf.${device}.proxy_arp = 1`, agent: 'calico-felix', why };
}

function sendReply(
  kernel: Kernel,
  host: Host,
  device: string,
  request: ArpPacket,
  identity: Skb['identity'],
): readonly Timed[] {
  const mac = host.plan.links[device]?.mac ?? '';
  const reply: ArpPacket = {
    kind: 'arp',
    operation: 2,
    senderMac: mac,
    senderIp: request.targetIp,
    targetMac: request.senderMac,
    targetIp: request.senderIp,
  };
  const id = kernel.recorder.newPacket({ causedBy: identity.id });
  return sendArp(kernel, host, device, reply, request.senderMac, id);
}

function sendArp(
  kernel: Kernel,
  host: Host,
  device: string,
  arp: ArpPacket,
  destination: Mac,
  id: number,
): readonly Timed[] {
  const namespace = host.plan.name;
  const frame: Frame = {
    kind: 'ethernet',
    destination,
    source: arp.senderMac,
    etherType: ETHERTYPE_ARP,
    payload: arp,
  };
  const question = arp.operation === 1;
  record(kernel, {
    namespace,
    stage: 'send',
    layer: 2,
    packet: id,
    before: null,
    after: frame,
    device,
    summary: question
      ? `${namespace} asks who has ${arp.targetIp}`
      : `${namespace} says that ${arp.senderIp} is at ${arp.senderMac}`,
  });
  const identity = { id, hash: 0 };
  return [soon({ do: 'transmit', namespace, device, frame, identity, outer: false })];
}

/** A neighbour answered: remember it and release what was waiting. */
function learn(kernel: Kernel, host: Host, device: string, ip: Ipv4, mac: Mac): readonly Timed[] {
  if (ip === '0.0.0.0') return [];
  const others = host.state.neighbours.filter(
    (entry) => entry.ip !== ip || entry.device !== device,
  );
  host.state.neighbours = [
    ...others,
    { device, ip, mac, state: 'REACHABLE', atMicros: kernel.now },
  ];
  const key = `${device} ${ip}`;
  const waiting = host.waiting.get(key) ?? [];
  host.waiting.delete(key);
  return waiting.map((skb) => soon({ do: 'neighbour', namespace: host.plan.name, skb }));
}

/** Asks for a MAC up to three times, a second apart; then everything that waited is undeliverable. */
export function askNeighbour(kernel: Kernel, host: Host, skb: Skb, probe = 1): readonly Timed[] {
  const device = skb.outDevice ?? '';
  const target = skb.nextHop ?? skb.packet.destination;
  const link = host.plan.links[device];
  const own = skb.packet.source;
  const senderIp = isLocalAddress(host.plan, own) ? own : selectSource(host.plan, device, target);
  const arp: ArpPacket = {
    kind: 'arp',
    operation: 1,
    senderMac: link?.mac ?? '',
    senderIp,
    targetMac: '00:00:00:00:00:00',
    targetIp: target,
  };
  const id = kernel.recorder.newPacket({ causedBy: skb.identity.id, retransmission: probe > 1 });
  const key = `${device} ${target}`;
  const retry = () => {
    if (!host.waiting.has(key)) return;
    const next =
      probe < PROBES ? askNeighbour(kernel, host, skb, probe + 1) : giveUp(kernel, host, key);
    for (const timed of next) kernel.schedule(timed);
  };
  return [
    ...sendArp(kernel, host, device, arp, BROADCAST_MAC, id),
    soon({ do: 'call', run: retry }, RETRY_MICROS),
  ];
}

function giveUp(kernel: Kernel, host: Host, key: string): readonly Timed[] {
  const waiting = host.waiting.get(key) ?? [];
  host.waiting.delete(key);
  const [device = '', ip = ''] = key.split(' ');
  const others = host.state.neighbours.filter(
    (entry) => entry.ip !== ip || entry.device !== device,
  );
  host.state.neighbours = [
    ...others,
    { device, ip, mac: null, state: 'FAILED', atMicros: kernel.now },
  ];
  return waiting.flatMap((skb) => {
    const message = `nobody answered for ${ip} on ${device}`;
    record(kernel, {
      namespace: host.plan.name,
      stage: 'neighbour',
      layer: 2,
      packet: skb.identity.id,
      before: skb.packet,
      device,
      outer: skb.outer,
      summary: message,
      verdict: { kind: 'rejected', reason: 'neighbour-failed', message },
    });
    return sendIcmpError(kernel, host, skb, { type: UNREACHABLE, code: HOST_UNREACHABLE });
  });
}
