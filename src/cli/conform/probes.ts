/**
 * The laboratory's own chains between those of the node ("probe prer_after_raw_250", README of the captures): what they
 * found true of a packet, and which of its fields had changed by then.
 */
import { isDestinationTranslated, isSourceTranslated } from '../../sim/filter/nat';
import type { HookName } from '../../sim/plan';
import type { Skb } from '../../sim/skb';
import { type Json, list, NotComparable, record } from './golden';

const HOOKS: Readonly<Record<string, HookName>> = {
  prer: 'PREROUTING',
  inpu: 'INPUT',
  forw: 'FORWARD',
  outp: 'OUTPUT',
  post: 'POSTROUTING',
};
/** positions behind the filter tables; the number of every other one is negative */
const LATE = /_(after_(filter|security|srcnat|snat)|last)_/;
const MASQUERADE_MARK = 0x4000;
/** ports belong to the run in which they were drawn */
const ADDRESSES = ['saddr', 'daddr', 'ttl'] as const;
/** What a hook is told of devices; the recorder went on repeating the one that a packet had come in by. */
const DEVICES: Readonly<Record<HookName, readonly string[]>> = {
  PREROUTING: ['iif'],
  INPUT: ['iif'],
  FORWARD: ['iif', 'oif'],
  OUTPUT: ['oif'],
  POSTROUTING: ['oif'],
};

/** A packet as one probe saw it: "ct-new dnat, iif cali1234abcd, oif flannel.1, saddr …". */
export interface Sight {
  readonly hook: HookName;
  readonly priority: number;
  readonly text: string;
}

const isProbe = (step: Json): boolean => String(step.chain).startsWith('probe ');
export const isRealChain = (step: Json): boolean => !isProbe(step);

/** The sights of a recorded packet, each with all that had changed before it. */
export function recordedSights(packet: Json, place: string): readonly Sight[] {
  let fields = record(packet.packet);
  const sights: Sight[] = [];
  for (const step of list(packet.steps).map(record)) {
    fields = { ...fields, ...record(step.changed) };
    if (!isProbe(step)) continue;
    const { hook, priority } = positionOf(String(step.chain), place);
    const facts = list(step.facts).map(String);
    sights.push({ hook, priority, text: textOf(hook, facts, fields) });
  }
  return sights;
}

function positionOf(chain: string, place: string): { hook: HookName; priority: number } {
  const [, prefix = '', number] = /^probe ([a-z]+)_.*?(\d+)$/.exec(chain) ?? [];
  const hook = HOOKS[prefix];
  if (!hook || number === undefined)
    throw new NotComparable(`trace: ${place} names the unknown chain "${chain}"`);
  return { hook, priority: LATE.test(chain) ? Number(number) : -Number(number) };
}

function textOf(hook: HookName, facts: readonly string[], fields: Json): string {
  const known = [...DEVICES[hook], ...ADDRESSES].filter((name) => (fields[name] ?? null) !== null);
  return [[...facts].sort().join(' '), ...known.map((name) => `${name} ${fields[name]}`)].join(
    ', ',
  );
}

/** One call of the kernel's probe. */
export interface Call {
  readonly hook: HookName;
  readonly priority: number;
  readonly skb: Skb;
}

/** What a probe at that place would have seen: the packet after the last station that is not behind it. */
export function sightAt(calls: readonly Call[], hook: HookName, priority: number): string {
  const before = calls.filter((call) => call.hook === hook && call.priority <= priority);
  const last = before[before.length - 1];
  return last ? textOf(hook, factsOf(last.skb), fieldsOf(last.skb)) : 'nothing';
}

function factsOf({ tracking, mark }: Skb): readonly string[] {
  const { connection, state } = tracking;
  const facts = [connection ? `ct-${state.toLowerCase()}` : 'ct-none'];
  if (connection && isDestinationTranslated(connection)) facts.push('dnat');
  if (connection && isSourceTranslated(connection)) facts.push('snat');
  if ((mark & MASQUERADE_MARK) !== 0) facts.push('mark-0x4000');
  return facts;
}

const fieldsOf = ({ packet, inDevice, outDevice }: Skb): Json => ({
  iif: inDevice,
  oif: outDevice,
  saddr: packet.source,
  daddr: packet.destination,
  ttl: packet.ttl,
});
