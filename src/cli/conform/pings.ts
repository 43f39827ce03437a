/** Echo requests of which the recording shows none, because no neighbour could be found for them. */
import { ECHO_REQUEST } from '../../sim/net/icmp';
import { lookupRoute } from '../../sim/net/route';
import type { Session } from '../../sim/session';
import { type Ipv4Packet, PROTO_ICMP } from '../../sim/wire/types';
import { decodeQuoted } from '../../sim/wire/quoted';
import { frameOf } from './captured-frame';
import { targetOf } from './flows';
import type { Command, Golden } from './golden';

export interface Ping {
  readonly atMicros: number;
  readonly namespace: string;
  readonly packet: Ipv4Packet;
}

const SECOND = 1_000_000;
/** start-up of the next process */
const BETWEEN_MICROS = 5000;

export function synthesizedPings(golden: Golden, session: Session): Ping[] {
  const pings: Ping[] = [];
  let start = 0;
  for (const command of golden.commands) {
    if (command.words[0] === 'ping' && !wasSeen(golden, command))
      pings.push(...requests(golden, command, session, start));
    start += command.micros + BETWEEN_MICROS;
  }
  return pings;
}

function wasSeen(golden: Golden, command: Command): boolean {
  const target = targetOf(command);
  return golden.sightings.some((sighting) => {
    const { payload } = frameOf(sighting);
    return (
      sighting.namespace === command.namespace &&
      payload.kind === 'ipv4' &&
      payload.payload.kind === 'icmp' &&
      payload.payload.type === ECHO_REQUEST &&
      payload.destination === target
    );
  });
}

export function option(command: Command, name: string, otherwise: number): number {
  const index = command.words.indexOf(name);
  return index < 0 ? otherwise : Number(command.words[index + 1]);
}

/** A request that only an ICMP error shows. */
function quotedRequest(
  golden: Golden,
  target: string,
): { rest: number; data: Uint8Array } | undefined {
  for (const sighting of golden.sightings) {
    const { payload } = frameOf(sighting);
    if (payload.kind !== 'ipv4' || payload.payload.kind !== 'icmp') continue;
    const { data } = payload.payload;
    const quoted = decodeQuoted(data);
    if (!quoted.ok || quoted.value.icmpType !== ECHO_REQUEST) continue;
    const { headerLength, destination, sourcePort = 0, sequence = 0 } = quoted.value;
    if (destination !== target) continue;
    return { rest: ((sourcePort << 16) | sequence) >>> 0, data: data.slice(headerLength + 8) };
  }
  return undefined;
}

interface Seen {
  readonly atMicros: number;
  readonly identification: number;
  readonly rest: number;
  readonly data: Uint8Array;
}

const L4 = 34;
/** iputils puts a time stamp first; behind it each byte is its own place */
const STAMP_BYTES = 16;

/** Requests that left in pieces: the first piece shows the header, and how ping fills the rest is known. */
function cutRequests(golden: Golden, { namespace }: Command, target: string, size: number): Seen[] {
  const known = new Set<string>();
  return golden.sightings.flatMap((sighting) => {
    const { payload } = frameOf(sighting);
    const wasThere = known.has(sighting.label);
    known.add(sighting.label);
    const isFirst =
      !wasThere &&
      sighting.namespace === namespace &&
      sighting.direction === 'out' &&
      payload.kind === 'ipv4' &&
      payload.protocol === PROTO_ICMP &&
      payload.moreFragments &&
      payload.fragmentOffset === 0 &&
      payload.destination === target;
    const { bytes, atMicros } = sighting;
    if (!isFirst || bytes[L4] !== ECHO_REQUEST) return [];
    const data = Uint8Array.from({ length: size }, (_, index) => index & 0xff);
    data.set(bytes.subarray(L4 + 8, L4 + 8 + STAMP_BYTES));
    const rest = new DataView(bytes.buffer, bytes.byteOffset).getUint32(L4 + 4);
    return [{ atMicros, identification: payload.identification, rest, data }];
  });
}

function requests(golden: Golden, command: Command, session: Session, start: number): Ping[] {
  const target = targetOf(command);
  const { namespace } = command;
  const host = session.kernel.hosts.get(namespace);
  if (!target || !host) return [];
  const route = lookupRoute(host.plan, { destination: target });
  const source = route.kind === 'unicast' || route.kind === 'local' ? route.source : undefined;
  if (!source) return [];
  const mode = command.words[command.words.indexOf('-M') + 1];
  const quoted = quotedRequest(golden, target);
  const size = option(command, '-s', 56);
  const count = option(command, '-c', 1);
  // ping prints how long its requests took; each waits a little longer than asked.
  const total = /time (\d+)ms/.exec(command.stdout)?.[1];
  const interval =
    total && count > 1 ? (Number(total) * 1000) / (count - 1) : option(command, '-i', 1) * SECOND;
  const seen = cutRequests(golden, command, target, size);
  const wanted: readonly Seen[] =
    seen.length > 0
      ? seen
      : Array.from({ length: count }, (_, index) => ({
          atMicros: start + index * interval,
          identification: index,
          rest: quoted?.rest ?? 0x10000 + index + 1,
          data: quoted?.data ?? new Uint8Array(size),
        }));
  return wanted.map(({ atMicros, identification, rest, data }) => ({
    atMicros,
    namespace,
    packet: {
      kind: 'ipv4' as const,
      tos: 0,
      identification,
      dontFragment: mode !== 'dont',
      moreFragments: false,
      fragmentOffset: 0,
      ttl: 64,
      protocol: PROTO_ICMP,
      source,
      destination: target,
      payload: {
        kind: 'icmp' as const,
        type: ECHO_REQUEST,
        code: 0,
        rest,
        data,
      },
    },
  }));
}
