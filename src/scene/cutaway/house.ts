/**
 * One node, cut open. From the roof down: the pods as rooms, the slab, the veth ends, the bridge if the CNI has one,
 * the desk with the hooks of netfilter around the routing decision, the tunnel device, the network card.
 */
import type { NamespacePlan, World } from '../../sim';
import { buildDesk, standX, wholeDesk } from './desk';
import type { GraphBuilder } from './graph';
import { DEVICE, GAP, type HouseRequest, ipOf, type Metrics, middle, STATION } from './measures';
import { buildRooms } from './rooms';
import { deviceLines, monoWidth } from './text';
import type { House, Place, Rect, Wire } from './types';

export interface BuiltHouse {
  readonly house: House;
  readonly places: readonly Place[];
  readonly wires: readonly Wire[];
}

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
