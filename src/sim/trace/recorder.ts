/** Collects hops while a command runs and turns them into a `Trace`. */
import { describePacket } from '../wire/summary';
import type { Snapshot } from '../wire/types';
import type { ConntrackEvent, Hop, Trace, TracedPacket, Verdict } from './types';

export const CONTINUE: Verdict = { kind: 'continue' };

interface PacketDraft {
  readonly id: number;
  readonly causedBy?: number;
  readonly retransmission?: boolean;
  label?: string;
  protocol: TracedPacket['protocol'];
  readonly hops: number[];
  verdict: Verdict;
  flowKey: string;
  initiator: string;
}

export class Recorder {
  readonly hops: Hop[] = [];
  readonly conntrack: ConntrackEvent[] = [];
  private readonly packets = new Map<number, PacketDraft>();
  private nextPacket = 1;
  private readonly startMicros: number;

  constructor(startMicros: number) {
    this.startMicros = startMicros;
  }

  newPacket(options: { causedBy?: number; retransmission?: boolean } = {}): number {
    const id = this.nextPacket;
    this.nextPacket += 1;
    this.packets.set(id, {
      id,
      ...options,
      protocol: 'other',
      hops: [],
      verdict: CONTINUE,
      flowKey: '',
      initiator: '',
    });
    return id;
  }

  hop(nowMicros: number, hop: Omit<Hop, 'n' | 'atMicros'>): Hop {
    const recorded: Hop = { ...hop, n: this.hops.length, atMicros: nowMicros - this.startMicros };
    this.hops.push(recorded);
    const draft = this.packets.get(hop.packet);
    if (draft) {
      draft.hops.push(recorded.n);
      if (hop.verdict.kind !== 'continue') draft.verdict = hop.verdict;
      if (draft.label === undefined) this.name(draft, hop.after ?? hop.before);
    }
    return recorded;
  }

  event(nowMicros: number, event: Omit<ConntrackEvent, 'hop' | 'atMicros'>): void {
    this.conntrack.push({
      ...event,
      hop: Math.max(0, this.hops.length - 1),
      atMicros: nowMicros - this.startMicros,
    });
  }

  finish(nowMicros: number, command: string, from: string): Trace {
    const flows = new Map<string, { id: number; initiator: string }>();
    const packets: TracedPacket[] = [];
    for (const draft of this.packets.values()) {
      if (draft.hops.length === 0) continue;
      packets.push(this.close(draft, flows));
    }
    return {
      schema: 'podpath-trace/1',
      command,
      from,
      hops: this.hops,
      packets,
      conntrack: this.conntrack,
      endMicros: nowMicros - this.startMicros,
    };
  }

  private close(
    draft: PacketDraft,
    flows: Map<string, { id: number; initiator: string }>,
  ): TracedPacket {
    let flow = flows.get(draft.flowKey);
    if (!flow && draft.flowKey) {
      flow = { id: flows.size + 1, initiator: draft.initiator };
      flows.set(draft.flowKey, flow);
    }
    const namespaceOf = (n: number | undefined) => this.hops[n ?? 0]?.namespace ?? '';
    return {
      id: draft.id,
      label: draft.label ?? 'packet',
      protocol: draft.protocol,
      flow: flow?.id ?? 0,
      direction: !flow || flow.initiator === draft.initiator ? 'request' : 'reply',
      causedBy: draft.causedBy,
      retransmission: draft.retransmission,
      from: namespaceOf(draft.hops[0]),
      to: namespaceOf(draft.hops.at(-1)),
      hops: draft.hops,
      verdict: draft.verdict,
    };
  }

  private name(draft: PacketDraft, snapshot: Snapshot | null): void {
    if (!snapshot) return;
    const description = describePacket(snapshot);
    draft.label = description.label;
    draft.protocol = description.protocol;
    const flow = flowOf(snapshot);
    draft.flowKey = flow.key;
    draft.initiator = flow.initiator;
  }
}

/**
 * Both directions of a conversation share a key as its first sender sees it: the port of the opener together with its
 * address survives NAT of the destination, which is what a Service does.
 */
function flowOf(snapshot: Snapshot): { key: string; initiator: string } {
  const packet = snapshot.kind === 'ethernet' ? snapshot.payload : snapshot;
  if (packet.kind !== 'ipv4') return { key: '', initiator: '' };
  const l4 = packet.payload;
  if (l4.kind === 'tcp' || l4.kind === 'udp') {
    const ports = [l4.sourcePort, l4.destinationPort].sort((a, b) => b - a);
    return { key: `${l4.kind} ${ports.join(' ')}`, initiator: String(l4.sourcePort) };
  }
  if (l4.kind === 'icmp') {
    const identifier = l4.rest >>> 16;
    return { key: `icmp ${identifier}`, initiator: String(l4.type) };
  }
  return { key: `ip ${packet.protocol}`, initiator: packet.source };
}
