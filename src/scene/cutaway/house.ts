/**
 * One node, cut open. From the roof down: the pods as rooms, the slab, the veth ends, the bridge if the CNI has one,
 * the desk with the hooks of netfilter around the routing decision, the tunnel device, the network card.
 */
import type { NamespacePlan, World } from '../../sim';
import type { GraphBuilder } from './graph';
import { deviceLines, monoWidth, podTitle, sansWidth } from './text';
import type { House, Place, Rect, Wire } from './types';

export interface HouseRequest {
  readonly node: string;
  readonly pods: readonly string[];
  readonly isSlim: boolean;
  readonly frame: Rect;
  readonly isCompact: boolean;
  readonly isMap: boolean;
  /** namespace -> name of the process that sends from there */
  readonly senders: Readonly<Record<string, string>>;
}

export interface BuiltHouse {
  readonly house: House;
  readonly places: readonly Place[];
  readonly wires: readonly Wire[];
}

const GAP = 6;
const DEVICE = 20;
const STATION = 21;
/** From this width on a packet passes beside the text of a room and not in front of it. */
const ROOMY = 132;
/** a sender has a short name, and its packet must not start on top of it */
const ROOMY_FOR_SENDER = 104;
const WIDEST = 230;
const STAND = 60;
const MAP_DESK = 36;

export interface Metrics {
  readonly wall: number;
  readonly lintel: number;
  readonly room: number;
  readonly veth: number;
  readonly bridge: number;
  readonly desk: number;
  readonly sheet: number;
  readonly tunnel: number;
  readonly nic: number;
  readonly height: number;
}

/** Heights are the same for every node of a picture, so that two of them can be compared. */
export function metricsOf(isCompact: boolean, rows: number, isMap: boolean): Metrics {
  const wall = isCompact ? 4 : 5;
  const lintel = isCompact ? 36 : 26;
  const room = isCompact ? 78 : 84;
  const sheet = isCompact ? 46 : 32;
  const rooms = lintel + rows * (room + GAP) + GAP;
  const veth = rooms + 10;
  const bridge = veth + 30 + 6;
  const desk = bridge + DEVICE + 10;
  const tunnel = desk + (isMap ? MAP_DESK : 2 * STATION + sheet + 26) + 9;
  const nic = tunnel + DEVICE + 10;
  return { wall, lintel, room, veth, bridge, desk, sheet, tunnel, nic, height: nic + 22 + wall };
}

export const ipOf = (plan: NamespacePlan | undefined, device: string): string =>
  plan?.addresses.find((entry) => entry.device === device)?.address.split('/')[0] ?? '';

const middle = (box: Rect): number => box.x + box.width / 2;

export function buildHouse(
  world: World,
  request: HouseRequest,
  metrics: Metrics,
  graph: GraphBuilder,
): BuiltHouse {
  const { node, frame, isSlim, isCompact, isMap } = request;
  const plan = world.plan.namespaces[node];
  const { wall, lintel } = metrics;
  const inner = { x: frame.x + wall, width: frame.width - 2 * wall };
  const slabY = frame.y + metrics.veth - 10;
  const isDeskShown = !isSlim;
  const desk: Rect = {
    x: inner.x + GAP,
    y: frame.y + metrics.desk,
    width: inner.width - 2 * GAP,
    height: metrics.tunnel - metrics.desk - 9,
  };
  const house: House = {
    ...frame,
    id: node,
    label: node,
    address: ipOf(plan, 'eth0'),
    wall,
    lintel: { x: frame.x, y: frame.y, width: frame.width, height: lintel },
    slab: { x: frame.x, y: slabY, width: frame.width, height: wall },
    desk: isDeskShown ? desk : null,
    sheet:
      isDeskShown && !isMap
        ? {
            x: desk.x + 5,
            y: desk.y + 2 * STATION + 20,
            width: desk.width - 10,
            height: metrics.sheet,
          }
        : null,
  };
  const rooms = buildRooms(world, request, metrics, graph);
  if (!plan || isSlim) {
    return { house, places: rooms.places, wires: [] };
  }
  const stations = isMap ? [wholeDesk(node, desk)] : buildDesk(node, desk, isCompact, graph);
  const devices = buildDevices(node, plan, frame, desk, metrics, graph);
  const ends = buildVethEnds(node, plan, rooms.places, frame.y, metrics, graph);
  joinUp(node, plan, rooms.places, graph);
  return {
    house,
    places: [...rooms.places, ...stations, ...devices, ...ends.places],
    wires: ends.wires,
  };
}

