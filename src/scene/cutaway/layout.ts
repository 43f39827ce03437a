/**
 * The whole picture: the service network hovering on top, the nodes side by side, the cable in the ground.
 * Nodes on the path get the room; the others stand beside it, slim. Only what the plan has is placed.
 */
import type { World } from '../../sim';
import { GraphBuilder } from './graph';
import { buildHouse } from './house';
import { ipOf, metricsOf } from './measures';
import { columnsFor } from './rooms';
import { monoWidth, sansWidth } from './text';
import type { Cutaway, House, Place, Point, Rect, ServiceChip, Wire } from './types';

export interface CutawayRequest {
  /** in CSS pixels: the picture is drawn at its true size, so that 11 px stay 11 px */
  readonly width: number;
  /** namespaces that a packet visits; they and their nodes are always shown */
  readonly involved: readonly string[];
  /** every pod of every node, all nodes in full: the map and not the path */
  readonly isMap?: boolean;
  /** namespace -> name of the process that sends from there */
  readonly senders?: Readonly<Record<string, string>>;
  /** Services named first, by address */
  readonly addressed?: readonly string[];
}

const COMPACT = 560;
const SLIM = 104;
const GAP = 14;
const EDGE = 4;
const STREET = 38;
/** What a node has beside its pods, in widths of a pod; on a map the pods are what needs the room. */
const SPARE = 1.5;
const MAP_SPARE = 0.25;

export function layoutCutaway(world: World, request: CutawayRequest): Cutaway {
  const { width, involved, isMap = false } = request;
  const isCompact = width < COMPACT;
  const plans = planHouses(world, new Set(involved), isCompact, isMap);
  const beside = framesOf(plans, width, isCompact, isMap ? MAP_SPARE : SPARE);
  // A second row of pods stands before the cables of the first; a map gives each node a line of its own instead.
  const isStacked = isMap && (isCompact || rowsIn(plans, beside) > 1);
  const frames = isStacked ? linesOf(plans, width, isCompact) : beside;
  const rows = rowsIn(plans, frames);
  const metrics = metricsOf(isCompact, rows, isMap);
  const { ribbon, services } = layoutRibbon(world, request, isCompact);
  const top = ribbon.y + ribbon.height + 10;
  const graph = new GraphBuilder();
  const built = plans.map((plan, index) => {
    const frame = frames[index] ?? { x: 0, width };
    const y = top + (isStacked ? index * (metrics.height + STREET + 8) : 0);
    return buildHouse(
      world,
      {
        ...plan,
        isCompact,
        isMap,
        senders: request.senders ?? {},
        frame: { x: frame.x, y, width: frame.width, height: metrics.height },
      },
      metrics,
      graph,
    );
  });
  const houses = built.map((item) => item.house);
  const last = houses.at(-1);
  const ground = last ? last.y + last.height : top;
  const street = layoutStreet(world, houses, width, isStacked, new Set(involved), graph);
  return {
    width,
    height: ground + STREET,
    isCompact,
    houses,
    places: [...built.flatMap((item) => item.places), ...street.places],
    wires: [...built.flatMap((item) => item.wires), ...street.wires],
    ribbon,
    services,
    ground,
    graph: graph.build(),
  };
}

interface HousePlan {
  readonly node: string;
  readonly pods: readonly string[];
  readonly isSlim: boolean;
}

function planHouses(
  world: World,
  wanted: ReadonlySet<string>,
  isCompact: boolean,
  isMap: boolean,
): readonly HousePlan[] {
  const visited = (node: string): boolean => isMap || wanted.has(node);
  return world.cluster.nodes
    .map((node) => node.metadata.name)
    .filter((node) => visited(node) || !isCompact)
    .map((node) => {
      const isSlim = !visited(node);
      const pods = world.cluster.pods
        .filter((pod) => pod.spec.nodeName === node)
        .map((pod) => `${pod.metadata.namespace}/${pod.metadata.name}`);
      const needed = pods.filter((id) => wanted.has(id));
      const neighbours = pods.filter((id) => !wanted.has(id) && id.startsWith('default/'));
      const shown = isMap
        ? pods
        : [...needed, ...(isCompact && needed.length > 0 ? [] : neighbours)];
      return { node, isSlim, pods: shown.slice(0, isMap ? 8 : isSlim ? 1 : 3) };
    });
}

interface Span {
  readonly x: number;
  readonly width: number;
}

/** How many rows of pods the fullest node needs. */
function rowsIn(plans: readonly HousePlan[], frames: readonly Span[]): number {
  const rows = plans.map(({ pods, isSlim }, index) => {
    const columns = columnsFor(pods.length, (frames[index]?.width ?? 0) - 10, isSlim);
    return isSlim ? 1 : Math.ceil(pods.length / columns);
  });
  return Math.max(1, ...rows);
}

/** Each node in a line of its own. */
function linesOf(plans: readonly HousePlan[], width: number, isCompact: boolean): readonly Span[] {
  const edge = isCompact ? 0 : EDGE;
  return plans.map(() => ({ x: edge, width: width - 2 * edge - 6 }));
}

