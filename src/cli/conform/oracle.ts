/**
 * The dice of the recorded kernels: what they drew is read from the packets that were seen afterwards, from quotes in
 * ICMP errors and from the conntrack table. Nothing else may be read from here.
 */
import type { Chance, NatFlow, PortRange } from '../../sim/host/chance';
import type { Choose, Draw, PacketContext } from '../../sim/filter/types';
import type { KernelPlan, RulePlan } from '../../sim/plan';
import type { Identity } from '../../sim/skb';
import type { TcpEndpoints } from '../../sim/transport/tcp-socket';
import { flowText } from '../../sim/link/flow-hash';
import { decodeQuoted, type QuotedPacket } from '../../sim/wire/quoted';
import type { Frame, Ipv4, Ipv4Packet, TcpSegment } from '../../sim/wire/types';
import { parseConnectionLine, type ConnectionLine } from './connection-line';
import { type FrameField, fieldNumber } from './frame-fields';
import type { Golden, Sighting } from './golden';
import { type Label, nextOf, type Watch } from './watch';

const PROTO_ICMP = 1;
const PROTO_UDP = 17;

/** Addresses, ports and sequence number of one sighting, innermost packet. */
interface Ends {
  readonly source: Ipv4;
  readonly destination: Ipv4;
  readonly protocol: number;
  readonly sport: number;
  readonly dport: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
}

const SYN = 2;
const ACK = 16;

export class Oracle implements Chance {
  /** bytes handed out */
  given = 0;
  /** draws that the recording does not show; which of the possible answers to give is tried out */
  unknownDraws = 0;
  private pendingSequence: number | undefined;
  private pendingAnswer: number | undefined;
  private readonly lines: readonly ConnectionLine[];
  /** outer source port of each inner flow that has been seen */
  private readonly paths = new Map<string, number>();
  private readonly ends = new Map<Sighting, Ends | null>();
  private readonly reach: ReadonlyMap<string, ReadonlySet<Ipv4>>;

  constructor(
    private readonly golden: Golden,
    private readonly watch: Watch,
    private readonly plan: KernelPlan,
    private readonly otherwise: Chance,
    private readonly choice: number,
  ) {
    const tables = Object.values(golden.conntrack).flatMap((moment) => Object.values(moment));
    this.lines = tables.flat().map(parseConnectionLine);
    this.reach = endpointsByChain(plan);
  }

  /** The next connection that is opened starts with this number. */
  expectSequence(sequence: number): void {
    this.pendingSequence = sequence;
  }

  /** And the one that accepts it with this. */
  expectAnswer(sequence: number): void {
    this.pendingAnswer = sequence;
  }

  initialSequence(namespace: string, ends: TcpEndpoints, syn?: TcpSegment): number {
    const sequence = syn ? (this.pendingAnswer ?? this.answerTo(syn)) : this.pendingSequence;
    if (syn) this.pendingAnswer = undefined;
    else this.pendingSequence = undefined;
    if (sequence === undefined) return this.otherwise.initialSequence(namespace, ends, syn);
    this.given += 4;
    return sequence;
  }

  private answerTo(syn: TcpSegment): number | undefined {
    const expected = (syn.sequence + 1) >>> 0;
    for (const label of this.watch.labels) {
      const sighting = label.sightings[0];
      const ends = sighting && !label.seen[0] ? this.endsOf(sighting) : null;
      if (ends && (ends.flags & (SYN | ACK)) === (SYN | ACK) && ends.acknowledgement === expected)
        return ends.sequence;
    }
    return undefined;
  }

  natPort(namespace: string, flow: NatFlow, range: PortRange): number {
    const port = this.seenNatPort(flow) ?? this.trackedNatPort(flow);
    if (port === undefined) return this.otherwise.natPort(namespace, flow, range);
    this.given += 2;
    return port;
  }

  /** The translated packet itself, later on its way. */
  private seenNatPort({ reply, packet, identity }: NatFlow): number | undefined {
    const isEcho = reply.protocol === PROTO_ICMP;
    for (const label of this.candidates(packet, identity)) {
      for (const sighting of label.sightings) {
        const ends = this.endsOf(sighting);
        if (!ends || ends.protocol !== reply.protocol) continue;
        if (ends.source !== reply.destination || ends.destination !== reply.source) continue;
        if (isEcho || ends.dport === reply.sourcePort) return ends.sport;
      }
    }
    return undefined;
  }

  private trackedNatPort({ original, reply }: NatFlow): number | undefined {
    const line = this.lineOf(original);
    if (!line || line.reply.destination !== reply.destination) return undefined;
    return line.reply.dport;
  }

