/**
 * A world driven from outside, one action at a time, instead of by a command: sockets are opened, packets are handed
 * to a namespace, and the host loop runs until a given moment. Replays of captured traffic use it.
 */
import type { Choose, Draw } from './filter/types';
import type { Chance } from './host/chance';
import {
  type Host,
  hostOf,
  type Kernel,
  localPacket,
  type Probe,
  type Serve,
  type Tap,
} from './host/kernel';
import { applyTcp, openTcp } from './host/tcp';
import { EventQueue } from './event-queue';
import type { Cluster } from './kube/types';
import { LOCAL_PATH_MTU, lookupRoute } from './net/route';
import type { KernelPlan } from './plan';
import type { Random } from './random';
import { soon, type Step, type Timed } from './skb';
import { bootHosts, take } from './simulation';
import type { KernelState } from './state';
import { Recorder } from './trace/recorder';
import type { Trace } from './trace/types';
import type { TcpEntry } from './transport/sockets';
import type { TcpEndpoints, TcpOutput } from './transport/tcp-socket';
import type { Frame, Ipv4, Ipv4Packet } from './wire/types';

export interface SessionOptions {
  readonly plan: KernelPlan;
  readonly state: KernelState;
  readonly draw: Draw;
  readonly choose: Choose;
  readonly chance: Chance;
  readonly serve: Serve;
  readonly tap?: Tap;
  readonly probe?: Probe;
}

const NO_CLUSTER: Cluster = {
  nodes: [],
  namespaces: [],
  pods: [],
  services: [],
  endpointSlices: [],
  networkPolicies: [],
  others: [],
  runtime: {},
  ready: {},
  podCIDR: '',
  serviceCIDR: '',
  dnsZone: '',
  version: '',
};

export class Session {
  readonly kernel: Kernel;
  private readonly queue = new EventQueue<Step>();

  constructor(options: SessionOptions) {
    const { plan, state, draw, choose, chance, serve, tap, probe } = options;
    const random: Random = { state: state.random };
    const kernel: Kernel = {
      plan,
      cluster: NO_CLUSTER,
      hosts: bootHosts(plan, state),
      recorder: new Recorder(state.nowMicros),
      random,
      draw,
      choose,
      chance,
      serve,
      tap,
      probe,
      now: state.nowMicros,
      nextConnectionId: state.nextConnectionId,
      schedule: (timed: Timed) => this.queue.push(kernel.now + timed.after, timed.step),
    };
    this.kernel = kernel;
  }

  host(namespace: string): Host {
    return hostOf(this.kernel, namespace);
  }

  /** Opens a TCP connection; null when there is no route (connect(2) would say ENETUNREACH). */
  connect(
    namespace: string,
    to: { readonly address: Ipv4; readonly port: number },
    from: { readonly address?: Ipv4; readonly port: number },
  ): TcpEntry | null {
    const host = this.host(namespace);
    const { routeExceptions } = host.state;
    const key = { destination: to.address, source: from.address };
    const route = lookupRoute(host.plan, key, routeExceptions, this.kernel.now);
    if (route.kind !== 'unicast' && route.kind !== 'local') return null;
    const ends: TcpEndpoints = {
      localAddress: from.address ?? (route.kind === 'local' ? to.address : route.source),
      localPort: from.port,
      remoteAddress: to.address,
      remotePort: to.port,
    };
    const entry = openTcp(
      this.kernel,
      host,
      ends,
      route.kind === 'unicast' ? route.mtu : LOCAL_PATH_MTU,
    );
    this.apply(namespace, entry, entry.socket.open(this.kernel.now));
    return entry;
  }

  apply(namespace: string, entry: TcpEntry, output: TcpOutput): void {
    for (const timed of applyTcp(this.kernel, this.host(namespace), entry, output))
      this.kernel.schedule(timed);
  }

  /** A packet as a raw socket sends it: it passes OUTPUT and POSTROUTING, and ARP finds the next hop. */
  sendPacket(namespace: string, packet: Ipv4Packet): void {
    const id = this.kernel.recorder.newPacket();
    const skb = localPacket(packet, { id, hash: 0 });
    this.kernel.schedule(soon({ do: 'output', namespace, skb }, 0));
  }

  /** A UDP socket that takes what comes back. */
  openUdp(namespace: string, localPort: number): void {
    const { sockets } = this.host(namespace);
    if (sockets.udp.some((entry) => entry.localPort === localPort)) return;
    sockets.udp.push({
      handle: sockets.newHandle(),
      localPort,
      queue: [],
      error: null,
      errors: [],
    });
  }

  /** A frame as a packet socket sends it: straight to the device. */
  sendFrame(namespace: string, device: string, frame: Frame): void {
    const id = this.kernel.recorder.newPacket();
    const identity = { id, hash: 0 };
    this.kernel.schedule(
      soon({ do: 'transmit', namespace, device, frame, identity, outer: false }, 0),
    );
  }

  /** Works through everything that is due up to `atMicros`; the clock stands there afterwards. */
  runUntil(atMicros: number): void {
    for (;;) {
      const next = this.queue.peek();
      if (next === undefined || next > atMicros) break;
      const event = this.queue.pop();
      if (!event) break;
      this.kernel.now = event.atMicros;
      for (const timed of take(this.kernel, event.value)) this.kernel.schedule(timed);
    }
    this.kernel.now = Math.max(this.kernel.now, atMicros);
  }

  /** Time of the next event, or undefined when nothing is planned. */
  get nextEventMicros(): number | undefined {
    return this.queue.peek();
  }

  finish(command: string, from: string): Trace {
    return this.kernel.recorder.finish(this.kernel.now, command, from);
  }
}
