/**
 * `ip -batch` and `bridge -batch` text for addresses, routes, policy rules, neighbours and forwarding entries.
 * Source: ip-address(8), ip-route(8), ip-rule(8), ip-neighbour(8), bridge(8).
 * What the kernel adds on its own (127.0.0.1, local, broadcast and connected routes, the three first rules) is left out.
 */
import type { Address, FdbEntry, NamespacePlan, PolicyRule, Route } from '../plan';
import { printRoute } from '../net/route';

export const addressLines = (plan: NamespacePlan): readonly string[] => [
  ...plan.addresses.filter(isGiven).map(addressLine),
  ...givenRoutes(plan).map(routeLine),
  ...plan.rules.filter((rule) => !isBuiltIn(rule)).map(ruleLine),
  ...plan.neighbours
    .filter((entry) => entry.state === 'PERMANENT' || entry.state === 'NOARP')
    .map(({ ip, mac, device, state }) => {
      const nud = state.toLowerCase();
      return `neigh replace ${ip} lladdr ${mac} dev ${device} nud ${nud}`;
    }),
];

export const fdbLines = (plan: NamespacePlan): readonly string[] =>
  plan.fdb.filter((entry) => entry.state !== 'learned' && !isOwn(plan, entry)).map(fdbLine);

/** A bridge keeps a permanent entry for the address of each port by itself. */
const isOwn = (plan: NamespacePlan, { mac, remote }: FdbEntry): boolean =>
  remote === undefined && Object.values(plan.links).some((link) => link.mac === mac);

const isGiven = (entry: Address): boolean => !entry.address.startsWith('127.');

const addressLine = ({ address, broadcast, device, scope }: Address): string =>
  [
    'address add',
    address,
    broadcast ? `broadcast ${broadcast}` : '',
    `dev ${device} scope ${scope}`,
  ]
    .filter(Boolean)
    .join(' ');

/** A next hop must be reachable when the route through it is added, so routes to links come first. */
function givenRoutes(plan: NamespacePlan): readonly Route[] {
  const given = plan.routes.filter((route) => route.protocol !== 'kernel');
  return [...given.filter((route) => !route.via), ...given.filter((route) => route.via)];
}

/** `ip route add` reads what `ip route` prints; scope and table are named where ip would guess another. */
function routeLine(route: Route): string {
  const { type, via, scope, table } = route;
  const widened = type === 'unicast' && !via && scope === 'global' ? ' scope global' : '';
  const place = table === 'main' ? '' : ` table ${table}`;
  return `route replace ${printRoute(route)}${widened}${place}`;
}

const FIRST_RULES: readonly number[] = [0, 32766, 32767];
const isBuiltIn = ({ priority, from, to, mark }: PolicyRule): boolean =>
  FIRST_RULES.includes(priority) && from === 'all' && !to && !mark;

function ruleLine({ priority, from, to, mark, table }: PolicyRule): string {
  const hex = (value: number) => `0x${value.toString(16)}`;
  return [
    `rule add priority ${priority} from ${from}`,
    to ? `to ${to}` : '',
    mark ? `fwmark ${hex(mark.value)}/${hex(mark.mask)}` : '',
    `table ${table}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function fdbLine({ mac, device, remote, state }: FdbEntry): string {
  if (remote) return `fdb append ${mac} dev ${device} dst ${remote} self permanent`;
  return `fdb replace ${mac} dev ${device} master ${state === 'permanent' ? 'permanent' : 'static'}`;
}
