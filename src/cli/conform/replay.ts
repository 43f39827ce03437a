/**
 * Replays one recorded scenario: builds the cluster, lets its processes do what they did at the time they did it, and
 * watches what the simulated kernels make of it.
 */
import { seededChance } from '../../sim/host/chance';
import { hasNetfilter } from '../../sim/host/netfilter';
import { emptyState } from '../../sim/cluster-state';
import { lookupRoute } from '../../sim/net/route';
import { isLocalAddress } from '../../sim/net/source-address';
import type { HookName, KernelPlan } from '../../sim/plan';
import { Session } from '../../sim/session';
import type { Skb } from '../../sim/skb';
import type { TcpEntry } from '../../sim/transport/sockets';
import type { Ipv4Packet } from '../../sim/wire/types';
import { frameOf } from './captured-frame';
import { Chosen } from './chosen';
import { type Counted, nothingCounted } from './counted';
import { compareEvents } from './conntrack-events';
import { compareClients, compareCommands } from './outcome';
import { assignClients, diallingClients, findFlows, type Flow, targetOf } from './flows';
import type { Golden, Sighting } from './golden';
import { labServer, type Served } from './lab-server';
import { Moments } from './moments';
import { compareTrace } from './netfilter-trace';
import { Oracle } from './oracle';
import { Preparation } from './preparation';
import { synthesizedPings } from './pings';
import { isTapped, portPairs, tunnelPorts } from './recorder';
import type { Call } from './probes';
import { UNSEEN_PORT, unseenDatagrams } from './unseen-datagrams';
import { type Disagreement, isBirth, type Label, Watch } from './watch';

/** what is still under way when a process acts again is let through first */
const SETTLE_MICROS = 1500;
/** a timer of the recorded kernels fires up to two scheduler ticks and one wheel step late */
const TAIL_MICROS = 40_000;

export interface Replay {
  readonly disagreements: readonly Disagreement[];
  readonly compared: number;
  readonly fromOracle: number;
  readonly unknownDraws: number;
  readonly counted: Counted;
}

interface Action {
  readonly atMicros: number;
  readonly run: () => void;
}

export interface ReplayInput {
  readonly golden: Golden;
  readonly topology: unknown;
  readonly plan: KernelPlan;
  /** what had been changed before the first frame, in words (index.json) */
  readonly changes: readonly string[];
  /** netfilter's own account */
  readonly trace?: unknown;
}

export function replay(input: ReplayInput, choice: number): Replay {
  return new Replayer(input, choice).run();
}

export class Replayer {
  private readonly session: Session;
  private readonly watch: Watch;
  private readonly oracle: Oracle;
  private readonly served: Served[] = [];
  private readonly entries = new Map<Flow, TcpEntry>();
  private readonly actions: Action[] = [];
  private readonly flows: Flow[];
  private readonly moments: Moments;
  private readonly preparation: Preparation;
  private readonly chosen: Chosen;
  private readonly golden: Golden;
  /** of each hop at a hook, what a probe between its chains saw */
  private readonly calls = new Map<number, Call[]>();
  private readonly counted = nothingCounted();
  private base = 0;
  private eventsBefore = 0;

  constructor(
    private readonly input: ReplayInput,
    choice: number,
  ) {
    const { golden, plan } = input;
    this.golden = golden;
    const state = emptyState(plan, 1);
    const chance = seededChance({ state: 7 });
    this.watch = new Watch(
      golden,
      tunnelPorts(plan),
      (namespace, device) => isTapped(plan, namespace, device),
      () => this.session.kernel.now - this.base,
    );
    this.oracle = new Oracle(golden, this.watch, plan, chance, choice);
    this.session = new Session({
      plan,
      state,
      chance: this.oracle,
      draw: this.oracle.draw,
      choose: this.oracle.choose,
      serve: labServer(input.topology, (entry) => this.served.push(entry)),
      tap: (...args) =>
        this.preparation.isOver ? this.watch.tap(...args) : this.preparation.tap(args[3]),
      probe: input.trace ? this.probe : undefined,
    });
    this.chosen = new Chosen(golden, this.watch, this.oracle, this.owns, this.listens);
    this.flows = findFlows(golden, this.watch.labels, this.oracle, this.owns, this.listens);
    assignClients(this.flows, [...golden.clients, ...diallingClients(golden.commands)]);
    this.moments = new Moments(
      golden,
      this.session,
      this.flows,
      portPairs(golden, this.watch),
      this.counted,
    );
    this.preparation = new Preparation(input, this.session, this.oracle, this.flows);
  }

