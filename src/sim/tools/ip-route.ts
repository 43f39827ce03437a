/** `ip route`. Source: iproute2 6.1 ip/iproute.c print_route(); errno of net/ipv4/fib_semantics.c fib_props[]. */
import { lookupRoute, printRoute } from '../net/route';
import type { Route } from '../plan';
import { ok } from '../result';
import { isIpv4 } from '../wire/address';
import { ipError, type IpOutput, type IpView, readSelectors } from './ip-view';

const SELECTORS: readonly string[] = [
  'table',
  'dev',
  'proto',
  'via',
  'type',
  'root',
  'match',
  'exact',
];

export function printRoutes(words: readonly string[], { plan }: IpView): IpOutput {
  const isPrefixAlone = words.length > 0 && !SELECTORS.includes(words[0] ?? '');
  const selectors = readSelectors(
    'route',
    isPrefixAlone ? ['exact', ...words] : words,
    SELECTORS.slice(0, 5).concat('exact'),
  );
  if (!selectors.ok) return selectors;
  const wanted = (name: string) => selectors.value.get(name);
  const table = wanted('table') ?? 'main';
  const device = wanted('dev');
  if (device !== undefined && !plan.links[device]) return ipError(`Cannot find device "${device}"`);
  const prefix = wanted('exact') === 'default' ? '0.0.0.0/0' : wanted('exact');
  const matches = (route: Route) =>
    (table === 'all' || route.table === table) &&
    (device === undefined || route.device === device) &&
    (wanted('proto') === undefined || route.protocol === wanted('proto')) &&
    (wanted('via') === undefined || route.via === wanted('via')) &&
    (wanted('type') === undefined || route.type === wanted('type')) &&
    (prefix === undefined || route.destination === prefix || route.destination === `${prefix}/32`);
  return ok(plan.routes.filter(matches).map((route) => routeLine(route, table, device)));
}

/** The table is named where several are listed, the device where it was not asked for. */
function routeLine(route: Route, table: string, device: string | undefined): string {
  const line = printRoute(route);
  const dev = ` dev ${route.device}`;
  const named = table === 'all' && route.table !== 'main' ? ` table ${route.table}` : '';
  if (named === '' && device === undefined) return `${line} `;
  if (!route.device) return `${line}${named} `;
  return `${line.replace(dev, `${device === undefined ? dev : ''}${named}`)} `;
}

/** `ip route get ADDRESS [from ADDRESS iif DEVICE] [mark NUMBER]`: the kernel's own decision. */
export function getRoute(words: readonly string[], { plan, state, nowMicros }: IpView): IpOutput {
  const [destination = '', ...rest] = words[0] === 'to' ? words.slice(1) : words;
  if (!isIpv4(destination)) {
    return ipError(`Error: any valid prefix is expected rather than "${destination}".`);
  }
  const selectors = readSelectors('route get', rest, ['from', 'iif', 'oif', 'mark']);
  if (!selectors.ok) return selectors;
  const source = selectors.value.get('from');
  const incoming = selectors.value.get('iif');
  const outgoing = selectors.value.get('oif');
  if (source !== undefined && !isIpv4(source)) {
    return ipError(`Error: inet address is expected rather than "${source}".`);
  }
  for (const device of [incoming, outgoing]) {
    if (device !== undefined && !plan.links[device])
      return ipError(`Cannot find device "${device}"`);
  }
  const mark = Number(selectors.value.get('mark') ?? 0);
  const key = { destination, source, mark, outDevice: outgoing };
  const found = lookupRoute(plan, key, state.routeExceptions, nowMicros);
  switch (found.kind) {
    case 'no-route':
      return ipError(
        `RTNETLINK answers: ${incoming ? 'No route to host' : 'Network is unreachable'}`,
        2,
      );
    case 'unreachable':
      return ipError('RTNETLINK answers: No route to host', 2);
    case 'prohibit':
      return ipError('RTNETLINK answers: Permission denied', 2);
    case 'blackhole':
      return ipError('RTNETLINK answers: Invalid argument', 2);
    default:
  }
  const from = source === undefined ? '' : ` from ${source}`;
  // a packet that is only passing has its source already, and no process that owns it
  const ends = incoming ? '' : `${source === undefined ? ` src ${found.source}` : ''} uid 0`;
  const cache = incoming ? ` iif ${incoming}` : '';
  if (found.kind !== 'unicast') {
    const device = found.kind === 'local' ? 'lo' : found.device;
    const head = `${found.kind} ${destination}${from} dev ${device} table local${ends} `;
    return ok([head, `    cache <${found.kind}>${cache} `]);
  }
  const via = found.nextHop === destination ? '' : ` via ${found.nextHop}`;
  const exception = state.routeExceptions.find(
    (entry) => entry.destination === destination && entry.expiresAtMicros > nowMicros,
  );
  const seconds = exception ? Math.floor((exception.expiresAtMicros - nowMicros) / 1e6) : 0;
  const learnt = exception && !incoming ? ` expires ${seconds}sec mtu ${exception.mtu}` : '';
  return ok([
    `${destination}${from}${via} dev ${found.device}${ends} `,
    `    cache${cache}${learnt} `,
  ]);
}