  private lineOf(original: NatFlow['original']): ConnectionLine | undefined {
    return this.lines.find(
      (line) =>
        line.protocol === original.protocol &&
        line.original.source === original.source &&
        line.original.destination === original.destination &&
        line.original.sport === original.sourcePort &&
        (line.protocol === PROTO_ICMP || line.original.dport === original.destinationPort),
    );
  }

  /** Packets of the recording that this one can be: those it was recognised as, else those not seen yet that match. */
  private candidates(packet: Ipv4Packet, identity: Identity): readonly Label[] {
    const own = this.watch.labelsOf(identity.id);
    return own.length > 0 ? own : this.candidatesBySequence(packet);
  }

  private candidatesBySequence(packet: Ipv4Packet): readonly Label[] {
    const l4 = packet.payload;
    return this.watch.labels.filter((label) => {
      const first = label.sightings[0];
      const ends = first && !label.seen[0] ? this.endsOf(first) : null;
      if (!ends || ends.protocol !== packet.protocol) return false;
      if (l4.kind === 'tcp') return ends.sequence === l4.sequence;
      if (l4.kind === 'udp')
        return ends.dport === l4.destinationPort || ends.sport === l4.sourcePort;
      return true;
    });
  }

  tunnelPort(namespace: string, inner: Frame, identity: Identity, range: PortRange): number {
    const port = this.seenTunnelPort(identity) ?? this.hiddenTunnelPort(namespace);
    const path = `${namespace} ${flowText(inner)}`;
    if (port === undefined)
      return this.paths.get(path) ?? this.otherwise.tunnelPort(namespace, inner, identity, range);
    this.paths.set(path, port);
    this.given += 2;
    return port;
  }

  private seenTunnelPort(identity: Identity): number | undefined {
    for (const label of this.watch.labelsOf(identity.id)) {
      const from = nextOf(label);
      if (!from) continue;
      for (const sighting of label.sightings.slice(label.sightings.indexOf(from))) {
        const fields = this.watch.fields(sighting);
        const port = fields.find((field) => field.name === 'udp.sport');
        if (port && fields.some((field) => field.name === 'vxlan.vni'))
          return fieldNumber(sighting.bytes, port);
      }
    }
    return undefined;
  }

  /** A tunnel packet that never reached a wire is known from the error about it, or from the conntrack table. */
  private hiddenTunnelPort(namespace: string): number | undefined {
    const own = this.plan.namespaces[namespace];
    const ports = new Set(
      Object.values(own?.links ?? {}).flatMap((link) => link.vxlan?.port ?? []),
    );
    for (const sighting of this.golden.sightings) {
      const quoted = sighting.namespace === namespace ? this.quoteOf(sighting) : undefined;
      if (quoted?.protocol !== PROTO_UDP) continue;
      const { sourcePort, destinationPort } = quoted;
      if (ports.has(destinationPort ?? 0)) return sourcePort;
    }
    return undefined;
  }

  /** Chooses among the endpoints of a Service as the recorded kernel did. */
  readonly draw: Draw = (rule, probability, context) => {
    const wanted = this.wantedEndpoint(context);
    const jump = jumpOf(rule);
    const leadsTo = this.reach.get(jump ?? '');
    if (!leadsTo || leadsTo.size === 0) return probability >= 1;
    if (wanted !== undefined) return leadsTo.has(wanted);
    this.unknownDraws += 1;
    return positionAmongDraws(this.plan, rule) === this.choice;
  };

  readonly choose: Choose = (_rule, choices, context) => {
    const wanted = this.wantedEndpoint(context);
    const reaches = (choice: string) => {
      const [chain = '', address = ''] = [choice.replace('goto ', ''), choice.split(':')[0]];
      return wanted !== undefined && (address === wanted || this.reach.get(chain)?.has(wanted));
    };
    const index = choices.findIndex(reaches);
    if (index >= 0) return index;
    this.unknownDraws += 1;
    return this.choice % choices.length;
  };

  private wantedEndpoint(context: PacketContext): Ipv4 | undefined {
    const { packet, packetId, connection } = context;
    const labels = this.candidates(packet, { id: packetId ?? -1, hash: 0 });
    const own = this.watch.labelsOf(packetId ?? -1);
    const isGone = own.length > 0 && own.every((label) => !nextOf(label));
    for (const label of labels) {
      for (const sighting of label.sightings) {
        const ends = this.endsOf(sighting);
        if (ends && ends.destination !== packet.destination && this.isEndpoint(ends.destination))
          return ends.destination;
      }
    }
    // A packet that is not seen again was dropped on this host, and the table tells of a later attempt.
    const line = connection && !isGone ? this.lineOf(connection.original) : undefined;
    if (line && this.isEndpoint(line.reply.source)) return line.reply.source;
    return undefined;
  }

