/**
 * Runs the generator of a simulated process: each system call is answered when the virtual clock has an answer.
 * Source: connect(2), send(2), recv(2), ping(8) over ICMP sockets (Linux net/ipv4/ping.c).
 */
import { ECHO_REQUEST } from '../net/icmp';
import { LOCAL_PATH_MTU, lookupRoute } from '../net/route';
import { sysctl } from '../net/sysctl';
import { nextBetween } from '../random';
import { soon } from '../skb';
import type { PingEntry, TcpEntry } from '../transport/sockets';
import type { Answer, Failure, Replies, Syscall, Task } from '../transport/syscalls';
import { concat } from '../wire/bytes';
import { type Ipv4, type Ipv4Packet, PROTO_ICMP } from '../wire/types';
import { type Host, type Kernel, localPacket, record } from './kernel';
import { hasNetfilter } from './netfilter';
import { applyTcp, openTcp } from './tcp';
import { sendDatagram } from './udp';

type Reply = Replies[keyof Replies];
/** undefined means: still waiting */
type Poll = () => { readonly reply: Reply } | undefined;

const RESUME_MICROS = 5;
/** by then a packet made here has passed its own hooks */
const OUTPUT_MICROS = 5;
const HEADERS_ECHO = 28;
const failure = (errno: Failure['errno'], mtu?: number): Failure => ({ ok: false, errno, mtu });
const success = <T>(value: T): Answer<T> => ({ ok: true, value });

export class Process<T> {
  result: T | undefined;
  finished = false;
  private poll: Poll | null = null;
  private deadline = 0;
  private atDeadline: Reply = undefined;
  private resuming = false;

  constructor(
    private readonly kernel: Kernel,
    private host: Host,
    private readonly task: Task<T>,
    private readonly sourcePort: number | undefined,
  ) {}

  start(): void {
    this.resume(undefined);
  }

  /** Looks whether the call that the process waits for has an answer by now. */
  check(): void {
    if (!this.poll || this.resuming) return;
    const answer = this.poll();
    if (answer) this.wake(answer.reply);
    else if (this.kernel.now >= this.deadline) this.wake(this.atDeadline);
  }

  private wake(reply: Reply): void {
    this.poll = null;
    this.resuming = true;
    const run = () => {
      this.resuming = false;
      this.resume(reply);
    };
    this.kernel.schedule({ step: { do: 'call', run }, after: RESUME_MICROS });
  }

  private resume(reply: Reply): void {
    let next = this.task.next(reply);
    while (!next.done) {
      const immediate = this.call(next.value);
      if (!immediate) return;
      next = this.task.next(immediate.reply);
    }
    this.result = next.value;
    this.finished = true;
  }

  /** The reply at once, or undefined after arranging to be woken. */
  private call(call: Syscall): { reply: Reply } | undefined {
    switch (call.call) {
      case 'now':
        return { reply: this.kernel.now };
      case 'setns': {
        const host = this.kernel.hosts.get(call.namespace);
        if (host) this.host = host;
        return { reply: host !== undefined };
      }
      case 'readFile':
        return { reply: this.host.plan.files[call.path] };
      case 'sleep':
        return this.wait(() => undefined, call.micros, undefined);
      case 'connect':
        return this.connect(call);
      case 'send':
        return this.send(call.handle, call.bytes);
      case 'receive':
        return this.receive(call.handle, call.timeoutMicros);
      case 'close':
        return this.close(call.handle);
      case 'udp':
        return this.openUdp(call.sourcePort);
      case 'sendTo':
        return this.sendTo(call);
      case 'receiveFrom':
        return this.receiveFrom(call.handle, call.timeoutMicros);
      case 'receiveError':
        return this.receiveError(call.handle, call.timeoutMicros);
      case 'ping':
        return this.openPing();
      case 'sendEcho':
        return this.sendEcho(call);
      case 'receiveIcmp':
        return this.receiveIcmp(call.handle, call.timeoutMicros);
    }
  }

  private wait(poll: Poll, timeoutMicros: number | undefined, atDeadline: Reply): undefined {
    this.poll = poll;
    this.deadline =
      timeoutMicros === undefined ? Number.POSITIVE_INFINITY : this.kernel.now + timeoutMicros;
    this.atDeadline = atDeadline;
    if (timeoutMicros !== undefined) {
      this.kernel.schedule({ step: { do: 'call', run: () => {} }, after: timeoutMicros });
    }
    return undefined;
  }

  private route(destination: Ipv4): { source: Ipv4; mtu: number } | null {
    const found = lookupRoute(
      this.host.plan,
      { destination },
      this.host.state.routeExceptions,
      this.kernel.now,
    );
    if (found.kind === 'unicast') return { source: found.source, mtu: found.mtu };
    return found.kind === 'local' ? { source: destination, mtu: LOCAL_PATH_MTU } : null;
  }

