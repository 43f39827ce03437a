/** The desk of a node, where the hooks of netfilter stand around the routing decision. */
import type { GraphBuilder } from './graph';
import { STATION } from './measures';
import { sansWidth } from './text';
import type { Place, Rect } from './types';

/** px; a cell narrower than this has no room for a packet beside the name */
const STAND = 60;

/** The desk: PREROUTING, the routing decision, FORWARD and POSTROUTING in one row; INPUT and OUTPUT below. */
const STATIONS = [
  { id: 'PREROUTING', short: 'PRE', column: 0, row: 0 },
  { id: 'route', short: 'route', column: 1, row: 0 },
  { id: 'FORWARD', short: 'FWD', column: 2, row: 0 },
  { id: 'POSTROUTING', short: 'POST', column: 3, row: 0 },
  { id: 'INPUT', short: 'IN', column: 1, row: 1 },
  { id: 'OUTPUT', short: 'OUT', column: 2, row: 1 },
] as const;

/** On a map no packet moves: the desk is one thing with one name. */
export function wholeDesk(node: string, desk: Rect): Place {
  return {
    x: desk.x + 8,
    y: desk.y + 4,
    width: desk.width - 16,
    height: desk.height - 14,
    id: `${node}#desk`,
    kind: 'station',
    lines: ['desk: routes and rules'],
    name: `routes and rules of ${node}`,
    address: '',
    layer: 3,
    network: 'pod',
  };
}

/** Where a packet stands at a station: beside its name if there is room, in front of it if not. */
export function standX(desk: Rect, column: number): number {
  const cell = desk.width / 4;
  return desk.x + column * cell + (cell < STAND ? cell / 2 : cell - 24);
}

export function buildDesk(
  node: string,
  desk: Rect,
  isCompact: boolean,
  graph: GraphBuilder,
): readonly Place[] {
  const cell = desk.width / 4;
  const width = cell - (isCompact ? 2 : 6);
  const isLong = STATIONS.every(({ id }) => sansWidth(id) + 40 <= width);
  const places = STATIONS.map(({ id, short, column, row }): Place => {
    const x = desk.x + column * cell + (cell - width) / 2;
    const y = desk.y + 6 + row * (STATION + 8);
    graph.point(`${node}#${id}`, standX(desk, column), y + STATION / 2);
    return {
      id: `${node}#${id}`,
      kind: 'station',
      lines: [isLong ? id : short],
      name: id === 'route' ? `routing decision of ${node}` : `hook ${id} of ${node}`,
      address: '',
      layer: 3,
      network: 'pod',
      x,
      y,
      width,
      height: STATION,
    };
  });
  const row = desk.y + 6 + STATION / 2;
  const below = row + STATION + 8;
  const jog = desk.x + 2 * cell;
  graph.point(`${node}#jog`, jog, row);
  graph.point(`${node}#jog-below`, jog, below);
  graph.point(`${node}#corner`, standX(desk, 3), below);
  const at = (id: string) => `${node}#${id}`;
  graph.way(at('PREROUTING'), at('route'), at('jog'), at('FORWARD'), at('POSTROUTING'));
  graph.way(at('jog'), at('jog-below'), at('OUTPUT'), at('corner'), at('POSTROUTING'));
  graph.way(at('route'), at('INPUT'));
  return places;
}
