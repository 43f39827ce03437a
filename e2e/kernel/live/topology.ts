/** A plan as the description that lies beside recorded scenarios ("kernel-lab-topology/1", README of the captures). */
import type {
  FdbEntry,
  KernelPlan,
  KernelState,
  Link,
  Neighbour,
  NamespacePlan,
  Route,
  Ruleset,
} from '../../../src/sim';
import { printNftRuleset } from '../../../src/sim/filter/nft/print';
import { SYSCTL_DEFAULTS } from '../../../src/sim/plan';

export interface TopologyNames {
  readonly name: string;
  readonly cni: string;
  readonly proxy: string;
  readonly podCIDR: string;
  readonly serviceCIDR: string;
  readonly dnsZone: string;
}

type Json = Record<string, unknown>;

const CONF_DEFAULTS = {
  forwarding: 0,
  rp_filter: 0,
  proxy_arp: 0,
  send_redirects: 1,
  accept_redirects: 1,
} as const;

export function topologyOf(plan: KernelPlan, state: KernelState, names: TopologyNames): Json {
  const all = Object.values(plan.namespaces);
  const named = (role: NamespacePlan['role']) => all.find((own) => own.role === role)?.name;
  return {
    ...names,
    format: 'kernel-lab-topology/1',
    checksumOffload: false,
    roles: { fabric: named('switch'), gateway: named('router') },
    sysctlDefaults: SYSCTL_DEFAULTS,
    sysctlConfDefaults: CONF_DEFAULTS,
    nodes: Object.fromEntries(
      all.filter((own) => own.role === 'node').map((own) => [own.name, nodeOf(own)]),
    ),
    pods: Object.fromEntries(
      all
        .filter((own) => own.role === 'pod')
        .map((own) => [own.name, { node: own.node, ip: ipOf(own, 'eth0') }]),
    ),
    services: [],
    namespaces: Object.fromEntries(
      all.map((own) => [own.name, namespaceOf(own, state.namespaces[own.name])]),
    ),
  };
}

const ipOf = (own: NamespacePlan, device: string): string | undefined =>
  own.addresses.find((entry) => entry.device === device)?.address.split('/')[0];

const nodeOf = (own: NamespacePlan): Json => ({
  ip: ipOf(own, 'eth0'),
  wiring: Object.values(own.links).some((link) => link.kind === 'bridge') ? 'bridge' : 'routed',
});

function namespaceOf(
  own: NamespacePlan,
  state: KernelState['namespaces'][string] | undefined,
): Json {
  const learnt = (state?.neighbours ?? []).filter((entry) => entry.mac !== null);
  return {
    links: Object.fromEntries(Object.values(own.links).map((link) => [link.name, linkOf(link)])),
    addresses: own.addresses.map(({ device, address, broadcast, scope }) => ({
      dev: device,
      address,
      ...(broadcast ? { broadcast } : {}),
      scope,
    })),
    routes: own.routes.filter((route) => route.device !== 'lo').map(routeOf),
    rules: own.rules.map(({ priority, from, table }) => ({ priority, from, table })),
    neighbours: [
      ...own.neighbours.map((entry) => neighbourOf(entry, 'permanent')),
      ...learnt.map((entry) => neighbourOf(entry, 'dynamic')),
    ],
    fdb: [
      ...own.fdb.map((entry) => fdbOf(entry, entry.state === 'learned' ? 'learned' : 'permanent')),
      ...(state?.fdb ?? []).map((entry) => fdbOf(entry, 'learned')),
    ],
    ...sysctlOf(own),
    iptables: iptablesOf(own.iptables),
    nft: printNftRuleset(own.nft ?? []),
    listeners: listenersOf(own),
  };
}

function linkOf(link: Link): Json {
  const { index, kind, mac, mtu, up, peer, master, port, vxlan } = link;
  return {
    index,
    kind,
    mac,
    mtu,
    up,
    carrier: up,
    ...(peer ? { peer: { ns: peer.namespace, if: peer.link } } : {}),
    ...(master ? { master } : {}),
    ...(port ? { port: { hairpin: port.hairpin, learning: port.learning } } : {}),
    ...(vxlan
      ? {
          vxlan: {
            vni: vxlan.vni,
            local: vxlan.local,
            ...(vxlan.device ? { dev: vxlan.device } : {}),
            port: vxlan.port,
            learning: vxlan.learning,
            df: vxlan.df,
          },
        }
      : {}),
  };
}

function routeOf(route: Route): Json {
  const { type, destination, via, device, source, metric, table, protocol, scope, onlink } = route;
  const dst = destination === '0.0.0.0/0' ? 'default' : destination.replace(/\/32$/, '');
  return {
    type,
    dst,
    ...(via ? { via } : {}),
    ...(device ? { dev: device } : {}),
    ...(source ? { src: source } : {}),
    ...(metric ? { metric } : {}),
    table,
    proto: protocol,
    scope,
    ...(onlink ? { flags: ['onlink'] } : {}),
  };
}

const neighbourOf = (
  { ip, device, mac }: Pick<Neighbour, 'ip' | 'device'> & { readonly mac: string | null },
  state: string,
): Json => ({ dst: ip, dev: device, mac, state });

const fdbOf = (
  { mac, device, remote, master }: Pick<FdbEntry, 'mac' | 'device' | 'remote' | 'master'>,
  state: string,
): Json => ({
  mac,
  dev: device,
  ...(remote ? { dst: remote, flags: ['self'] } : {}),
  ...(master ? { master } : {}),
  state,
});

/** What the laboratory sets for calm and the model knows as well; see CALM in laboratory.ts. */
const CALM_IN_THE_MODEL = { 'net.ipv4.tcp_synack_retries': '0' } as const;

function sysctlOf(own: NamespacePlan): Json {
  const sysctl: Record<string, string> = {};
  const conf: Record<string, Record<string, number>> = {};
  for (const [name, value] of Object.entries({ ...own.sysctl, ...CALM_IN_THE_MODEL })) {
    const [, device, key] = /^net\.ipv4\.conf\.(.+)\.([^.]+)$/.exec(name) ?? [];
    if (device === undefined || key === undefined) sysctl[name] = value;
    else (conf[device] ??= {})[key] = Number(value);
  }
  return { sysctl, sysctlConf: conf };
}

const iptablesOf = (ruleset: Ruleset): Json =>
  Object.fromEntries(
    Object.entries(ruleset).map(([table, chains]) => [
      table,
      Object.fromEntries(
        (chains ?? []).map(({ name, policy, rules }) => [
          name,
          { ...(policy ? { policy } : {}), rules: rules.map((rule) => rule.text) },
        ]),
      ),
    ]),
  );

function listenersOf(own: NamespacePlan): readonly Json[] {
  const sockets = own.listeners.map(({ protocol, address, port }) => ({
    proto: protocol,
    address,
    port,
    app: protocol === 'tcp' ? 'http-json' : 'json',
  }));
  const tunnels = Object.values(own.links).flatMap(({ vxlan }) =>
    vxlan ? [{ proto: 'udp', address: '0.0.0.0', port: vxlan.port, app: 'vxlan' }] : [],
  );
  return [...sockets, ...tunnels];
}
