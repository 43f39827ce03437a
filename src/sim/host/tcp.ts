/** Carries out what a TCP socket asks for: segments, timers, and the server side of a connection. */
import { LOCAL_PATH_MTU, lookupRoute } from '../net/route';
import { sysctlNumber } from '../net/sysctl';
import type { Listener } from '../plan';
import { nextBetween, nextUint32 } from '../random';
import { type Skb, soon, type Timed, type Tracking } from '../skb';
import { type TcpEndpoints, type TcpOutput, TcpSocket } from '../transport/tcp-socket';
import type { TcpEntry } from '../transport/sockets';
import { concat } from '../wire/bytes';
import { type Ipv4, type Ipv4Packet, PROTO_TCP, type TcpSegment } from '../wire/types';
import { type Host, type Kernel, localPacket, record } from './kernel';

/** time that a process needs to make an answer */
const THINKING_MICROS = 100;
/** TCP_DELACK_MIN */
const DELAYED_ACK_MICROS = 40_000;

interface SendOptions {
  readonly causedBy?: number;
  readonly retransmission?: boolean;
  readonly identification: number;
  readonly hash?: number;
  readonly tracking?: Tracking;
}

export function sendSegment(
  kernel: Kernel,
  host: Host,
  source: Ipv4,
  destination: Ipv4,
  segment: TcpSegment,
  options: SendOptions,
): readonly Timed[] {
  const packet: Ipv4Packet = {
    kind: 'ipv4',
    tos: 0,
    identification: options.identification,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 64,
    protocol: PROTO_TCP,
    source,
    destination,
    payload: segment,
  };
  const { causedBy, retransmission } = options;
  const id = kernel.recorder.newPacket({ causedBy, retransmission });
  const name = host.plan.name;
  record(kernel, {
    namespace: name,
    stage: 'send',
    layer: segment.data.length > 0 ? 7 : 4,
    packet: id,
    before: null,
    after: packet,
    summary: retransmission
      ? `${name} heard nothing and sends the segment again`
      : `${name} sends from ${source}:${segment.sourcePort} to ${destination}:${segment.destinationPort}`,
  });
  const { tracking } = options;
  const identity = { id, hash: options.hash ?? 0 };
  const skb = localPacket(packet, identity, tracking ? { tracking } : {});
  return [soon({ do: 'output', namespace: name, skb }, 2)];
}

export function openTcp(
  kernel: Kernel,
  host: Host,
  ends: TcpEndpoints,
  pathMtu: number,
  accepted?: { readonly listener: Listener; readonly syn: TcpSegment },
): TcpEntry {
  const { listener } = accepted ?? {};
  const socket = new TcpSocket(ends, {
    initialSequence: kernel.chance.initialSequence(host.plan.name, ends, accepted?.syn),
    timestampOffset: nextUint32(kernel.random),
    pathMtu,
    synRetries: sysctlNumber(host.plan, 'net.ipv4.tcp_syn_retries'),
    synLinearTimeouts: sysctlNumber(host.plan, 'net.ipv4.tcp_syn_linear_timeouts'),
    synAckRetries: sysctlNumber(host.plan, 'net.ipv4.tcp_synack_retries'),
  });
  const identification = nextBetween(kernel.random, 1, 0xffff);
  const handle = host.sockets.newHandle();
  const entry: TcpEntry = { handle, socket, listener, identification, request: [], timer: 0 };
  host.sockets.tcp.push(entry);
  return entry;
}

export function acceptConnection(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  syn: TcpSegment,
  listener: Listener,
): readonly Timed[] {
  const { source, destination } = skb.packet;
  const ends = {
    localAddress: destination,
    localPort: syn.destinationPort,
    remoteAddress: source,
    remotePort: syn.sourcePort,
  };
  const back = lookupRoute(
    host.plan,
    { destination: source },
    host.state.routeExceptions,
    kernel.now,
  );
  const mtu = back.kind === 'unicast' ? back.mtu : LOCAL_PATH_MTU;
  const entry = openTcp(kernel, host, ends, mtu, { listener, syn });
  return applyTcp(kernel, host, entry, entry.socket.accept(syn, kernel.now), skb.identity.id);
}

/** Sends the segments, arms the timer, serves what arrived. */
export function applyTcp(
  kernel: Kernel,
  host: Host,
  entry: TcpEntry,
  output: TcpOutput,
  causedBy?: number,
): readonly Timed[] {
  const { ends } = entry.socket;
  const timed: Timed[] = [];
  output.segments.forEach((segment, index) => {
    const sent = sendSegment(kernel, host, ends.localAddress, ends.remoteAddress, segment, {
      causedBy,
      retransmission: output.retransmission,
      identification: identificationFor(entry, segment),
      hash: entry.socket.transmitHash,
    });
    timed.push(...sent.map((item) => ({ ...item, after: item.after + index })));
  });
  if (output.arm !== undefined) timed.push(armTimer(kernel, host, entry, output.arm));
  if (output.delayedAck) {
    timed.push(
      call(
        () => applyLater(kernel, host, entry, entry.socket.onDelayedAck(kernel.now)),
        DELAYED_ACK_MICROS,
      ),
    );
  }
  if (output.loseAfter !== undefined) {
    timed.push(
      call(
        () => applyLater(kernel, host, entry, entry.socket.onReorderingTimer(kernel.now)),
        output.loseAfter,
      ),
    );
  }
  if (entry.listener) timed.push(...serve(kernel, host, entry));
  return timed;
}

/** Linux sends a SYN-ACK with identification 0; every other segment of a connection counts up. */
function identificationFor(entry: TcpEntry, segment: TcpSegment): number {
  if (segment.flags.syn && segment.flags.ack) return 0;
  const current = entry.identification;
  entry.identification = (entry.identification + 1) & 0xffff;
  return current;
}

function armTimer(kernel: Kernel, host: Host, entry: TcpEntry, after: number): Timed {
  entry.timer += 1;
  const armed = entry.timer;
  const run = () => {
    if (entry.timer !== armed || entry.socket.state === 'CLOSED') return;
    const output = entry.socket.onTimer(kernel.now);
    for (const timed of applyTcp(kernel, host, entry, output)) kernel.schedule(timed);
  };
  return { step: { do: 'call', run }, after };
}

/** The process behind a listener: answers a complete request, closes when the client has closed. */
function serve(kernel: Kernel, host: Host, entry: TcpEntry): readonly Timed[] {
  const { socket, listener } = entry;
  if (!listener || listener.app.kind === 'silent') {
    socket.received = [];
    return [];
  }
  entry.request.push(...socket.received);
  socket.received = [];
  if (socket.peerClosed && socket.state === 'CLOSE-WAIT') {
    return [call(() => applyLater(kernel, host, entry, socket.close(kernel.now)), 20)];
  }
  if (entry.request.length === 0) return [];
  const response = kernel.serve(listener, concat(entry.request), socket.ends, host.plan.name);
  if (!response) return [];
  entry.request = [];
  return [
    call(() => applyLater(kernel, host, entry, socket.send(response, kernel.now)), THINKING_MICROS),
  ];
}

const call = (run: () => void, after: number): Timed => ({ step: { do: 'call', run }, after });

function applyLater(kernel: Kernel, host: Host, entry: TcpEntry, output: TcpOutput): void {
  for (const timed of applyTcp(kernel, host, entry, output)) kernel.schedule(timed);
}
