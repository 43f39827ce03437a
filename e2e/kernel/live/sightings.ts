/** Captured frames as the recorded scenarios list them: in order of time, with direction and the packet that each one is. */
import type { KernelPlan, Link, LinkKind } from '../../../src/sim';
import { macToString } from './mac';
import type { CapturedFrame, Tap } from './capture';
import { packetKey } from './packet-key';

export interface Hop {
  readonly n: number;
  readonly pkt: string;
  readonly t_us: number;
  readonly ns: string;
  readonly if: string;
  readonly dir: 'in' | 'out';
  readonly len: number;
  readonly hex: string;
}

/** README of the captures: the first bytes, which hold every header. */
const KEPT_BYTES = 134;

/** A frame that comes out of a tunnel or is handed to a bridge keeps the time stamp of the one it came in. */
const RANK: Readonly<Record<LinkKind, number>> = { loopback: 0, veth: 0, vxlan: 1, bridge: 2 };

export function hopsOf(
  frames: readonly CapturedFrame[],
  plan: KernelPlan,
  tunnelPorts: ReadonlySet<number>,
): readonly Hop[] {
  const ordered = [...frames].sort(
    (a, b) =>
      a.atMicros - b.atMicros || a.nanos - b.nanos || RANK[a.tap.link.kind] - RANK[b.tap.link.kind],
  );
  const start = ordered[0]?.atMicros ?? 0;
  const label = labeller(tunnelPorts);
  const directionOf = compass(plan);
  return ordered.map((frame, index) => {
    const { tap, bytes, length, atMicros } = frame;
    const dir = directionOf(tap, bytes);
    return {
      n: index + 1,
      pkt: label(`${tap.namespace}/${tap.link.name} ${dir}`, bytes),
      t_us: atMicros - start,
      ns: tap.namespace,
      if: tap.link.name,
      dir,
      len: length,
      hex: Buffer.from(bytes.subarray(0, KEPT_BYTES)).toString('hex'),
    };
  });
}

/** The same packet keeps its label; the same bytes at a place where it was already seen are another packet. */
function labeller(tunnelPorts: ReadonlySet<number>) {
  const current = new Map<string, { readonly name: string; readonly seen: Set<string> }>();
  let count = 0;
  return (place: string, bytes: Uint8Array): string => {
    const { key, ttl } = packetKey(bytes, tunnelPorts);
    const sight = `${place} ${ttl}`;
    let known = current.get(key);
    if (!known || known.seen.has(sight)) {
      count += 1;
      known = { name: `p${count}`, seen: new Set() };
      current.set(key, known);
    }
    known.seen.add(sight);
    return known.name;
  };
}

type Direction = 'in' | 'out';

/**
 * tcpdump does not say it; MAC addresses do. A port of a bridge sees what its far end sends as arriving. A bridge floods
 * a frame back through the port that it came from where hairpin is on: the same bytes, the other way.
 */
function compass(plan: KernelPlan): (tap: Tap, bytes: Uint8Array) => Direction {
  const flooded = new Set<string>();
  return ({ namespace, link }, bytes) => {
    const far = link.peer && plan.namespaces[link.peer.namespace]?.links[link.peer.link];
    const direction = directionOf(link, far, bytes);
    const isFlooded = ((bytes[0] ?? 0) & 1) === 1;
    if (!isFlooded || !(link.port?.hairpin || far?.port?.hairpin)) return direction;
    const key = `${namespace}/${link.name} ${Buffer.from(bytes).toString('hex')}`;
    if (direction !== (link.master ? 'in' : 'out')) return direction;
    if (!flooded.delete(key)) {
      flooded.add(key);
      return direction;
    }
    return direction === 'in' ? 'out' : 'in';
  };
}

function directionOf(link: Link, far: Link | undefined, bytes: Uint8Array): Direction {
  if (link.kind === 'loopback') return 'out';
  const destination = macToString(bytes, 0);
  const source = macToString(bytes, 6);
  if (link.master) return destination !== far?.mac && source === far?.mac ? 'in' : 'out';
  return destination !== link.mac && source === link.mac ? 'out' : 'in';
}
