/**
 * A packet for this host reaches its owner: a tunnel, a socket, or the kernel's own ICMP.
 * Source: Linux net/ipv4/ip_input.c ip_local_deliver(), icmp.c, udp.c, tcp_ipv4.c.
 */
import {
  ECHO_REPLY,
  ECHO_REQUEST,
  echoReply,
  FRAG_NEEDED,
  PORT_UNREACHABLE,
  UNREACHABLE,
} from '../net/icmp';
import { type Skb, soon, type Step, type Timed } from '../skb';
import { resetFor } from '../transport/tcp-writer';
import type { TcpEntry } from '../transport/sockets';
import type { Errno } from '../transport/syscalls';
import { decodeQuoted } from '../wire/frame';
import type { IcmpMessage, TcpSegment, UdpDatagram } from '../wire/types';
import type { Layer } from '../trace/types';
import { sendIcmpError } from './errors';
import { defragment, isForTunnel } from './input';
import {
  cause,
  dropped,
  hostOf,
  type Host,
  type Kernel,
  localPacket,
  nextIdentification,
  record,
} from './kernel';
import { hasNetfilter, runHook } from './netfilter';
import { acceptConnection, applyTcp, sendSegment } from './tcp';
import { receiveDatagram } from './udp';

const PATH_MTU_LIFETIME_MICROS = 600_000_000;
const SEND_CALL_MICROS = 300;

export function deliver(kernel: Kernel, step: Extract<Step, { do: 'deliver' }>): readonly Timed[] {
  const { namespace } = step;
  const host = hostOf(kernel, namespace);
  const whole = defragment(kernel, host, step.skb);
  if (!whole) return [];
  let skb = whole;
  if (hasNetfilter(host)) {
    const result = runHook(kernel, host, 'INPUT', skb);
    if (result.verdict !== 'accept') return result.next;
    skb = result.skb;
  }
  if (isForTunnel(host, skb)) return [soon({ do: 'decapsulate', namespace, skb })];
  const l4 = skb.packet.payload;
  if (l4.kind === 'icmp') return deliverIcmp(kernel, host, skb, l4);
  if (l4.kind === 'tcp') return deliverTcp(kernel, host, skb, l4);
  if (l4.kind === 'udp') return deliverUdp(kernel, host, skb, l4);
  return [];
}

export function deliveredTo(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  to: string,
  layer: Layer,
  summary: string,
): void {
  record(kernel, {
    namespace: host.plan.name,
    stage: 'deliver',
    layer,
    packet: skb.identity.id,
    before: skb.packet,
    summary,
    verdict: { kind: 'delivered', to },
  });
}

function deliverIcmp(kernel: Kernel, host: Host, skb: Skb, message: IcmpMessage): readonly Timed[] {
  const name = host.plan.name;
  if (message.type === ECHO_REQUEST) {
    deliveredTo(kernel, host, skb, 'ICMP', 3, `${name} answers the echo request`);
    const id = kernel.recorder.newPacket({ causedBy: skb.identity.id });
    const reply = { ...echoReply(skb.packet, message), identification: nextIdentification(host) };
    const sent = localPacket(reply, { id, hash: 0 });
    record(kernel, {
      namespace: name,
      stage: 'send',
      layer: 3,
      packet: id,
      before: null,
      after: reply,
      summary: `${name} sends the echo reply`,
    });
    return [soon({ do: 'output', namespace: name, skb: sent }, 3)];
  }
  if (message.type === ECHO_REPLY) return deliverEchoReply(kernel, host, skb, message);
  return deliverError(kernel, host, skb, message);
}

function deliverEchoReply(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  message: IcmpMessage,
): readonly Timed[] {
  const identifier = message.rest >>> 16;
  const owner = host.sockets.ping.find((entry) => entry.identifier === identifier);
  deliveredTo(
    kernel,
    host,
    skb,
    owner ? 'ping' : 'nobody',
    3,
    `${host.plan.name} receives the echo reply`,
  );
  owner?.queue.push({
    from: skb.packet.source,
    ttl: skb.packet.ttl,
    type: message.type,
    code: message.code,
    sequence: message.rest & 0xffff,
    mtu: 0,
    length: message.data.length + 8,
  });
  return [];
}

/** An error goes to the socket whose packet is quoted in it. */
function deliverError(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  message: IcmpMessage,
): readonly Timed[] {
  const quoted = decodeQuoted(message.data);
  const text = `${host.plan.name} learns of the error and tells the socket that sent the packet`;
  deliveredTo(kernel, host, skb, 'socket', 4, text);
  if (!quoted.ok) return [];
  const { source, destination, protocol, sourcePort, destinationPort, sequence } = quoted.value;
  if (message.type === UNREACHABLE && message.code === FRAG_NEEDED) {
    rememberPathMtu(kernel, host, destination, message.rest & 0xffff);
  }
  if (protocol === 1) {
    const owner = host.sockets.ping.find((entry) => entry.identifier === sourcePort);
    owner?.queue.push({
      from: skb.packet.source,
      ttl: skb.packet.ttl,
      type: message.type,
      code: message.code,
      sequence: sequence ?? 0,
      mtu: message.rest & 0xffff,
      length: message.data.length + 8,
    });
    return [];
  }
  if (protocol === 17) {
    const owner = host.sockets.udp.find((entry) => entry.localPort === sourcePort);
    const errno = errnoOf(message);
    if (owner && errno) owner.error = errno;
    const { type, code, rest } = message;
    const { source: from, ttl } = skb.packet;
    owner?.errors.push({ from, ttl, type, code, mtu: rest & 0xffff, port: destinationPort ?? 0 });
    return [];
  }
  const owner = host.sockets.findTcp(source, sourcePort ?? 0, destination, destinationPort ?? 0);
  if (!owner) return [];
  const isFragNeeded = message.type === UNREACHABLE && message.code === FRAG_NEEDED;
  const errno = errnoOf(message);
  if (isFragNeeded) {
    return [noticePathMtu(kernel, host, owner, message.rest & 0xffff)];
  }
  return errno ? applyTcp(kernel, host, owner, owner.socket.onIcmpError(errno)) : [];
}

