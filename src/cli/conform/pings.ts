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
  return Array.from({ length: count }, (_, index) => ({
    atMicros: start + index * interval,
    namespace,
    packet: {
      kind: 'ipv4' as const,
      tos: 0,
      identification: index,
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
        rest: quoted?.rest ?? 0x10000 + index + 1,
        data: quoted?.data ?? new Uint8Array(size),
      },
    },
  }));
}