  run(): Replay {
    this.preparation.run(this.entries);
    this.base = this.session.kernel.now;
    this.eventsBefore = this.session.kernel.recorder.conntrack.length;
    this.plan();
    for (const action of this.actions.sort((a, b) => a.atMicros - b.atMicros)) {
      this.advance(action.atMicros);
      action.run();
    }
    this.settleUntil(this.base + this.lastMicros + TAIL_MICROS);
    this.moments.end();
    this.watch.finish();
    const disagreements = [
      ...this.watch.disagreements,
      ...this.moments.disagreements,
      ...compareClients(this.golden, this.flows, this.entries, this.session, this.served),
      ...compareCommands(this.golden, this.session, this.input.plan),
      ...this.compareTrace(),
      ...this.compareEvents(),
    ];
    this.counted.sightings = this.watch.labels.reduce(
      (sum, label) => sum + label.sightings.length - (label.isInput ? 1 : 0),
      0,
    );
    return {
      disagreements,
      compared: this.watch.compared - this.oracle.given,
      fromOracle: this.watch.fromOracle + this.oracle.given,
      unknownDraws: this.oracle.unknownDraws,
      counted: this.counted,
    };
  }

  /** The hop of a hook is recorded when the packet leaves it. */
  private readonly probe = (_: string, hook: HookName, priority: number, skb: Skb): void => {
    const next = this.session.kernel.recorder.hops.length;
    const known = this.calls.get(next) ?? [];
    this.calls.set(next, known);
    known.push({ hook, priority, skb });
  };

  private compareEvents(): Disagreement[] {
    const { kernel } = this.session;
    const nodes = Object.values(this.input.plan.namespaces).filter(({ role }) => role === 'node');
    return compareEvents(
      this.golden,
      kernel.recorder.conntrack.slice(this.eventsBefore),
      nodes.map(({ name }) => name),
      (line) => this.moments.wasRecorded(line),
      this.counted,
    );
  }

  private compareTrace(): Disagreement[] {
    const { trace, plan } = this.input;
    return trace
      ? compareTrace(trace, plan, this.session.kernel.recorder.hops, this.calls, this.counted)
      : [];
  }

  private advance(atMicros: number): void {
    this.session.runUntil(this.base + atMicros);
    this.settleUntil(this.session.kernel.now);
  }

  /** Runs on while something is about to happen. */
  private settleUntil(atMicros: number): void {
    this.session.runUntil(atMicros);
    for (;;) {
      const next = this.session.nextEventMicros;
      if (next === undefined || next > this.session.kernel.now + SETTLE_MICROS) return;
      this.session.runUntil(next);
    }
  }

  private readonly owns = (namespace: string, address: string): boolean => {
    const plan = this.input.plan.namespaces[namespace];
    return plan !== undefined && isLocalAddress(plan, address);
  };

  private readonly listens = (namespace: string, port: number): boolean =>
    this.input.plan.namespaces[namespace]?.listeners.some((entry) => entry.port === port) === true;

  private plan(): void {
    for (const flow of this.flows) this.planFlow(flow);
    this.planUnseenClients();
    this.planUnseenDatagrams();
    const inFlows = new Set(this.flows.flatMap((flow) => flow.labels));
    for (const label of this.watch.labels) {
      if (!inFlows.has(label) && this.chosen.isChosen(label)) this.planInput(label);
    }
    for (const ping of synthesizedPings(this.golden, this.session)) {
      this.at(ping.atMicros, () => this.session.sendPacket(ping.namespace, ping.packet));
    }
  }

  private at(atMicros: number, run: () => void): void {
    this.actions.push({ atMicros, run });
  }

  private planFlow(flow: Flow): void {
    if (this.isRawFlow(flow)) {
      const syns = flow.labels.filter((label) => this.flagsOf(label) === 2);
      for (const label of syns) this.planInput(label);
      return;
    }
    if (flow.hasHandshake) this.at(flow.openedAtMicros, () => this.open(flow));
    else if (!this.entries.has(flow)) {
      for (const label of flow.labels) this.planInput(label);
      return;
    }
    for (const write of flow.writes) {
      this.at(write.atMicros, () => {
        this.moments.beforeWrite(flow);
        this.act(flow, (entry) => entry.socket.send(write.bytes, this.session.kernel.now));
      });
    }
    const closedAt = flow.closedAtMicros ?? closedUnseen(flow);
    if (closedAt !== undefined) {
      this.at(closedAt, () => {
        this.moments.beforeClose(flow);
        this.act(flow, (entry) => entry.socket.close(this.session.kernel.now));
      });
    }
    this.planGivingUp(flow);
    if (flow.abortedAtMicros !== undefined) {
      this.at(flow.abortedAtMicros, () => {
        this.moments.beforeClose(flow);
        this.act(flow, (entry) => entry.socket.abort(this.session.kernel.now));
      });
    }
  }