/**
 * send(2) holds its socket while the same processor carries the packets as far as they go, so the socket hears of the error
 * when the call returns (tcp_release_cb(), TCP_MTU_REDUCED_DEFERRED).
 */
function noticePathMtu(kernel: Kernel, host: Host, owner: TcpEntry, mtu: number): Timed {
  const run = () => {
    const output = owner.socket.onPathMtu(mtu, kernel.now);
    for (const timed of applyTcp(kernel, host, owner, output)) kernel.schedule(timed);
  };
  return { step: { do: 'call', run }, after: SEND_CALL_MICROS };
}

function rememberPathMtu(kernel: Kernel, host: Host, destination: string, mtu: number): void {
  const others = host.state.routeExceptions.filter((entry) => entry.destination !== destination);
  host.state.routeExceptions = [
    ...others,
    { destination, mtu, expiresAtMicros: kernel.now + PATH_MTU_LIFETIME_MICROS },
  ];
}

/** icmp_err_convert[] of net/ipv4/icmp.c. */
function errnoOf(message: IcmpMessage): Errno | null {
  if (message.type !== UNREACHABLE) return message.type === 11 ? 'EHOSTUNREACH' : null;
  switch (message.code) {
    case 0:
      return 'ENETUNREACH';
    case PORT_UNREACHABLE:
      return 'ECONNREFUSED';
    case FRAG_NEEDED:
      return null;
    case 9:
    case 6:
      return 'ENETUNREACH';
    default:
      return 'EHOSTUNREACH';
  }
}

function deliverTcp(kernel: Kernel, host: Host, skb: Skb, segment: TcpSegment): readonly Timed[] {
  const { source, destination } = skb.packet;
  const name = host.plan.name;
  const entry = host.sockets.findTcp(
    destination,
    segment.destinationPort,
    source,
    segment.sourcePort,
  );
  if (entry) {
    const hasData = segment.data.length > 0;
    const to = `${destination}:${segment.destinationPort}`;
    deliveredTo(
      kernel,
      host,
      skb,
      to,
      hasData ? 7 : 4,
      `${name}: the socket ${to} takes the segment`,
    );
    return applyTcp(
      kernel,
      host,
      entry,
      entry.socket.receive(segment, kernel.now),
      skb.identity.id,
    );
  }
  const listener = host.sockets.findListener('tcp', destination, segment.destinationPort);
  const isSyn = segment.flags.syn === true && !segment.flags.ack;
  if (listener && isSyn) {
    record(kernel, {
      namespace: name,
      stage: 'deliver',
      layer: 4,
      packet: skb.identity.id,
      before: skb.packet,
      summary: `${name}: ${listener.process} listens on ${listener.address}:${listener.port}`,
      causes: [
        cause(
          'socket',
          `LISTEN ${listener.address}:${listener.port} ${listener.process}`,
          listener.origin,
          { command: 'ss -tln' },
        ),
      ],
      decidedBy: 0,
      verdict: { kind: 'delivered', to: listener.process },
    });
    return acceptConnection(kernel, host, skb, segment, listener);
  }
  const reset = resetFor(segment);
  const message = `nothing in ${name} listens on ${destination}:${segment.destinationPort}`;
  record(kernel, {
    namespace: name,
    stage: 'deliver',
    layer: 4,
    packet: skb.identity.id,
    before: skb.packet,
    summary: message,
    verdict: reset
      ? { kind: 'rejected', reason: 'port-closed', message }
      : dropped('no-socket', message),
  });
  if (!reset) return [];
  return sendSegment(kernel, host, destination, source, reset, {
    causedBy: skb.identity.id,
    identification: 0,
  });
}

function deliverUdp(kernel: Kernel, host: Host, skb: Skb, datagram: UdpDatagram): readonly Timed[] {
  const answered = receiveDatagram(kernel, host, skb, datagram);
  if (answered) return answered;
  const message = `nothing in ${host.plan.name} listens on UDP ${datagram.destinationPort}`;
  record(kernel, {
    namespace: host.plan.name,
    stage: 'deliver',
    layer: 4,
    packet: skb.identity.id,
    before: skb.packet,
    summary: message,
    verdict: { kind: 'rejected', reason: 'port-closed', message },
  });
  return sendIcmpError(kernel, host, skb, { type: UNREACHABLE, code: PORT_UNREACHABLE });
}
