/**
 * ip of iproute2 6.1: addr, link, route, neigh, rule. Source: ip(8); lines compared with a real kernel's.
 * Attributes that only a driver knows (queue lengths, offload limits) are left out, not invented.
 */
import { lookupRoute, printRoute } from '../net/route';
import type { KernelPlan, Link, NamespacePlan } from '../plan';
import type { NamespaceState } from '../state';
import { isIpv4 } from '../wire/address';
import { fail, print } from './output';
import type { Tool, ToolContext } from './types';

export const ip: Tool = function* (context) {
  const flags = context.argv.slice(1).filter((word) => word.startsWith('-'));
  const unknown = flags.find((flag) => !['-d', '-br', '-4', '-n'].includes(flag));
  if (unknown) return yield* fail(`ip: option '${unknown}' is not modelled here. Known: -d -br -4`, 2);
  const words = context.argv.slice(1).filter((word) => !word.startsWith('-'));
  const plan = context.plan.namespaces[context.namespace];
  const state = context.state.namespaces[context.namespace];
  if (!plan || !state) return yield* fail('ip: there is no such network namespace here: type it on a node or in a pod', 1);
  const [object = '', ...rest] = words;
  const result = dispatch(object, rest, plan, state, { detailed: flags.includes('-d'), brief: flags.includes('-br'), plans: context.plan }, context);
  return result.ok ? yield* print(result.lines) : yield* fail(result.error, result.code ?? 1);
};

type Printed =
  | { readonly ok: true; readonly lines: readonly string[] }
  | { readonly ok: false; readonly error: string; readonly code?: number };

interface Style {
  readonly detailed: boolean;
  readonly brief: boolean;
  readonly plans: KernelPlan;
}

function dispatch(
  object: string,
  rest: readonly string[],
  plan: NamespacePlan,
  state: NamespaceState,
  style: Style,
  context: ToolContext,
): Printed {
  const is = (full: string) => object !== '' && full.startsWith(object);
  const words = rest.filter((word) => !['show', 'list', 'ls'].includes(word));
  if (is('address')) return showDevices(plan, words, (link) => addressLines(plan, link, style));
  if (is('link')) return showDevices(plan, words, (link) => linkLines(link, style));
  if (is('route')) return routes(plan, state, words, context);
  if (is('neighbour') || is('neighbor')) return { ok: true, lines: neighbourLines(plan, state, optionOf(words, 'dev')) };
  if (is('rule')) return { ok: true, lines: ruleLines(plan) };
  return { ok: false, error: `Object "${object}" is unknown, try: ip addr|link|route|neigh|rule`, code: 1 };
}

const optionOf = (words: readonly string[], name: string): string | undefined => {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words[at + 1];
};

function showDevices(plan: NamespacePlan, words: readonly string[], lines: (link: Link) => readonly string[]): Printed {
  const wanted = optionOf(words, 'dev') ?? words[0];
  const links = Object.values(plan.links).sort((a, b) => a.index - b.index);
  const chosen = wanted ? links.filter((link) => link.name === wanted) : links;
  if (wanted && chosen.length === 0) return { ok: false, error: `Device "${wanted}" does not exist.` };
  return { ok: true, lines: chosen.flatMap(lines) };
}

/** "@if4": the number of the other end, which stands in another namespace. */
function peerIndex(style: Style, link: Link): string {
  const { peer } = link;
  const index = peer ? style.plans.namespaces[peer.namespace]?.links[peer.link]?.index : undefined;
  return index === undefined ? '' : `@if${index}`;
}

function flagsOf(link: Link): string {
  const flags = link.kind === 'loopback' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST'];
  if (link.up) flags.push('UP', 'LOWER_UP');
  return flags.join(',');
}

function linkLines(link: Link, style: Style): readonly string[] {
  const state = link.kind === 'loopback' || link.kind === 'vxlan' ? 'UNKNOWN' : link.up ? 'UP' : 'DOWN';
  const name = `${link.name}${peerIndex(style, link)}`;
  if (style.brief) return [`${name.padEnd(16)} ${state.padEnd(14)} ${link.mac} <${flagsOf(link)}> `];
  const master = link.master ? ` master ${link.master}` : '';
  const head = `${link.index}: ${name}: <${flagsOf(link)}> mtu ${link.mtu} qdisc noqueue${master} state ${state} mode DEFAULT group default`;
  const kind = link.kind === 'loopback' ? 'loopback' : 'ether';
  const broadcast = link.kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff';
  const netns = link.peer ? ` link-netns ${link.peer.namespace}` : '';
  return [head, `    link/${kind} ${link.mac} brd ${broadcast}${netns}`, ...(style.detailed ? detailLines(link) : [])];
}

