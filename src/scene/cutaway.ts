/**
 * Where everything stands in the cutaway: nodes side by side on one cable (or below one another where it is narrow),
 * each with its pods above and its own namespace below. Only what the plan has is placed.
 */
import type { Hop, NamespacePlan, World } from '../sim';

export interface Box {
  readonly id: string;
  readonly kind: 'node' | 'pod' | 'device' | 'desk' | 'gateway';
  readonly label: string;
  readonly detail: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Wire {
  readonly id: string;
  readonly kind: 'cable' | 'veth';
  readonly points: readonly (readonly [number, number])[];
}

export interface Cutaway {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
  readonly services: readonly { readonly label: string; readonly address: string }[];
  readonly ribbonHeight: number;
  readonly cableY: (node: string) => number;
}

const NODE_HEIGHT = 318;
const RIBBON = 46;
const GAP = 18;

const ipOf = (plan: NamespacePlan | undefined, device: string): string =>
  plan?.addresses.find((entry) => entry.device === device)?.address.split('/')[0] ?? '';

/** `involved` namespaces are always shown; other pods of the `default` namespace fill the rooms. */
export function layoutCutaway(world: World, involved: readonly string[], width: number): Cutaway {
  const isWide = width >= 720;
  const wanted = new Set(involved);
  const nodes = world.cluster.nodes
    .map((node) => node.metadata.name)
    .filter((name) => isWide || wanted.has(name) || wanted.size === 0);
  const columns = isWide ? nodes.length : 1;
  const nodeWidth = (width - GAP * (columns + 1)) / columns;
  const boxes: Box[] = [];
  const wires: Wire[] = [];
  const cable = new Map<string, number>();
  nodes.forEach((node, index) => {
    const x = GAP + (isWide ? index * (nodeWidth + GAP) : 0);
    const y = RIBBON + 14 + (isWide ? 0 : index * (NODE_HEIGHT + 34));
    cable.set(node, y + NODE_HEIGHT + 22);
    placeNode(world, node, { x, y, width: nodeWidth }, wanted, boxes, wires);
  });
  const last = Math.max(...cable.values(), RIBBON + 60);
  const showsGateway = wanted.has('gateway');
  const height = last + (showsGateway ? 62 : 22);
  wires.unshift(...cables(nodes, cable, isWide, width));
  if (showsGateway) {
    boxes.push({
      id: 'gateway',
      kind: 'gateway',
      label: 'router',
      detail: ipOf(world.plan.namespaces.gateway, 'eth0'),
      x: width - 158,
      y: last + 14,
      width: 140,
      height: 38,
    });
    wires.push({
      id: 'cable-gateway',
      kind: 'cable',
      points: [
        [width - 88, last],
        [width - 88, last + 14],
      ],
    });
  }
  return {
    width,
    height,
    boxes,
    wires,
    services: world.cluster.services
      .filter(
        (service) =>
          service.metadata.namespace === 'default' || service.metadata.name === 'kube-dns',
      )
      .map((service) => ({ label: service.metadata.name, address: service.spec.clusterIP ?? '' })),
    ribbonHeight: RIBBON,
    cableY: (node) => cable.get(node) ?? last,
  };
}

function cables(
  nodes: readonly string[],
  cable: ReadonlyMap<string, number>,
  isWide: boolean,
  width: number,
): readonly Wire[] {
  if (isWide) {
    const y = cable.get(nodes[0] ?? '') ?? 0;
    return [
      {
        id: 'cable',
        kind: 'cable',
        points: [
          [GAP, y],
          [width - GAP, y],
        ],
      },
    ];
  }
  const ys = [...cable.values()];
  const x = width - 6;
  return [
    {
      id: 'cable',
      kind: 'cable',
      points: [
        [x, Math.min(...ys)],
        [x, Math.max(...ys)],
      ],
    },
    ...ys.map(
      (y, index): Wire => ({
        id: `cable-${index}`,
        kind: 'cable',
        points: [
          [GAP, y],
          [x, y],
        ],
      }),
    ),
  ];
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function placeNode(
  world: World,
  node: string,
  frame: Frame,
  wanted: ReadonlySet<string>,
  boxes: Box[],
  wires: Wire[],
): void {
  const plan = world.plan.namespaces[node];
  if (!plan) return;
  const { x, y, width } = frame;
  const links = Object.values(plan.links);
  boxes.push({
    id: node,
    kind: 'node',
    label: node,
    detail: ipOf(plan, 'eth0'),
    x,
    y,
    width,
    height: NODE_HEIGHT,
  });
  const pods = world.cluster.pods
    .filter((pod) => pod.spec.nodeName === node)
    .map((pod) => `${pod.metadata.namespace}/${pod.metadata.name}`)
    .filter((id) => wanted.has(id) || id.startsWith('default/'))
    .slice(0, 3);
  const bridge = links.find((link) => link.kind === 'bridge');
  const tunnel = links.find((link) => link.kind === 'vxlan');
  const roomWidth = Math.min(118, (width - 16) / Math.max(1, pods.length) - 8);
  pods.forEach((id, index) => {
    const pod = world.plan.namespaces[id];
    const px = x + 10 + index * (roomWidth + 8);
    const middle = px + roomWidth / 2;
    boxes.push({
      id,
      kind: 'pod',
      label: id.split('/')[1] ?? id,
      detail: ipOf(pod, 'eth0'),
      x: px,
      y: y + 30,
      width: roomWidth,
      height: 66,
    });
    boxes.push({
      id: `${id}/eth0`,
      kind: 'device',
      label: 'eth0',
      detail: '',
      x: middle - 22,
      y: y + 86,
      width: 44,
      height: 18,
    });
    const veth = links.find((link) => link.peer?.namespace === id);
    if (!veth) return;
    boxes.push({
      id: `${node}/${veth.name}`,
      kind: 'device',
      label: veth.name.slice(0, 8),
      detail: veth.name,
      x: middle - Math.min(36, roomWidth / 2),
      y: y + 124,
      width: Math.min(72, roomWidth),
      height: 18,
    });
    wires.push({
      id: `veth-${id}`,
      kind: 'veth',
      points: [
        [middle, y + 104],
        [middle, y + 124],
      ],
    });
    wires.push({
      id: `floor-${id}`,
      kind: 'veth',
      points: [
        [middle, y + 142],
        [middle, y + (bridge ? 156 : 188)],
      ],
    });
  });
  if (bridge) {
    boxes.push({
      id: `${node}/${bridge.name}`,
      kind: 'device',
      label: `${bridge.name}  ${ipOf(plan, bridge.name)}`,
      detail: 'bridge',
      x: x + 10,
      y: y + 156,
      width: width - 20,
      height: 20,
    });
  }
  boxes.push({
    id: `${node}#desk`,
    kind: 'desk',
    label: 'routes and rules',
    detail: '',
    x: x + 10,
    y: y + 190,
    width: width - 20,
    height: 34,
  });
  if (tunnel) {
    boxes.push({
      id: `${node}/${tunnel.name}`,
      kind: 'device',
      label: tunnel.name,
      detail: ipOf(plan, tunnel.name),
      x: x + 10,
      y: y + 240,
      width: 104,
      height: 22,
    });
  }
  const eth = x + width / 2 + 12;
  boxes.push({
    id: `${node}/eth0`,
    kind: 'device',
    label: `eth0  ${ipOf(plan, 'eth0')}`,
    detail: '',
    x: eth - 12,
    y: y + 282,
    width: width / 2 - 10,
    height: 22,
  });
  wires.push({
    id: `up-${node}`,
    kind: 'cable',
    points: [
      [eth + width / 4 - 17, y + 304],
      [eth + width / 4 - 17, y + NODE_HEIGHT + 22],
    ],
  });
}

const center = (box: Box): readonly [number, number] => [
  box.x + box.width / 2,
  box.y + box.height / 2,
];

/** The point of the picture at which a hop happens. */
export function placeOf(cutaway: Cutaway, hop: Hop): readonly [number, number] {
  const { namespace, device, stage } = hop;
  const find = (id: string) => cutaway.boxes.find((box) => box.id === id);
  if (namespace === 'fabric') {
    const node = device?.replace(/^p-/, '') ?? '';
    const port = find(`${node}/eth0`);
    const y = cutaway.cableY(node);
    if (port) return [port.x + port.width / 2, y];
    return [device === 'p-gateway' ? cutaway.width - 88 : cutaway.width / 2, cutaway.cableY('')];
  }
  const pod = find(namespace);
  if (pod?.kind === 'pod') {
    if (device || stage === 'neighbour') return center(find(`${namespace}/eth0`) ?? pod);
    return [pod.x + pod.width - 18, pod.y + (stage === 'route' ? 50 : 16)];
  }
  const own = device ? find(`${namespace}/${device}`) : undefined;
  if (own) return center(own);
  const desk = find(`${namespace}#desk`);
  if (desk) {
    const at = {
      PREROUTING: 0.2,
      INPUT: 0.35,
      FORWARD: 0.5,
      OUTPUT: 0.65,
      POSTROUTING: 0.85,
    } as const;
    return [desk.x + desk.width * (hop.hook ? at[hop.hook] : 0.42), desk.y + desk.height / 2];
  }
  return pod ? center(pod) : [cutaway.width / 2, cutaway.height / 2];
}

/** The boxes that a hop lights up. */
export function litBy(hop: Hop | undefined): readonly string[] {
  if (!hop) return [];
  if (hop.device) return [`${hop.namespace}/${hop.device}`, hop.namespace];
  return [hop.namespace, `${hop.namespace}#desk`];
}