  private ephemeralPort(protocol: 'tcp' | 'udp'): number {
    const [low = 32768, high = 60999] = sysctl(this.host.plan, 'net.ipv4.ip_local_port_range')
      .split(/\s+/)
      .map(Number);
    const { state, sockets } = this.host;
    for (;;) {
      const port = Math.max(low, state.nextPort);
      state.nextPort = port >= high ? low : port + 1;
      if (!sockets.isPortTaken(protocol, port)) return port;
    }
  }

  private connect(call: Extract<Syscall, { call: 'connect' }>): { reply: Reply } | undefined {
    const route = this.route(call.destination);
    if (!route) return { reply: failure('ENETUNREACH') };
    const localPort = call.sourcePort ?? this.sourcePort ?? this.ephemeralPort('tcp');
    const ends = {
      localAddress: route.source,
      localPort,
      remoteAddress: call.destination,
      remotePort: call.port,
    };
    const entry = openTcp(this.kernel, this.host, ends, route.mtu);
    this.apply(entry, entry.socket.open(this.kernel.now));
    const { socket } = entry;
    const poll: Poll = () => {
      if (socket.error) return { reply: failure(socket.error) };
      if (socket.state !== 'ESTAB' && socket.state !== 'CLOSE-WAIT') return undefined;
      return {
        reply: success({ handle: entry.handle, localAddress: ends.localAddress, localPort }),
      };
    };
    return this.wait(poll, call.timeoutMicros, failure('EINPROGRESS'));
  }

  private apply(entry: TcpEntry, output: Parameters<typeof applyTcp>[3]): void {
    for (const timed of applyTcp(this.kernel, this.host, entry, output))
      this.kernel.schedule(timed);
  }

  private tcp(handle: number): TcpEntry | undefined {
    return this.host.sockets.tcp.find((entry) => entry.handle === handle);
  }

  private send(handle: number, bytes: Uint8Array): { reply: Reply } {
    const entry = this.tcp(handle);
    if (!entry || entry.socket.error)
      return { reply: failure(entry?.socket.error ?? 'ECONNRESET') };
    this.apply(entry, entry.socket.send(bytes, this.kernel.now));
    return { reply: success(undefined) };
  }

  private receive(handle: number, timeoutMicros: number | undefined): { reply: Reply } | undefined {
    const socket = this.tcp(handle)?.socket;
    if (!socket) return { reply: failure('ECONNRESET') };
    const poll: Poll = () => {
      if (socket.received.length > 0) {
        const bytes = concat(socket.received);
        socket.received = [];
        return { reply: success(bytes) };
      }
      if (socket.error) return { reply: failure(socket.error) };
      return socket.peerClosed ? { reply: success(undefined) } : undefined;
    };
    return poll() ?? this.wait(poll, timeoutMicros, failure('EAGAIN'));
  }

  private close(handle: number): { reply: Reply } {
    const entry = this.tcp(handle);
    if (entry) this.apply(entry, entry.socket.close(this.kernel.now));
    const { udp, ping } = this.host.sockets;
    removeHandle(udp, handle);
    removeHandle(ping, handle);
    return { reply: undefined };
  }

  private openUdp(sourcePort: number | undefined): { reply: Reply } {
    const localPort = sourcePort ?? this.ephemeralPort('udp');
    const handle = this.host.sockets.newHandle();
    this.host.sockets.udp.push({ handle, localPort, queue: [], errors: [], error: null });
    return { reply: success(handle) };
  }

  private sendTo(call: Extract<Syscall, { call: 'sendTo' }>): { reply: Reply } | undefined {
    const entry = this.host.sockets.udp.find((item) => item.handle === call.handle);
    const route = this.route(call.destination);
    if (!entry) return { reply: failure('EPERM') };
    if (!route) return { reply: failure('ENETUNREACH') };
    const isWhole = call.dontFragment ?? true;
    if (isWhole && call.bytes.length + HEADERS_ECHO > route.mtu)
      return { reply: failure('EMSGSIZE', route.mtu) };
    const sent = sendDatagram(this.kernel, this.host, {
      ...call,
      source: route.source,
      sourcePort: entry.localPort,
    });
    for (const timed of sent) this.kernel.schedule(timed);
    const [first] = sent;
    const packet = first && 'skb' in first.step ? first.step.skb?.identity.id : undefined;
    return this.afterOutput(packet);
  }

