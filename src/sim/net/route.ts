/**
 * Routing decision of one namespace: policy rules in order of priority, then the longest prefix in each table.
 * Source: Linux net/ipv4/fib_rules.c, fib_trie.c; ip-rule(8), ip-route(8).
 */
import type { Origin } from '../origin';
import type { NamespacePlan, PolicyRule, Route } from '../plan';
import type { RouteException } from '../state';
import { cidrContains, prefixLength } from '../wire/address';
import type { Ipv4 } from '../wire/types';
import { selectSource } from './source-address';

export interface FlowKey {
  readonly destination: Ipv4;
  readonly source?: Ipv4;
  readonly mark?: number;
  /** `ip route get … oif X`: only routes through this device */
  readonly outDevice?: string;
}

export type RouteDecision =
  | {
      readonly kind: 'local';
      readonly device: string;
      readonly source: Ipv4;
      readonly route: Route;
    }
  | {
      readonly kind: 'broadcast';
      readonly device: string;
      readonly source: Ipv4;
      readonly route: Route;
    }
  | {
      readonly kind: 'unicast';
      readonly device: string;
      readonly nextHop: Ipv4;
      readonly source: Ipv4;
      /** bytes; the device's MTU, the route's, or a cached path MTU */
      readonly mtu: number;
      readonly route: Route;
    }
  | { readonly kind: 'blackhole'; readonly route: Route }
  | { readonly kind: 'unreachable'; readonly route: Route }
  | { readonly kind: 'prohibit'; readonly route: Route }
  | { readonly kind: 'no-route' };

/** Path MTU to an address of this host: lo has 65536, an IPv4 packet at most 65535 bytes (ipv4_mtu()). */
export const LOCAL_PATH_MTU = 65535;

const LOOPBACK: Route = {
  type: 'local',
  destination: '127.0.0.0/8',
  device: 'lo',
  source: '127.0.0.1',
  table: 'local',
  protocol: 'kernel',
  scope: 'host',
  origin: { agent: 'kernel', why: 'every namespace owns 127.0.0.0/8 on lo' },
};

const DEFAULT_RULES: readonly PolicyRule[] = ['local', 'main', 'default'].map((table, index) => ({
  priority: [0, 32766, 32767][index] ?? 0,
  from: 'all',
  table,
  origin: { agent: 'kernel', why: 'the three rules that every namespace starts with' } as Origin,
}));

/** Finds the route for a flow. Never throws; "no route" is an outcome. */
export function lookupRoute(
  plan: NamespacePlan,
  key: FlowKey,
  exceptions: readonly RouteException[] = [],
  nowMicros = 0,
): RouteDecision {
  const route = findRoute(plan, key);
  if (!route) return { kind: 'no-route' };
  const { type } = route;
  if (type === 'blackhole' || type === 'unreachable' || type === 'prohibit')
    return { kind: type, route };
  const device = route.device ?? 'lo';
  const source = route.source ?? selectSource(plan, device, route.via ?? key.destination);
  if (type === 'local' || type === 'broadcast') return { kind: type, device, source, route };
  const exception = exceptions.find(
    (entry) => entry.destination === key.destination && entry.expiresAtMicros > nowMicros,
  );
  const deviceMtu = plan.links[device]?.mtu ?? 0;
  const mtu = Math.min(deviceMtu, route.mtu ?? deviceMtu, exception?.mtu ?? deviceMtu);
  return { kind: 'unicast', device, nextHop: route.via ?? key.destination, source, mtu, route };
}

function findRoute(plan: NamespacePlan, key: FlowKey): Route | undefined {
  const rules = plan.rules.length > 0 ? plan.rules : DEFAULT_RULES;
  for (const rule of [...rules].sort((a, b) => a.priority - b.priority)) {
    if (!ruleApplies(rule, key)) continue;
    const route = longestPrefix(plan, rule.table, key);
    if (route) return route;
  }
  return undefined;
}

function ruleApplies(rule: PolicyRule, key: FlowKey): boolean {
  if (rule.from !== 'all' && !(key.source && cidrContains(rule.from, key.source))) return false;
  if (rule.to && !cidrContains(rule.to, key.destination)) return false;
  return !rule.mark || ((key.mark ?? 0) & rule.mark.mask) === rule.mark.value;
}

function longestPrefix(plan: NamespacePlan, table: string, key: FlowKey): Route | undefined {
  let best: Route | undefined;
  const candidates = table === 'local' ? [...plan.routes, LOOPBACK] : plan.routes;
  for (const route of candidates) {
    if (route.table !== table || !cidrContains(route.destination, key.destination)) continue;
    if (key.outDevice && route.device !== key.outDevice) continue;
    if (route.type === 'unicast' && route.device && plan.links[route.device]?.up === false)
      continue;
    if (!best || isBetter(route, best)) best = route;
  }
  return best;
}

function isBetter(route: Route, than: Route): boolean {
  const difference = prefixLength(route.destination) - prefixLength(than.destination);
  return difference !== 0 ? difference > 0 : (route.metric ?? 0) < (than.metric ?? 0);
}

/** The line of `ip route show` for a route. Source: iproute2 ip/iproute.c print_route(). */
export function printRoute(route: Route): string {
  const bare = route.destination.endsWith('/32')
    ? route.destination.slice(0, -3)
    : route.destination === '0.0.0.0/0'
      ? 'default'
      : route.destination;
  const parts = route.type === 'unicast' ? [bare] : [route.type, bare];
  if (route.via) parts.push('via', route.via);
  if (route.device) parts.push('dev', route.device);
  if (route.protocol !== 'boot') parts.push('proto', route.protocol);
  if (route.scope !== 'global') parts.push('scope', route.scope);
  if (route.source) parts.push('src', route.source);
  if (route.metric) parts.push('metric', String(route.metric));
  if (route.mtu) parts.push('mtu', String(route.mtu));
  if (route.onlink) parts.push('onlink');
  return parts.join(' ');
}
