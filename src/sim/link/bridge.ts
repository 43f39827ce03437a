/**
 * A Linux bridge: learns source addresses, forwards by its FDB, floods what it does not know.
 * Source: Linux net/bridge/br_input.c, br_forward.c (should_deliver), br_fdb.c; IEEE 802.1D §7.
 */
import type { Origin } from '../origin';
import type { Link, NamespacePlan } from '../plan';
import type { LearnedFdb } from '../state';
import { BROADCAST_MAC, isMulticastMac } from '../wire/address';
import type { Frame, Mac } from '../wire/types';

export interface BridgeDecision {
  /** ports that the frame leaves through */
  readonly ports: readonly string[];
  /** handed to the bridge's own IP stack */
  readonly local: boolean;
  readonly flooded: boolean;
  /** a new entry to remember, or undefined when nothing changes */
  readonly learned?: LearnedFdb;
  /** the FDB line that decided, as `bridge fdb` prints it */
  readonly entry?: { readonly text: string; readonly origin: Origin };
}

export function portsOf(plan: NamespacePlan, bridge: string): readonly Link[] {
  return Object.values(plan.links)
    .filter((link) => link.master === bridge)
    .sort((a, b) => a.index - b.index);
}

/** `ingress` is the port it came in on, or null for a frame that the bridge's own host sends. */
export function bridgeForward(
  plan: NamespacePlan,
  learnt: readonly LearnedFdb[],
  bridge: Link,
  ingress: Link | null,
  frame: Frame,
): BridgeDecision {
  const learned = ingress ? learn(learnt, bridge, ingress, frame.source) : undefined;
  const ports = portsOf(plan, bridge.name).filter((port) => mayLeave(port, ingress));
  const { destination } = frame;
  if (destination === BROADCAST_MAC || isMulticastMac(destination)) {
    return {
      ports: ports.map((port) => port.name),
      local: ingress !== null,
      flooded: true,
      learned,
    };
  }
  const isOwn =
    destination === bridge.mac ||
    portsOf(plan, bridge.name).some((port) => port.mac === destination);
  if (isOwn) {
    const text = `${destination} dev ${bridge.name} master ${bridge.name} permanent`;
    const origin: Origin = { agent: 'kernel', why: 'the address of the bridge itself' };
    return { ports: [], local: ingress !== null, flooded: false, learned, entry: { text, origin } };
  }
  const known = lookupFdb(plan, learnt, bridge.name, destination);
  if (!known)
    return { ports: ports.map((port) => port.name), local: false, flooded: true, learned };
  const outward = ports.filter((port) => port.name === known.device).map((port) => port.name);
  return { ports: outward, local: false, flooded: false, learned, entry: known };
}

function mayLeave(port: Link, ingress: Link | null): boolean {
  if (!port.up) return false;
  return port.name !== ingress?.name || port.port?.hairpin === true;
}

function learn(
  learnt: readonly LearnedFdb[],
  bridge: Link,
  ingress: Link,
  mac: Mac,
): LearnedFdb | undefined {
  if (ingress.port?.learning === false || isMulticastMac(mac)) return undefined;
  const known = learnt.find((entry) => entry.master === bridge.name && entry.mac === mac);
  return known?.device === ingress.name
    ? undefined
    : { device: ingress.name, master: bridge.name, mac };
}

function lookupFdb(
  plan: NamespacePlan,
  learnt: readonly LearnedFdb[],
  bridge: string,
  mac: Mac,
): { device: string; text: string; origin: Origin } | undefined {
  const fixed = plan.fdb.find((entry) => entry.master === bridge && entry.mac === mac);
  if (fixed) {
    const text = `${mac} dev ${fixed.device} master ${bridge} ${fixed.state === 'learned' ? '' : fixed.state}`;
    return { device: fixed.device, text: text.trimEnd(), origin: fixed.origin };
  }
  const entry = learnt.find((item) => item.master === bridge && item.mac === mac);
  if (!entry) return undefined;
  return {
    device: entry.device,
    text: `${mac} dev ${entry.device} master ${bridge}`,
    origin: { agent: 'kernel', why: 'learned from a frame that came in on this port' },
  };
}