  private isEndpoint(address: Ipv4): boolean {
    for (const endpoints of this.reach.values()) if (endpoints.has(address)) return true;
    return false;
  }

  fieldOf(sighting: Sighting, name: string): number | undefined {
    const field = this.watch.fields(sighting).find((entry) => entry.name === name);
    return field && fieldNumber(sighting.bytes, field);
  }

  /** The SYN to an address that only an ICMP error quotes. */
  quotedSyn(to: {
    address: string;
    port: number;
  }): { sport: number; sequence: number } | undefined {
    for (const sighting of this.golden.sightings) {
      const quoted = this.quoteOf(sighting);
      if (quoted?.destination !== to.address || quoted.destinationPort !== to.port) continue;
      const { sourcePort = 0, sequence = 0 } = quoted;
      return { sport: sourcePort, sequence };
    }
    return undefined;
  }

  private quoteOf(sighting: Sighting): QuotedPacket | undefined {
    const fields = this.watch.fields(sighting);
    const start = fields.find((field) => field.name === 'quote.ip.version');
    const quoted = start && decodeQuoted(sighting.bytes.subarray(start.at));
    return quoted?.ok ? quoted.value : undefined;
  }

  endsOf(sighting: Sighting): Ends | null {
    const known = this.ends.get(sighting);
    if (known !== undefined) return known;
    const ends = readEnds(sighting, this.watch.fields(sighting));
    this.ends.set(sighting, ends);
    return ends;
  }
}

function readEnds(sighting: Sighting, fields: readonly FrameField[]): Ends | null {
  const prefix = fields.some((field) => field.name === 'inner.ip.src') ? 'inner.' : '';
  const at = (name: string) => fields.find((field) => field.name === prefix + name);
  const number = (name: string) => {
    const field = at(name);
    return field ? fieldNumber(sighting.bytes, field) : 0;
  };
  const address = (name: string) => {
    const field = at(name);
    return field ? sighting.bytes.subarray(field.at, field.at + 4).join('.') : '';
  };
  if (!at('ip.src')) return null;
  return {
    source: address('ip.src'),
    destination: address('ip.dst'),
    protocol: number('ip.proto'),
    sport: number('tcp.sport') || number('udp.sport') || number('icmp.id'),
    dport: number('tcp.dport') || number('udp.dport'),
    sequence: number('tcp.seq'),
    acknowledgement: number('tcp.ack'),
    flags: number('tcp.flags') & 0xff,
  };
}

const chainOf = (rule: RulePlan): string => rule.text.split(' ')[1] ?? '';
const jumpOf = (rule: RulePlan): string | undefined => /-j (\S+)$/.exec(rule.text)?.[1];

/** chain -> endpoints that its rules can translate to */
function endpointsByChain(plan: KernelPlan): ReadonlyMap<string, ReadonlySet<Ipv4>> {
  const reach = new Map<string, Set<Ipv4>>();
  for (const namespace of Object.values(plan.namespaces)) {
    for (const chain of namespace.iptables.nat ?? []) {
      for (const rule of chain.rules) {
        const endpoint = /--to-destination ([\d.]+)/.exec(rule.text)?.[1];
        if (!endpoint) continue;
        const known = reach.get(chain.name) ?? new Set();
        reach.set(chain.name, known.add(endpoint));
      }
    }
    for (const chain of (namespace.nft ?? []).flatMap((table) => table.chains)) {
      for (const rule of chain.rules) {
        for (const endpoint of nftEndpoints(rule.text)) {
          const known = reach.get(chain.name) ?? new Set();
          reach.set(chain.name, known.add(endpoint));
        }
      }
    }
  }
  return reach;
}

/** "dnat to 10.244.0.5:8080" and "dnat ip to numgen random mod 2 map { 0 : 10.244.0.5 . 8080, … }" */
function nftEndpoints(text: string): readonly Ipv4[] {
  const endpoints = /numgen/.test(text) ? / ([\d.]+) \. \d+/g : /dnat to ([\d.]+):/g;
  return [...text.matchAll(endpoints)].flatMap((found) => found[1] ?? []);
}

function positionAmongDraws(plan: KernelPlan, rule: RulePlan): number {
  for (const namespace of Object.values(plan.namespaces)) {
    const chain = namespace.iptables.nat?.find((entry) => entry.name === chainOf(rule));
    const position = chain?.rules.filter((entry) => / statistic /.test(entry.text)).indexOf(rule);
    if (position !== undefined && position >= 0) return position;
  }
  return 0;
}
