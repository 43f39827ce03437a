/** Records of a namespace as short lines, for comparison with what iproute2 and iptables-save print. */
import type { NamespacePlan, Route } from '../../plan';

const short = (destination: string): string =>
  destination === '0.0.0.0/0' ? 'default' : destination.replace('/32', '');

function routeText(route: Route): string {
  return [
    route.type === 'unicast' ? '' : `${route.type} `,
    short(route.destination),
    route.via ? ` via ${route.via}` : '',
    route.device ? ` dev ${route.device}` : '',
    route.protocol === 'boot' ? '' : ` proto ${route.protocol}`,
    route.scope === 'global' ? '' : ` scope ${route.scope}`,
    route.source ? ` src ${route.source}` : '',
    route.onlink ? ' onlink' : '',
  ].join('');
}

export function recordsOf(plan: NamespacePlan | undefined) {
  if (!plan) throw new Error('the namespace exists');
  const local = plan.routes.filter((route) => route.table === 'local' && route.device !== 'lo');
  return {
    main: plan.routes.filter((route) => route.table === 'main').map(routeText),
    local: local.map(
      (route) =>
        `${route.type} ${short(route.destination)} dev ${route.device} src ${route.source}`,
    ),
    addresses: plan.addresses.map((item) => `${item.address} dev ${item.device} ${item.scope}`),
    neighbours: plan.neighbours.map(
      (item) => `${item.ip} dev ${item.device} lladdr ${item.mac} ${item.state}`,
    ),
    fdb: plan.fdb.map((item) => `${item.mac} dev ${item.device} dst ${item.remote} ${item.state}`),
    rules: Object.values(plan.iptables).flatMap((chains) =>
      chains.flatMap((chain) => chain.rules.map((rule) => rule.text)),
    ),
  };
}
