/** The request that the home page shows: computed at build, so that the page moves before the simulator is loaded. */
import { run } from '../sim/simulation';
import { firstExchange } from '../sim/trace/select';
import type { Hop } from '../sim/trace/types';
import type { World } from '../sim/world';
import { worldOf } from './worlds';

export interface HomeTrace {
  readonly world: World;
  readonly hops: readonly Hop[];
  readonly command: string;
}

const COMMAND = 'curl -s http://my-service.default:8080/health';

/** Without rules and tables, and of bytes only their number: the picture of a hop needs no more. */
export function homeTrace(): HomeTrace {
  const world = worldOf('lesson');
  const { trace } = run(world, 'default/pod-a', COMMAND, { endpoint: '10.244.1.8' });
  const { request, reply } = firstExchange(trace);
  const ids = [request?.id, reply?.id];
  const hops = trace.hops
    .filter((hop) => ids.includes(hop.packet))
    .map((hop) => ({
      ...hop,
      before: null,
      after: withoutBytes(hop.after ?? hop.before),
      causes: decision(hop),
      decidedBy: 0,
    }));
  return { world: outlineOf(world), hops, command: COMMAND };
}

/** The same nesting of headers, with `{ length }` where bytes were. */
function withoutBytes<T>(value: T): T {
  if (value instanceof Uint8Array) return { length: value.length } as T;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutBytes) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, withoutBytes(part)]),
  ) as T;
}

const decision = (hop: Hop) => {
  const cause = hop.decidedBy === undefined ? undefined : hop.causes[hop.decidedBy];
  return cause ? [cause] : [];
};

/** What the cutaway is drawn from: who is where, with which interfaces. No manifests, no routes, no rules. */
function outlineOf(world: World): World {
  const namespaces = Object.entries(world.plan.namespaces).map(([name, plan]) => [
    name,
    { ...plan, ...NOTHING_INSIDE },
  ]);
  return {
    ...world,
    objects: [],
    cluster: {
      ...world.cluster,
      nodes: world.cluster.nodes.map(outlineOfObject),
      pods: world.cluster.pods.map(outlineOfObject),
      services: world.cluster.services.map(outlineOfObject),
      endpointSlices: [],
      networkPolicies: [],
      others: [],
    },
    state: { ...world.state, namespaces: {} },
    plan: {
      ...world.plan,
      namespaces: Object.fromEntries(namespaces) as World['plan']['namespaces'],
    },
  };
}

const NOTHING_INSIDE = {
  iptables: [],
  files: {},
  neighbours: [],
  fdb: [],
  routes: [],
  rules: [],
  sysctl: {},
};

function outlineOfObject<
  T extends { metadata: { name: string; namespace?: string }; spec: object },
>({ metadata: { name, namespace }, spec }: T): T {
  const plain = Object.entries(spec).filter(([, value]) => typeof value !== 'object');
  return { metadata: { name, namespace }, spec: Object.fromEntries(plain) } as unknown as T;
}
