/** Where a hop happens, and the way a packet takes from hop to hop: both read from the trace alone. */
import type { Hop } from '../../sim';
import { lengthOf, shortestWay } from './graph';
import type { Cutaway, Point } from './types';

export interface Leg {
  /** index into the hops */
  readonly hop: number;
  /** from the place of the hop before to the place of this one; one point when it stays */
  readonly points: readonly Point[];
  readonly length: number;
}

/** The id of the point at which a hop happens; null when the picture does not show that place. */
export function anchorOf(cutaway: Cutaway, hop: Hop, before: string | null): string | null {
  const has = (id: string): string | null => (cutaway.graph.points.has(id) ? id : null);
  const { namespace, device, hook, stage } = hop;
  if (device) {
    const id = `${namespace}/${device}`;
    const leaving = stage === 'neighbour' || stage === 'transmit' || before === `${id}@out`;
    return (leaving ? has(`${id}@out`) : null) ?? has(id) ?? has(`${namespace}#lo`);
  }
  const inPod = has(`${namespace}#app`);
  if (inPod) return stage === 'send' || stage === 'deliver' ? inPod : has(`${namespace}#stack`);
  if (hook) return has(`${namespace}#${hook}`);
  return has(`${namespace}#route`) ?? has(`${namespace}/eth0`);
}

/** One leg per hop. A hop in a place that is not shown keeps the packet where it was. */
export function legsOf(cutaway: Cutaway, hops: readonly Hop[]): readonly Leg[] {
  let at: string | null = null;
  let packet: number | null = null;
  return hops.map((hop, index): Leg => {
    const isSame = packet === hop.packet;
    const anchor = anchorOf(cutaway, hop, isSame ? at : null) ?? at;
    const from = isSame ? at : null;
    packet = hop.packet;
    at = anchor;
    const point = anchor === null ? undefined : cutaway.graph.points.get(anchor);
    if (!anchor || !point) return { hop: index, points: [[0, 0]], length: 0 };
    const way = from && from !== anchor ? shortestWay(cutaway.graph, from, anchor) : null;
    const points = way ?? [point];
    return { hop: index, points, length: lengthOf(points) };
  });
}

export const svgPath = (points: readonly Point[]): string =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)},${round(y)}`).join('');

const round = (value: number): number => Math.round(value * 10) / 10;

/** The places that a hop lights up: the one that decided, and the house or room around it. */
export function litBy(hop: Hop): ReadonlySet<string> {
  const { namespace, device, hook, stage } = hop;
  const lit = new Set([namespace]);
  if (device) lit.add(`${namespace}/${device}`);
  else if (hook) lit.add(`${namespace}#${hook}`);
  else if (stage === 'route') lit.add(`${namespace}#route`);
  else if (stage === 'send' || stage === 'deliver') lit.add(`${namespace}#app`);
  return lit;
}