function framesOf(
  plans: readonly HousePlan[],
  width: number,
  isCompact: boolean,
  spare: number,
): readonly Span[] {
  const gap = isCompact ? 8 : GAP;
  const edge = isCompact ? 0 : EDGE;
  const slim = plans.filter((plan) => plan.isSlim).length;
  const weightOf = (plan: HousePlan): number =>
    plan.isSlim ? 0 : isCompact ? 1 : Math.max(2, plan.pods.length) + spare;
  const full = plans.reduce((sum, plan) => sum + weightOf(plan), 0) || 1;
  const slimWidth = slim === plans.length ? (width - 2 * edge) / Math.max(1, slim) - gap : SLIM;
  const rest = width - 2 * edge - gap * (plans.length - 1) - slim * slimWidth;
  let x = edge;
  return plans.map((plan) => {
    const span = { x, width: plan.isSlim ? slimWidth : (rest * weightOf(plan)) / full };
    x += span.width + gap;
    return span;
  });
}

function layoutRibbon(
  world: World,
  { width, addressed = [], isMap = false }: CutawayRequest,
  isCompact: boolean,
): { readonly ribbon: Rect; readonly services: readonly ServiceChip[] } {
  const rank = (ip: string): number => (addressed.includes(ip) ? 0 : 1);
  const wanted = world.cluster.services
    .map((service) => ({ name: service.metadata.name, address: service.spec.clusterIP ?? '' }))
    .toSorted((one, other) => rank(one.address) - rank(other.address));
  const title = isCompact ? 8 : 152;
  const top = isCompact ? 24 : 7;
  const services: ServiceChip[] = [];
  let x = title;
  let y = top;
  for (const service of wanted) {
    const need = Math.max(sansWidth(service.name, 12.5), monoWidth(service.address)) + 20;
    if (x + need > width - 10) {
      if (!isMap || !isCompact) break;
      x = title;
      y += 42;
    }
    services.push({ ...service, x, y, width: need, height: 36 });
    x += need + 14;
  }
  return { ribbon: { x: 2, y: 2, width: width - 4, height: y + 36 + 4 }, services };
}

function layoutStreet(
  world: World,
  houses: readonly House[],
  width: number,
  isStacked: boolean,
  wanted: ReadonlySet<string>,
  graph: GraphBuilder,
): { readonly places: readonly Place[]; readonly wires: readonly Wire[] } {
  const places: Place[] = [];
  const wires: Wire[] = [];
  const cable = (id: string, ...points: readonly Point[]): void => {
    wires.push({ id, kind: 'cable', network: 'node', points });
  };
  const depth = 20;
  const drops = houses.map((house) => {
    const x = house.x + house.width / 2;
    const y = house.y + house.height + depth;
    cable(`drop-${house.id}`, [x, house.y + house.height - 8], [x, y]);
    graph.point(`fabric/p-${house.id}`, x, y);
    graph.way(`${house.id}/eth0`, `fabric/p-${house.id}`);
    return [x, y] as const;
  });
  const [first] = drops;
  const end = drops.at(-1);
  if (!first || !end) return { places, wires };
  const hasRouter = wanted.has('gateway');
  if (isStacked) {
    for (const [x, y] of drops) cable(`branch-${y}`, [x, y], [width - 3, y]);
    cable('trunk', [width - 3, first[1]], [width - 3, end[1]]);
    return { places, wires };
  }
  const second = drops[1];
  const switchX = second
    ? houses.length > 0
      ? seam(houses)
      : first[0]
    : Math.min(width - 60, first[0] + 110);
  const box = { width: 54, height: 20 };
  const level = first[1];
  cable(
    'trunk',
    [Math.min(first[0], switchX), level],
    [hasRouter ? width - 40 : Math.max(end[0], switchX), level],
  );
  places.push({
    id: 'fabric/br0',
    kind: 'switch',
    lines: ['switch'],
    name: 'the switch between the nodes',
    address: '',
    layer: 2,
    network: 'node',
    x: switchX - box.width / 2,
    y: level - box.height / 2,
    ...box,
  });
  graph.point('fabric/br0', switchX, level);
  const levelIds = ['fabric/br0', ...houses.map((house) => `fabric/p-${house.id}`)];
  if (hasRouter) {
    const address = ipOf(world.plan.namespaces.gateway, 'eth0');
    const label = `router ${address}`;
    const wide = monoWidth(label) + 10;
    const x = Math.max(switchX + 30, width - wide - 4);
    places.push({
      id: 'gateway/eth0',
      kind: 'router',
      lines: [label],
      name: 'the router of the node network',
      address,
      layer: 3,
      network: 'node',
      x,
      y: level + 12 - 24,
      width: wide,
      height: 20,
    });
    graph.point('fabric/p-gateway', x, level);
    graph.point('gateway/eth0', x + wide / 2, level);
    levelIds.push('fabric/p-gateway', 'gateway/eth0');
  }
  graph.along(levelIds);
  return { places, wires };
}

/** The gap between the first two houses that stand in full: the switch does not hide under a house's drop. */
function seam(houses: readonly House[]): number {
  const full = houses.filter((house) => house.desk);
  const [one, other] = full.length > 1 ? full : houses;
  return one && other ? (one.x + one.width + other.x) / 2 : 0;
}