  private receiveFrom(handle: number, timeoutMicros: number): { reply: Reply } | undefined {
    const entry = this.host.sockets.udp.find((item) => item.handle === handle);
    if (!entry) return { reply: failure('EPERM') };
    const poll: Poll = () => {
      const datagram = entry.queue.shift();
      if (datagram) return { reply: success(datagram) };
      if (!entry.error) return undefined;
      const { error } = entry;
      entry.error = null;
      return { reply: failure(error) };
    };
    return poll() ?? this.wait(poll, timeoutMicros, failure('EAGAIN'));
  }

  private receiveError(handle: number, timeoutMicros: number): { reply: Reply } | undefined {
    const entry = this.host.sockets.udp.find((item) => item.handle === handle);
    if (!entry) return { reply: failure('EPERM') };
    const poll: Poll = () => {
      const error = entry.errors.shift();
      return error ? { reply: success(error) } : undefined;
    };
    return poll() ?? this.wait(poll, timeoutMicros, failure('EAGAIN'));
  }

  private openPing(): { reply: Reply } {
    const handle = this.host.sockets.newHandle();
    const identifier = nextBetween(this.kernel.random, 1, 0xffff);
    const identification = nextBetween(this.kernel.random, 1, 0xffff);
    this.host.sockets.ping.push({ handle, identifier, identification, queue: [] });
    return { reply: success(handle) };
  }

  private sendEcho(call: Extract<Syscall, { call: 'sendEcho' }>): { reply: Reply } | undefined {
    const entry = this.host.sockets.ping.find((item) => item.handle === call.handle);
    const route = this.route(call.destination);
    if (!entry) return { reply: failure('EPERM') };
    if (!route) return { reply: failure('ENETUNREACH') };
    if (call.dontFragment && call.payloadBytes + HEADERS_ECHO > route.mtu) {
      return { reply: failure('EMSGSIZE', route.mtu) };
    }
    const packet = echoRequest(entry, route.source, call);
    const id = this.kernel.recorder.newPacket();
    record(this.kernel, {
      namespace: this.host.plan.name,
      stage: 'send',
      layer: 3,
      packet: id,
      before: null,
      after: packet,
      summary: `ping in ${this.host.plan.name} sends an echo request to ${call.destination}`,
    });
    const skb = localPacket(packet, { id, hash: 0 });
    this.kernel.schedule(soon({ do: 'output', namespace: this.host.plan.name, skb }, 2));
    return this.afterOutput(id);
  }

  /**
   * sendmsg(2) takes a packet through OUTPUT and POSTROUTING before it returns; a rule that drops or rejects it there
   * fails the call with EPERM (net/netfilter/core.c nf_hook_slow()).
   */
  private afterOutput(packet: number | undefined): { reply: Reply } | undefined {
    if (packet === undefined || !hasNetfilter(this.host)) return { reply: success(undefined) };
    const { hops } = this.kernel.recorder;
    const from = hops.length;
    const poll: Poll = () => {
      const isRefused = hops
        .slice(from)
        .some((hop) => hop.packet === packet && hop.hook && hop.verdict.kind !== 'continue');
      return isRefused ? { reply: failure('EPERM') } : undefined;
    };
    return this.wait(poll, OUTPUT_MICROS, success(undefined));
  }

  private receiveIcmp(handle: number, timeoutMicros: number): { reply: Reply } | undefined {
    const entry = this.host.sockets.ping.find((item) => item.handle === handle);
    if (!entry) return { reply: failure('EPERM') };
    const poll: Poll = () => {
      const message = entry.queue.shift();
      return message ? { reply: success(message) } : undefined;
    };
    return poll() ?? this.wait(poll, timeoutMicros, failure('EAGAIN'));
  }
}

function removeHandle(entries: { handle: number }[], handle: number): void {
  const index = entries.findIndex((entry) => entry.handle === handle);
  if (index >= 0) entries.splice(index, 1);
}

/** iputils fills the payload with 0x00, 0x01 … after eight bytes of time stamp; here the pattern starts at once. */
function echoRequest(
  entry: PingEntry,
  source: Ipv4,
  call: Extract<Syscall, { call: 'sendEcho' }>,
): Ipv4Packet {
  const data = Uint8Array.from({ length: call.payloadBytes }, (_, index) => index & 0xff);
  const identification = entry.identification;
  entry.identification = (entry.identification + 1) & 0xffff;
  return {
    kind: 'ipv4',
    tos: 0,
    identification,
    dontFragment: call.dontFragment,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: call.ttl ?? 64,
    protocol: PROTO_ICMP,
    source,
    destination: call.destination,
    payload: {
      kind: 'icmp',
      type: ECHO_REQUEST,
      code: 0,
      rest: ((entry.identifier << 16) | call.sequence) >>> 0,
      data,
    },
  };
}
