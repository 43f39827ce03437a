/** Brings the cluster into the state that index.json describes in words: connections held open, tables filled. */
import type { Session } from '../../sim/session';
import { udpPacket } from '../../sim/host/udp';
import { lookupRoute } from '../../sim/net/route';
import type { TcpEntry } from '../../sim/transport/sockets';
import type { Frame } from '../../sim/wire/types';
import type { Flow } from './flows';
import { patchFrame } from './frame-patch';
import type { Oracle } from './oracle';
import type { ReplayInput } from './replay';

const HELD = /(\d+) established connections from (\S+) to ([\d.]+):(\d+)/;
const DATAGRAMS =
  /(\d+) UDP datagrams? of (\w+) bytes? from (\S+), source ports (\d+) to (\d+), to ([\d.]+):(\d+)/;
const TABLE_LIMIT = /nf_conntrack_max = number of entries on ([\w-]+)/;
const STEP_MICROS = 5000;
const FIRST_HELD_PORT = 50_000;

export class Preparation {
  isOver = false;
  private echo: number | undefined;

  constructor(
    private readonly input: ReplayInput,
    private readonly session: Session,
    private readonly oracle: Oracle,
    private readonly flows: readonly Flow[],
  ) {}

  /** Nothing was recorded yet; a connection held open since then shows its time stamp later. */
  tap(frame: Frame): Frame {
    const l4 = frame.payload.kind === 'ipv4' ? frame.payload.payload : null;
    const isAnswer = l4?.kind === 'tcp' && l4.flags.syn && l4.flags.ack;
    return isAnswer && this.echo !== undefined ? patchFrame(frame, 'tcp.tsval', this.echo) : frame;
  }

  run(entries: Map<Flow, TcpEntry>): void {
    for (const change of this.input.changes) {
      this.holdConnections(change, entries);
      this.sendDatagrams(change);
      this.limitTable(change);
    }
    this.isOver = true;
  }

  private holdConnections(change: string, entries: Map<Flow, TcpEntry>): void {
    const [, count, namespace, address, port] = HELD.exec(change) ?? [];
    if (!namespace || !address) return;
    const held = this.flows.filter((flow) => !flow.hasHandshake && flow.namespace === namespace);
    for (let index = 0; index < Number(count); index += 1) {
      const flow = held[index];
      this.echo = flow ? this.echoOf(flow) : undefined;
      if (flow) {
        this.oracle.expectSequence((flow.sequence - 1) >>> 0);
        this.oracle.expectAnswer((flow.acknowledgement - 1) >>> 0);
      }
      const from = { port: flow?.source.port ?? FIRST_HELD_PORT + index };
      const entry = this.session.connect(namespace, { address, port: Number(port) }, from);
      if (flow && entry) entries.set(flow, entry);
      this.session.runUntil(this.session.kernel.now + STEP_MICROS);
    }
    this.echo = undefined;
  }

  private echoOf(flow: Flow): number | undefined {
    const first = flow.labels[0]?.sightings[0];
    return first ? this.oracle.fieldOf(first, 'tcp.tsecr') : undefined;
  }

  private sendDatagrams(change: string): void {
    const [, count, size, namespace, from, , address, port] = DATAGRAMS.exec(change) ?? [];
    if (!namespace || !address) return;
    const { plan } = this.session.host(namespace);
    const route = lookupRoute(plan, { destination: address });
    if (route.kind !== 'unicast') return;
    for (let index = 0; index < Number(count); index += 1) {
      const bytes = new Uint8Array(size === 'one' ? 1 : Number(size));
      const packet = udpPacket({
        source: route.source,
        sourcePort: Number(from) + index,
        destination: address,
        port: Number(port),
        bytes,
      });
      this.session.sendPacket(namespace, packet);
      this.session.runUntil(this.session.kernel.now + STEP_MICROS);
    }
  }

  /** net.netfilter.nf_conntrack_max is one value for the whole machine. */
  private limitTable(change: string): void {
    const node = TABLE_LIMIT.exec(change)?.[1];
    if (!node) return;
    const limit = String(this.session.host(node).state.conntrack.length);
    for (const { plan } of this.session.kernel.hosts.values())
      Object.assign(plan.sysctl, { 'net.netfilter.nf_conntrack_max': limit });
  }
}