function buildRooms(
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
    const chip = isRoomy ? width - 62 : width - 8;
    const label = [`${process}${port}`, process].find((text) => monoWidth(text) <= chip - 4) ?? '';
    const app: Place = {
      ...base,
      id: `${id}#app`,
      kind: 'app',
      lines: label ? [label] : [],
      name: `${process}${port} in ${name}`,
      x: isRoomy ? x + 6 : x + 4,
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
function wholeDesk(node: string, desk: Rect): Place {
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
function standX(desk: Rect, column: number): number {
  const cell = desk.width / 4;
  return desk.x + column * cell + (cell < STAND ? cell / 2 : cell - 24);
}

function buildDesk(
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

function buildDevices(
  node: string,
  plan: NamespacePlan,
  frame: Rect,
  desk: Rect,
  metrics: Metrics,
  graph: GraphBuilder,
): readonly Place[] {
  const places: Place[] = [];
  const left = standX(desk, 0);
  const right = standX(desk, 3);
  const links = Object.values(plan.links);
  const device = (name: string, kind: 'bridge' | 'tunnel' | 'nic', box: Rect): void => {
    const address = ipOf(plan, name);
    const one = `${name}  ${address}`;
    const lines = [[one], [name]].find(([line = '']) => monoWidth(line) <= box.width - 4) ?? [];
    places.push({
      ...box,
      id: `${node}/${name}`,
      kind,
      lines,
      name: `${name} of ${node}`,
      address,
      layer: 2,
      network: kind === 'nic' ? 'node' : 'pod',
    });
  };
  const bridge = links.find((link) => link.kind === 'bridge');
  if (bridge) {
    const y = frame.y + metrics.bridge;
    device(bridge.name, 'bridge', { x: desk.x, y, width: desk.width, height: DEVICE });
    graph.point(`${node}/${bridge.name}`, left, y + DEVICE / 2);
    graph.point(`${node}/${bridge.name}@out`, right, y + DEVICE / 2);
  }
  const tunnel = links.find((link) => link.kind === 'vxlan');
  if (tunnel) {
    const width = Math.max(right - left - 24, monoWidth(tunnel.name) + 8);
    const center = (left + right) / 2;
    const y = frame.y + metrics.tunnel;
    device(tunnel.name, 'tunnel', { x: center - width / 2, y, width, height: DEVICE });
    graph.point(`${node}/${tunnel.name}`, center, y + DEVICE / 2);
    graph.point(`${node}#in-tunnel`, standX(desk, 1), y + DEVICE / 2);
    graph.point(`${node}#left-tunnel`, left, y + DEVICE / 2);
    graph.point(`${node}#right-tunnel`, right, y + DEVICE / 2);
  }
  const nic = frame.y + metrics.nic;
  device('eth0', 'nic', { x: desk.x + 8, y: nic, width: desk.width - 16, height: 22 });
  graph.point(`${node}#left-nic`, left, nic + 11);
  graph.point(`${node}#right-nic`, right, nic + 11);
  graph.point(`${node}/eth0`, middle(desk), nic + 11);
  return places;
}

function buildVethEnds(
  node: string,
  plan: NamespacePlan,
  rooms: readonly Place[],
  top: number,
  metrics: Metrics,
  graph: GraphBuilder,
): Pick<BuiltHouse, 'places' | 'wires'> {
  const places: Place[] = [];
  const wires: Wire[] = [];
  const bridge = Object.values(plan.links).find((link) => link.kind === 'bridge');
  const doors = rooms.filter((place) => place.kind === 'port');
  const lower = bridge ? metrics.bridge : metrics.desk;
  doors.forEach((door) => {
    const pod = door.id.replace(/\/eth0$/, '');
    const link = Object.values(plan.links).find((item) => item.peer?.namespace === pod);
    const room = rooms.find((place) => place.id === pod);
    if (!link || !room) return;
    const x = middle(door);
    const columns = new Set(rooms.filter((place) => place.kind === 'room').map(({ x: at }) => at));
    const isShared = doors.length > columns.size;
    const lines = isShared ? [] : deviceLines(link.name, room.width - 4);
    const width = Math.max(24, ...lines.map((line) => monoWidth(line) + 6));
    const left = Math.max(room.x - 1, Math.min(x - width / 2, room.x + room.width + 1 - width));
    const y = top + metrics.veth + 2;
    places.push({
      id: `${node}/${link.name}`,
      kind: 'veth',
      lines,
      name: `${link.name} of ${node}`,
      address: '',
      layer: 2,
      network: 'pod',
      x: left,
      y,
      width,
      height: lines.length > 1 ? 28 : 19,
    });
    graph.point(`${node}/${link.name}`, x, y + (lines.length > 1 ? 14 : 9.5));
    graph.point(`${node}#below-${link.name}`, x, top + lower + (bridge ? DEVICE / 2 : -6));
    wires.push(
      {
        id: `veth-${pod}`,
        kind: 'veth',
        network: 'pod',
        points: [
          [x, door.y + door.height],
          [x, y],
        ],
      },
      {
        id: `down-${pod}`,
        kind: 'veth',
        network: 'pod',
        points: [
          [x, y + (lines.length > 1 ? 28 : 19)],
          [x, top + lower],
        ],
      },
    );
  });
  return { places, wires };
}

/** Who can hand a packet to whom inside the node. */
function joinUp(
  node: string,
  plan: NamespacePlan,
  rooms: readonly Place[],
  graph: GraphBuilder,
): void {
  const links = Object.values(plan.links);
  const bridge = links.find((link) => link.kind === 'bridge')?.name;
  const tunnel = links.find((link) => link.kind === 'vxlan')?.name;
  const at = (id: string) => `${node}#${id}`;
  const pods = new Set(rooms.map((room) => room.id));
  const veths = links.filter((link) => pods.has(link.peer?.namespace ?? ''));
  for (const veth of veths) {
    graph.way(`${veth.peer?.namespace}/eth0`, `${node}/${veth.name}`, at(`below-${veth.name}`));
  }
  const landing = graph.along(
    bridge
      ? [
          `${node}/${bridge}`,
          `${node}/${bridge}@out`,
          ...veths.map((veth) => at(`below-${veth.name}`)),
        ]
      : veths.map((veth) => at(`below-${veth.name}`)),
  );
  if (bridge) {
    graph.way(`${node}/${bridge}`, at('PREROUTING'));
    graph.way(`${node}/${bridge}@out`, at('POSTROUTING'));
  } else {
    // Without a bridge the veth ends meet on the ledge above the desk.
    const y = graph.yOf(landing[0] ?? '');
    if (y !== null) {
      graph.point(at('ledge-in'), graph.xOf(at('PREROUTING')) ?? 0, y);
      graph.point(at('ledge-out'), graph.xOf(at('POSTROUTING')) ?? 0, y);
      graph.along([at('ledge-in'), at('ledge-out'), ...landing]);
      graph.way(at('ledge-in'), at('PREROUTING'));
      graph.way(at('ledge-out'), at('POSTROUTING'));
    }
  }
  graph.way(at('PREROUTING'), at('left-tunnel'), at('left-nic'), `${node}/eth0`);
  graph.way(at('POSTROUTING'), at('corner'));
  graph.way(at('corner'), at('right-tunnel'), at('right-nic'), `${node}/eth0`);
  if (tunnel) {
    graph.way(at('INPUT'), at('in-tunnel'), `${node}/${tunnel}`);
    graph.way(at('left-tunnel'), at('in-tunnel'));
    graph.way(`${node}/${tunnel}`, at('right-tunnel'));
  }
}