function detailLines(link: Link): readonly string[] {
  const { vxlan } = link;
  if (!vxlan) return link.kind === 'loopback' ? [] : [`    ${link.kind}`];
  const device = vxlan.device ? ` dev ${vxlan.device}` : '';
  const learning = vxlan.learning ? '' : ' nolearning';
  return [`    vxlan id ${vxlan.vni} local ${vxlan.local}${device} srcport 0 0 dstport ${vxlan.port}${learning} ttl auto ageing 300 udpcsum`];
}

function addressLines(plan: NamespacePlan, link: Link, style: Style): readonly string[] {
  const own = plan.addresses.filter((entry) => entry.device === link.name);
  if (style.brief) {
    const state = link.kind === 'loopback' || link.kind === 'vxlan' ? 'UNKNOWN' : link.up ? 'UP' : 'DOWN';
    return [`${`${link.name}${peerIndex(style, link)}`.padEnd(16)} ${state.padEnd(14)} ${own.map((entry) => entry.address).join(' ')} `];
  }
  const [head = '', second = '', ...details] = linkLines(link, style);
  const lines = own.flatMap((entry) => {
    const broadcast = entry.broadcast ? ` brd ${entry.broadcast}` : '';
    return [`    inet ${entry.address}${broadcast} scope ${entry.scope} ${link.name}`, '       valid_lft forever preferred_lft forever'];
  });
  return [head.replace(' mode DEFAULT', ''), second, ...details, ...lines];
}

function routes(plan: NamespacePlan, state: NamespaceState, words: readonly string[], context: ToolContext): Printed {
  if (words[0] === 'get') return routeGet(plan, state, words, context);
  const table = optionOf(words, 'table') ?? 'main';
  const device = optionOf(words, 'dev');
  const shown = plan.routes.filter((route) => (table === 'all' || route.table === table) && (!device || route.device === device));
  return { ok: true, lines: shown.map((route) => printRoute(route) + (table === 'all' && route.table !== 'main' ? ` table ${route.table}` : '')) };
}

function routeGet(plan: NamespacePlan, state: NamespaceState, words: readonly string[], context: ToolContext): Printed {
  const destination = words[1] ?? '';
  if (!isIpv4(destination)) return { ok: false, error: `Error: any valid prefix is expected rather than "${destination}".` };
  const source = optionOf(words, 'from');
  const found = lookupRoute(plan, { destination, source }, state.routeExceptions, context.state.nowMicros);
  if (found.kind === 'no-route') return { ok: false, error: 'RTNETLINK answers: Network is unreachable', code: 2 };
  if (found.kind === 'unreachable' || found.kind === 'prohibit' || found.kind === 'blackhole') {
    const error = `RTNETLINK answers: ${found.kind === 'blackhole' ? 'Invalid argument' : 'No route to host'}`;
    return { ok: false, error, code: 2 };
  }
  if (found.kind !== 'unicast') {
    return { ok: true, lines: [`${found.kind} ${destination} dev lo src ${found.source} uid 0 `, '    cache <local> '] };
  }
  const via = found.nextHop === destination ? '' : ` via ${found.nextHop}`;
  const cached = state.routeExceptions.find((entry) => entry.destination === destination && entry.expiresAtMicros > context.state.nowMicros);
  const expires = cached ? `expires ${Math.floor((cached.expiresAtMicros - context.state.nowMicros) / 1e6)}sec mtu ${cached.mtu} ` : '';
  return { ok: true, lines: [`${destination}${via} dev ${found.device} src ${found.source} uid 0 `, `    cache ${expires}`] };
}

function neighbourLines(plan: NamespacePlan, state: NamespaceState, device: string | undefined): readonly string[] {
  const learnt = state.neighbours.map((entry) => ({ ...entry, mac: entry.mac ?? '' }));
  return [...plan.neighbours, ...learnt]
    .filter((entry) => !device || entry.device === device)
    .map((entry) => {
      const place = device ? '' : ` dev ${entry.device}`;
      const mac = entry.mac ? ` lladdr ${entry.mac}` : '';
      return `${entry.ip}${place}${mac} ${entry.state} `;
    });
}

function ruleLines(plan: NamespacePlan): readonly string[] {
  return [...plan.rules]
    .sort((a, b) => a.priority - b.priority)
    .map((rule) => `${rule.priority}:\tfrom ${rule.from}${rule.to ? ` to ${rule.to}` : ''} lookup ${rule.table}`);
}
