/**
 * `ip link` and `ip addr`. Source: iproute2 6.1 ip/ipaddress.c print_linkinfo(), print_addrinfo(); iplink_vxlan.c.
 * Simplified: a pod's namespace has its pod's name, where a real node shows cni- and a UUID.
 */
import type { Link, NamespacePlan, VxlanSettings } from '../plan';
import { err, ok, type Result } from '../result';
import { type IpError, type IpOutput, type IpView, readSelectors } from './ip-view';

export function printLinks(words: readonly string[], view: IpView): IpOutput {
  const links = chooseLinks('link', words, view);
  return links.ok
    ? ok(links.value.flatMap((link) => linkLines(link, view, ' mode DEFAULT')))
    : links;
}

export function printAddresses(words: readonly string[], view: IpView): IpOutput {
  const links = chooseLinks('addr', words, view);
  return links.ok ? ok(links.value.flatMap((link) => addressLines(link, view))) : links;
}

function chooseLinks(
  object: string,
  words: readonly string[],
  { plan }: IpView,
): Result<readonly Link[], IpError> {
  const isNameAlone =
    words.length === 1 && !['dev', 'up', 'master', 'type'].includes(words[0] ?? '');
  const isUpOnly = words.includes('up');
  const rest = words.filter((word) => word !== 'up');
  const selectors = readSelectors(object, isNameAlone ? ['dev', ...rest] : rest, [
    'dev',
    'master',
    'type',
  ]);
  if (!selectors.ok) return selectors;
  const device = selectors.value.get('dev');
  const master = selectors.value.get('master');
  const kind = selectors.value.get('type');
  for (const name of [device, master]) {
    if (name !== undefined && !plan.links[name]) {
      return err({ message: `Device "${name}" does not exist.`, exitCode: 1 });
    }
  }
  const links = Object.values(plan.links).sort((a, b) => a.index - b.index);
  return ok(
    links.filter(
      (link) =>
        (device === undefined || link.name === device) &&
        (master === undefined || link.master === master) &&
        (kind === undefined || link.kind === kind) &&
        (!isUpOnly || link.up),
    ),
  );
}

const peerOf = (link: Link, { plans }: IpView): Link | undefined =>
  link.peer && plans.namespaces[link.peer.namespace]?.links[link.peer.link];

/** "eth0@if5": the number that the other end has in its own namespace. */
export function nameWithPeer(link: Link, view: IpView): string {
  const peer = peerOf(link, view);
  return peer ? `${link.name}@if${peer.index}` : link.name;
}

const hasCarrier = (link: Link, view: IpView): boolean => peerOf(link, view)?.up !== false;

export function flagsOf(link: Link, view: IpView): string {
  const kind = link.kind === 'loopback' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST'];
  if (!link.up) return kind.join(',');
  return hasCarrier(link, view)
    ? [...kind, 'UP', 'LOWER_UP'].join(',')
    : ['NO-CARRIER', ...kind, 'UP'].join(',');
}

/** RFC 2863 operational state: devices without a notion of carrier stay UNKNOWN. */
function stateOf(link: Link, view: IpView): string {
  if (!link.up) return 'DOWN';
  if (link.kind === 'loopback' || link.kind === 'vxlan') return 'UNKNOWN';
  return hasCarrier(link, view) ? 'UP' : 'LOWERLAYERDOWN';
}

function linkLines(link: Link, view: IpView, mode: string): readonly string[] {
  const name = nameWithPeer(link, view);
  const state = stateOf(link, view);
  const flags = `<${flagsOf(link, view)}>`;
  if (view.isBrief) return [`${name.padEnd(16)} ${state.padEnd(14)} ${link.mac} ${flags} `];
  const master = link.master ? ` master ${link.master}` : '';
  const queue = link.up ? 'noqueue' : 'noop';
  const isLoopback = link.kind === 'loopback';
  const broadcast = isLoopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff';
  return [
    `${link.index}: ${name}: ${flags} mtu ${link.mtu} qdisc ${queue}${master} state ${state}${mode} group default qlen 1000`,
    `    link/${isLoopback ? 'loopback' : 'ether'} ${link.mac} brd ${broadcast}${netnsOf(link, view)}`,
    ...(view.isDetailed ? details(link) : []),
  ];
}

/** A namespace without a name in /run/netns is shown by number; from a pod, that of its node has none. */
function netnsOf(link: Link, { plans }: IpView): string {
  if (!link.peer) return '';
  const other: NamespacePlan | undefined = plans.namespaces[link.peer.namespace];
  const name = link.peer.namespace.split('/').at(-1);
  return other?.role === 'pod' ? ` link-netns ${name}` : ' link-netnsid 0';
}

function details(link: Link): readonly string[] {
  if (link.kind === 'loopback') return [];
  const kind = link.vxlan ? vxlanLine(link.vxlan) : `    ${link.kind} `;
  if (!link.port) return [kind];
  const onOff = (isOn: boolean) => (isOn ? 'on' : 'off');
  const { hairpin, learning } = link.port;
  return [
    kind,
    `    bridge_slave state forwarding hairpin ${onOff(hairpin)} learning ${onOff(learning)} `,
  ];
}

function vxlanLine(vxlan: VxlanSettings): string {
  const device = vxlan.device ? ` dev ${vxlan.device}` : '';
  const learning = vxlan.learning ? '' : ' nolearning';
  const df = vxlan.df === 'unset' ? '' : ` df ${vxlan.df}`;
  const ports = `srcport 0 0 dstport ${vxlan.port}`;
  return `    vxlan id ${vxlan.vni} local ${vxlan.local}${device} ${ports}${learning} ttl auto${df} ageing 300 udpcsum `;
}

function addressLines(link: Link, view: IpView): readonly string[] {
  const own = view.plan.addresses.filter((entry) => entry.device === link.name);
  if (view.isBrief) {
    const head = `${nameWithPeer(link, view).padEnd(16)} ${stateOf(link, view).padEnd(14)} `;
    return [head + own.map((entry) => `${entry.address} `).join('')];
  }
  const inet = own.flatMap((entry) => {
    const broadcast = entry.broadcast ? ` brd ${entry.broadcast}` : '';
    return [
      `    inet ${entry.address}${broadcast} scope ${entry.scope} ${link.name}`,
      '       valid_lft forever preferred_lft forever',
    ];
  });
  return [...linkLines(link, view, ''), ...inet];
}