  /** A client that waited in vain takes its SYN back, though something else is seen later. */
  private planGivingUp(flow: Flow): void {
    const { client, openedAtMicros } = flow;
    const at = openedAtMicros + (client?.elapsedMicros ?? 0);
    if (client?.result !== 'timeout' || at > this.lastMicros) return;
    this.at(at, () =>
      this.act(flow, ({ socket }) =>
        socket.state === 'SYN-SENT' ? socket.close(this.session.kernel.now) : { segments: [] },
      ),
    );
  }

  private get lastMicros(): number {
    return this.golden.sightings[this.golden.sightings.length - 1]?.atMicros ?? 0;
  }

  private flagsOf(label: Label): number {
    const first = label.sightings[0];
    return (first ? (this.oracle.endsOf(first)?.flags ?? 0) : 0) & 0x3f;
  }

  /** traceroute -T and arping write whole packets themselves; their kernel knows nothing of the connection. */
  private isRawFlow(flow: Flow): boolean {
    return this.chosen.commandsOf(flow.namespace).some(({ words }) => words[0] === 'traceroute');
  }

  private open(flow: Flow): void {
    this.oracle.expectSequence(flow.sequence);
    const { client } = flow;
    const to = client?.destination ?? flow.destination;
    const from = client?.local ?? { port: flow.source.port };
    const entry = this.session.connect(flow.namespace, to, from);
    if (entry) this.entries.set(flow, entry);
  }

  private act(flow: Flow, what: (entry: TcpEntry) => Parameters<Session['apply']>[2]): void {
    const entry = this.entries.get(flow);
    if (entry) this.session.apply(flow.namespace, entry, what(entry));
  }

  /** A connection whose SYN never reached a tap. */
  private planUnseenClients(): void {
    const seen = new Set(this.flows.map((flow) => flow.client));
    for (const client of this.golden.clients) {
      const { namespace, destination } = client;
      if (seen.has(client) || !namespace || !destination || client.protocol !== 'tcp') continue;
      const quoted = this.oracle.quotedSyn(destination);
      const port = client.local?.port ?? quoted?.sport ?? UNSEEN_PORT;
      const flow: Flow = {
        namespace,
        labels: [],
        openedAtMicros: 0,
        hasHandshake: true,
        sequence: quoted?.sequence ?? 1,
        acknowledgement: 0,
        source: { address: '', port },
        destination,
        writes: [],
        wasCut: false,
        client,
      };
      this.flows.push(flow);
      this.at(0, () => this.open(flow));
    }
  }

  private planUnseenDatagrams(): void {
    for (const { namespace, sourcePort, packet } of unseenDatagrams(
      this.golden,
      this.session,
      this.chosen.sendsDatagram,
    ))
      this.at(0, () => {
        this.session.openUdp(namespace, sourcePort);
        this.session.sendPacket(namespace, packet);
      });
  }

  private planInput(label: Label): void {
    label.isInput = true;
    for (const sighting of label.sightings) {
      if (isBirth(label, sighting)) this.at(sighting.atMicros, () => this.inject(sighting));
    }
  }

  private inject(first: Sighting): void {
    const { namespace, device } = first;
    const frame = frameOf(first);
    const { payload } = frame;
    if (payload.kind === 'ipv4' && !this.owns(namespace, payload.source))
      this.moments.beforeStray();
    if (payload.kind !== 'ipv4' || !this.owns(namespace, payload.source))
      return this.session.sendFrame(namespace, device, frame);
    if (payload.payload.kind === 'udp') this.session.openUdp(namespace, payload.payload.sourcePort);
    this.session.sendPacket(namespace, this.beforeNat(namespace, payload));
  }

  /** On a node the first tap lies behind NAT: the process had addressed what its command says. */
  private beforeNat(namespace: string, packet: Ipv4Packet): Ipv4Packet {
    const host = this.session.host(namespace);
    if (!hasNetfilter(host)) return packet;
    const targets = this.chosen.commandsOf(namespace).flatMap((command) => targetOf(command) ?? []);
    const target = targets.includes(packet.destination) ? packet.destination : targets[0];
    if (!target || target === packet.destination) return packet;
    const route = lookupRoute(host.plan, { destination: target });
    const source = route.kind === 'unicast' ? route.source : packet.source;
    return { ...packet, source, destination: target };
  }
}

/** A client that was served has closed its connection, though the recording ends earlier. */
function closedUnseen({ wasCut, client, openedAtMicros }: Flow): number | undefined {
  return wasCut && client?.result === 'ok' ? openedAtMicros + client.elapsedMicros : undefined;
}
