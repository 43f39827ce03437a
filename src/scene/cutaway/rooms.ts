/** The pods of a node as rooms on its upper floor: application, socket, network card. */
import type { World } from '../../sim';
import type { GraphBuilder } from './graph';
import { GAP, type HouseRequest, ipOf, type Metrics } from './measures';
import { monoWidth, podTitle } from './text';
import type { Place } from './types';

/** From this width on a packet passes beside the text of a room and not in front of it. */
const ROOMY = 132;
/** a sender has a short name, and its packet must not start on top of it */
const ROOMY_FOR_SENDER = 104;
const WIDEST = 230;

export function buildRooms(
  world: World,
  request: HouseRequest,
  metrics: Metrics,
  graph: GraphBuilder,
): { readonly places: readonly Place[] } {
  const { pods, frame, isSlim, senders } = request;
  const { wall, lintel, room } = metrics;
  const columns = columnsFor(pods.length, frame.width - 2 * wall, isSlim);
  const inside = frame.width - 2 * wall - 2 * GAP;
  const width = Math.min(isSlim ? inside : WIDEST, (inside - (columns - 1) * GAP) / columns);
  const used = columns * width + (columns - 1) * GAP;
  const indent = frame.x + (frame.width - used) / 2;
  const places = pods.flatMap((id, index): readonly Place[] => {
    const plan = world.plan.namespaces[id];
    const x = indent + (index % columns) * (width + GAP);
    const y = frame.y + lintel + GAP + Math.floor(index / columns) * (room + GAP);
    const name = id.split('/')[1] ?? id;
    const base = { layer: 7, network: 'pod', address: ipOf(plan, 'eth0') } as const;
    const box: Place = {
      ...base,
      id,
      kind: 'room',
      lines: [podTitle(name), base.address],
      name,
      x,
      y,
      width,
      height: room,
    };
    if (isSlim) return [box];
    const isRoomy = width >= (senders[id] ? ROOMY_FOR_SENDER : ROOMY);
    // Rooms below one another: their doors stand aside, so that each cable is seen.
    const aside = pods.length > columns ? (index < columns ? -16 : 16) : 0;
    const door = isRoomy ? x + width - 32 : x + width / 2 + aside;
    const listener = plan?.listeners[0];
    const process = senders[id] ?? listener?.process ?? '';
    const port = listener && !senders[id] ? ` :${listener.port}` : '';
    const chip = isRoomy ? width - 62 : width - 6;
    const label = [`${process}${port}`, process].find((text) => monoWidth(text) <= chip - 4) ?? '';
    const app: Place = {
      ...base,
      id: `${id}#app`,
      kind: 'app',
      lines: label ? [label] : [],
      name: `${process}${port} in ${name}`,
      x: isRoomy ? x + 6 : x + 3,
      y: y + 36,
      width: chip,
      height: 18,
    };
    const eth: Place = {
      id: `${id}/eth0`,
      kind: 'port',
      lines: ['eth0'],
      name: `eth0 of ${name}`,
      address: base.address,
      layer: 2,
      network: 'pod',
      x: door - 20,
      y: y + room - 18,
      width: 40,
      height: 18,
    };
    graph.point(`${id}#app`, door, y + (isRoomy ? 26 : 45));
    graph.point(`${id}#stack`, door, y + room - 26);
    graph.point(`${id}/eth0`, door, y + room - 8);
    graph.way(`${id}#app`, `${id}#stack`, `${id}/eth0`);
    return process ? [box, app, eth] : [box, eth];
  });
  return { places };
}

/** Rooms of at least 76 px: an address in them stays readable. */
export function columnsFor(count: number, width: number, isSlim: boolean): number {
  if (isSlim) return 1;
  return Math.max(1, Math.min(count, Math.floor((width - GAP) / 79)));
}
