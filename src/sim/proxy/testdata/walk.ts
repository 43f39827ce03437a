/** Sends the first packet of a connection through a node's hooks, once for every way that the dice can fall. */
import { applyNat, setDestinationNat } from '../../filter/nat';
import { firstTranslation, stationsAt, walkBaseChain, type FirewallPlan } from '../../filter/hooks';
import { invert, tupleOf } from '../../filter/conntrack';
import type { Connection, Dice, FilterVerdict, PacketContext } from '../../filter/types';
import type { HookName } from '../../plan';
import { PROTO_TCP, PROTO_UDP, type Ipv4Packet } from '../../wire/types';
import type { FlowVector } from './vectors';

export interface Fate {
  readonly verdict: FlowVector['expect']['verdict'];
  readonly endpoint?: string;
  readonly masquerade: boolean;
  readonly probability: number;
}

/** Answers of the dice, to be tried one after the other. */
interface Tape {
  readonly answers: readonly number[];
  /** how many answers each question allowed */
  readonly asked: { readonly choices: number; readonly chance: number }[];
}

export function everyFate(
  plan: FirewallPlan,
  flow: FlowVector['flow'],
  localAddresses: readonly string[],
): readonly Fate[] {
  const fates: Fate[] = [];
  const open: number[][] = [[]];
  for (let answers = open.pop(); answers; answers = open.pop()) {
    const tape: Tape = { answers, asked: [] };
    const fate = walk(plan, flow, localAddresses, diceOf(tape));
    const probability = tape.asked.reduce((product, { chance }) => product * chance, 1);
    if (probability > 0) fates.push({ ...fate, probability });
    for (let at = answers.length; at < tape.asked.length; at += 1) {
      const before = [...answers, ...Array.from({ length: at - answers.length }, () => 0)];
      for (let other = 1; other < (tape.asked[at]?.choices ?? 1); other += 1) {
        open.push([...before, other]);
      }
    }
  }
  return fates;
}

function diceOf(tape: Tape): Dice {
  const answer = (chances: readonly number[]): number => {
    const picked = tape.answers[tape.asked.length] ?? 0;
    tape.asked.push({ choices: chances.length, chance: chances[picked] ?? 0 });
    return picked;
  };
  return {
    draw: (_rule, probability) => answer([probability, 1 - probability]) === 0,
    choose: (_rule, { length }) => answer(Array.from({ length }, () => 1 / length)),
  };
}

const EMPTY = new Uint8Array(0);

function firstPacket({ from, dst, port, protocol }: FlowVector['flow']): Ipv4Packet {
  const ports = { sourcePort: 40000, destinationPort: port };
  const isUdp = protocol === 'UDP';
  return {
    kind: 'ipv4',
    tos: 0,
    identification: 0,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 64,
    protocol: isUdp ? PROTO_UDP : PROTO_TCP,
    source: from,
    destination: dst,
    payload: isUdp
      ? { kind: 'udp', ...ports, payload: { kind: 'raw', bytes: EMPTY } }
      : {
          kind: 'tcp',
          ...ports,
          sequence: 0,
          acknowledgement: 0,
          flags: { syn: true },
          window: 0,
          urgentPointer: 0,
          options: [],
          data: EMPTY,
        },
  };
}

function connectionOf(packet: Ipv4Packet): Connection {
  const original = tupleOf(packet);
  if (!original) throw new Error('a first packet has a tuple');
  return {
    id: 1,
    original,
    reply: invert(original),
    seenReply: false,
    assured: false,
    destinationNatDone: false,
    sourceNatDone: false,
    mark: 0,
    confirmed: false,
    expiresAtMicros: 0,
  };
}

type Result = Omit<Fate, 'probability'>;

function walk(
  plan: FirewallPlan,
  flow: FlowVector['flow'],
  localAddresses: readonly string[],
  dice: Dice,
): Result {
  const isLocal = (ip: string) => ip.startsWith('127.') || localAddresses.includes(ip);
  let packet = firstPacket(flow);
  let connection = connectionOf(packet);
  let mark = 0;
  let endpoint: string | undefined;
  let masquerade = false;
  let accepted = false;

  const context = (): PacketContext => ({
    packet,
    inDevice: 'in',
    outDevice: 'out',
    mark,
    ctState: 'NEW',
    ctDirection: 'original',
    connection,
    isLocalAddress: isLocal,
  });

  const take = (verdict: FilterVerdict): void => {
    if (verdict.kind === 'masquerade') masquerade = true;
    if (verdict.kind !== 'dnat') return;
    connection = setDestinationNat(connection, verdict);
    packet = applyNat(packet, connection, 'original', 'destination');
    endpoint = `${verdict.address}:${verdict.port}`;
  };

  /** drop and reject end it; an accept by a rule is remembered */
  const hook = (name: HookName): 'drop' | 'reject' | null => {
    for (const station of stationsAt(plan, name)) {
      if (station.do === 'track') continue;
      const run = (chain: Parameters<typeof walkBaseChain>[1]) => {
        const traversal = walkBaseChain(plan, chain, name, context(), dice);
        ({ mark } = traversal);
        return traversal;
      };
      const traversal =
        station.do === 'filter' ? run(station.chain) : firstTranslation(run, station.chains);
      if (!traversal) continue;
      const { verdict } = traversal;
      if (verdict.kind === 'drop' || verdict.kind === 'reject') return verdict.kind;
      if (verdict.kind === 'accept' && traversal.causes[traversal.decidedBy]?.kind === 'rule')
        accepted = true;
      take(verdict);
    }
    return null;
  };

  const refused = hook(isLocal(flow.from) ? 'OUTPUT' : 'PREROUTING');
  const way: readonly HookName[] = isLocal(flow.from)
    ? ['POSTROUTING']
    : isLocal(packet.destination)
      ? ['INPUT']
      : ['FORWARD', 'POSTROUTING'];
  const stopped = way.reduce<'drop' | 'reject' | null>((end, name) => end ?? hook(name), refused);
  if (stopped) return { verdict: stopped, masquerade: false };
  if (endpoint) return { verdict: 'dnat', endpoint, masquerade };
  return { verdict: accepted ? 'accept' : 'untouched', masquerade: false };
}
