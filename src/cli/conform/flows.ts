/**
 * What processes chose to do, read from the recording: which connections they opened and when, what they wrote, when they
 * closed. How their kernels carried it out is left to the simulation.
 */
import { concat } from '../../sim/wire/bytes';
import { payloadOf } from './captured-frame';
import type { Client, Command, Golden, Sighting } from './golden';
import type { Oracle } from './oracle';
import type { Label } from './watch';

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;
const PROTO_TCP = 6;
/** a process that writes again after this pause writes a second time */
const WRITE_PAUSE_MICROS = 20_000;

export interface Write {
  readonly atMicros: number;
  readonly bytes: Uint8Array;
}

/** One TCP connection as its opener sees it. */
export interface Flow {
  readonly namespace: string;
  readonly labels: readonly Label[];
  readonly openedAtMicros: number;
  /** false: it was open before the recording began */
  readonly hasHandshake: boolean;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly source: { readonly address: string; readonly port: number };
  readonly destination: { readonly address: string; readonly port: number };
  readonly writes: readonly Write[];
  readonly closedAtMicros?: number;
  /** the recording ends before it was closed */
  readonly wasCut: boolean;
  readonly abortedAtMicros?: number;
  client?: Client;
}

interface Segment {
  readonly label: Label;
  readonly sighting: Sighting;
  readonly sequence: number;
  readonly flags: number;
}

/** Connections whose opener has an address of the namespace where they are first seen, in order of time. */
export function findFlows(
  golden: Golden,
  labels: readonly Label[],
  oracle: Oracle,
  owns: (namespace: string, address: string) => boolean,
  listens: (namespace: string, port: number) => boolean,
): Flow[] {
  const groups = new Map<string, Segment[]>();
  for (const label of labels) {
    const sighting = label.sightings[0];
    const ends = sighting ? oracle.endsOf(sighting) : null;
    if (!sighting || !ends || ends.protocol !== PROTO_TCP || sighting.direction !== 'out') continue;
    if (!owns(sighting.namespace, ends.source)) continue;
    const { namespace } = sighting;
    const key = [namespace, ends.source, ends.sport, ends.destination, ends.dport].join(' ');
    const segment = { label, sighting, sequence: ends.sequence, flags: ends.flags };
    groups.set(key, [...(groups.get(key) ?? []), segment]);
  }
  const flows: Flow[] = [];
  for (const segments of groups.values()) {
    const first = segments[0];
    const ends = first ? oracle.endsOf(first.sighting) : null;
    if (!first || !ends) continue;
    const hasHandshake = (first.flags & (SYN | ACK)) === SYN;
    const isAnswer = (first.flags & SYN) !== 0 && (first.flags & ACK) !== 0;
    const isReset = segments.every(({ flags }) => (flags & RST) !== 0);
    if (isAnswer || isReset || (!hasHandshake && listens(first.sighting.namespace, ends.sport)))
      continue;
    flows.push(flowOf(golden, segments, first, ends, hasHandshake));
  }
  return flows.sort((a, b) => a.openedAtMicros - b.openedAtMicros);
}

function flowOf(
  golden: Golden,
  segments: readonly Segment[],
  first: Segment,
  ends: NonNullable<ReturnType<Oracle['endsOf']>>,
  hasHandshake: boolean,
): Flow {
  const at = (bit: number) => segments.find(({ flags }) => (flags & bit) !== 0)?.sighting.atMicros;
  const isAborted = golden.clients.some((client) => client.close === 'RST');
  return {
    namespace: first.sighting.namespace,
    labels: segments.map(({ label }) => label),
    openedAtMicros: first.sighting.atMicros,
    hasHandshake,
    sequence: first.sequence,
    acknowledgement: ends.acknowledgement,
    source: { address: ends.source, port: ends.sport },
    destination: { address: ends.destination, port: ends.dport },
    writes: writesOf(segments),
    closedAtMicros: at(FIN),
    wasCut: golden.isTruncated && at(FIN) === undefined && hasHandshake,
    abortedAtMicros: isAborted ? at(RST) : undefined,
  };
}

/** New bytes in the order of their sequence numbers; retransmissions repeat what was written before. */
function writesOf(segments: readonly Segment[]): readonly Write[] {
  const writes: { atMicros: number; lastMicros: number; parts: Uint8Array[] }[] = [];
  let next: number | undefined;
  for (const { sighting, sequence } of segments) {
    const data = payloadOf(sighting);
    if (data.length === 0 || (next !== undefined && ((sequence - next) | 0) < 0)) continue;
    next = (sequence + data.length) >>> 0;
    const { atMicros } = sighting;
    const last = writes[writes.length - 1];
    if (last && atMicros - last.lastMicros < WRITE_PAUSE_MICROS) {
      last.parts.push(data);
      last.lastMicros = atMicros;
    } else writes.push({ atMicros, lastMicros: atMicros, parts: [data] });
  }
  return writes.map(({ atMicros, parts }) => ({ atMicros, bytes: concat(parts) }));
}

/** Gives each flow the client that the recording says opened it: same destination first, then in order. */
export function assignClients(flows: readonly Flow[], clients: readonly Client[]): void {
  const open = clients.filter((client) => client.namespace && client.protocol === 'tcp');
  const take = (test: (client: Client, flow: Flow) => boolean) => {
    for (const flow of flows) {
      if (flow.client || !flow.hasHandshake) continue;
      const index = open.findIndex(
        (client) => client.namespace === flow.namespace && test(client, flow),
      );
      if (index >= 0) flow.client = open.splice(index, 1)[0];
    }
  };
  take(
    (client, flow) =>
      client.destination?.address === flow.destination.address &&
      client.destination.port === flow.destination.port,
  );
  take(() => true);
}

const DIALLERS = ['nc', 'curl', 'wget'];
const ADDRESS = /^@?(\d+\.\d+\.\d+\.\d+)$/;

/** The address that a command names, if it names one. */
export function targetOf(command: Command): string | undefined {
  const found = command.words.filter((word) => ADDRESS.test(word));
  return found[found.length - 1]?.replace('@', '');
}

/** Commands that open TCP connections through their kernel, as clients. */
export function diallingClients(commands: readonly Command[]): Client[] {
  return commands.flatMap((command) => {
    if (!DIALLERS.includes(command.words[0] ?? '')) return [];
    const address = targetOf(command);
    const url = /(\d+\.\d+\.\d+\.\d+):(\d+)/.exec(command.words.join(' '));
    const port = url ? Number(url[2]) : Number(command.words[command.words.length - 1]);
    const destination = url
      ? { address: url[1] ?? '', port }
      : address
        ? { address, port }
        : undefined;
    if (!destination) return [];
    const { namespace, micros } = command;
    const result = 'not compared';
    return [{ namespace, destination, protocol: 'tcp' as const, result, elapsedMicros: micros }];
  });
}
