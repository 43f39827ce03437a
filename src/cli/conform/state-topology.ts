/**
 * A cluster read from what the tools printed in it (`state/<mode>.<namespace>.json`), for folders without a topology file:
 * the same description that a topology file would give, as far as the tools tell. Pods whose own state was not kept are
 * built like a pod whose state was, with the addresses that their node knows.
 */
import { type Json, list, record } from './golden';

interface Device {
  readonly name: string;
  readonly head: string;
  readonly lines: readonly string[];
}

type Commands = Readonly<Record<string, readonly string[]>>;

/** `states`: namespace -> the file's content. */
export function topologyFromState(states: Readonly<Record<string, unknown>>): Json {
  const namespaces: Record<string, Json> = {};
  const commands = new Map<string, Commands>();
  for (const [name, state] of Object.entries(states)) {
    const printed = record(record(state).commands) as Commands;
    commands.set(name, printed);
    namespaces[name] = readNamespace(printed);
  }
  addUnrecorded(namespaces);
  pairDevices(namespaces);
  const nodes = Object.keys(namespaces).filter((name) => record(namespaces[name]).isNode === true);
  return {
    namespaces,
    nodes: Object.fromEntries(nodes.map((name) => [name, {}])),
    roles: { fabric: findBridge(namespaces, nodes) },
    dnsZone: 'cluster.local',
    services: [...commands.values()].flatMap(servicesOf),
  };
}

const printed = (commands: Commands, name: string): readonly string[] =>
  Object.entries(commands)
    .filter(([command]) => command.startsWith(name))
    .flatMap(([, lines]) => lines)
    .filter((line) => line.trim() !== '');

function readNamespace(commands: Commands): Json {
  const devices = blocks(printed(commands, 'ip -d link'));
  const links = Object.fromEntries(devices.map((device) => [device.name, readLink(device)]));
  const sysctl = Object.fromEntries(
    printed(commands, 'sysctl').map((line) => line.split(/\s*=\s*/) as [string, string]),
  );
  const gateways = devices.filter(({ lines }) =>
    lines.some((line) => /ee:ee:ee:ee:ee:ee/.test(line)),
  );
  const forwards = sysctl['net.ipv4.ip_forward'] === '1';
  return {
    links,
    addresses: blocks(printed(commands, 'ip addr')).flatMap(readAddresses),
    routes: printed(commands, 'ip route')
      .map(readRoute)
      .filter((route) => !isLoopback(route)),
    rules: printed(commands, 'ip rule').map(readRule),
    neighbours: printed(commands, 'ip neigh').flatMap(readNeighbour),
    fdb: printed(commands, 'bridge fdb').flatMap(readFdb),
    sysctl,
    // What Felix sets on the host end of every pod's cable; sysctl(8) was asked for other values only.
    sysctlConf: Object.fromEntries(
      gateways.map(({ name }) => [
        name,
        { proxy_arp: 1, rp_filter: 1, forwarding: forwards ? 1 : 0 },
      ]),
    ),
    iptables: readSave(printed(commands, 'iptables-save')),
    nft: ownTables(printed(commands, 'nft list ruleset')),
    listeners: printed(commands, 'ss').flatMap(readListener),
    isNode:
      devices.some(({ lines }) => lines.some((line) => /^\s+vxlan /.test(line))) ||
      (forwards && gateways.length > 0),
  };
}

function blocks(lines: readonly string[]): Device[] {
  const devices: { name: string; head: string; lines: string[] }[] = [];
  for (const line of lines) {
    const name = /^\d+: ([^:@]+)/.exec(line)?.[1];
    if (name) devices.push({ name, head: line, lines: [] });
    else devices.at(-1)?.lines.push(line);
  }
  return devices;
}

function readLink({ head, lines }: Device): Json {
  const text = lines.join('\n');
  const value = (pattern: RegExp) => pattern.exec(text)?.[1];
  const netns = value(/link-netns (\S+)/);
  const vxlan = /^\s+vxlan id (\d+)(.*)$/m.exec(text);
  const kind = /link\/loopback/.test(text)
    ? 'loopback'
    : vxlan
      ? 'vxlan'
      : netns
        ? 'veth'
        : 'bridge';
  const master = / master (\S+)/.exec(head)?.[1];
  return {
    index: Number(head.split(':')[0]),
    kind,
    mac: value(/link\/\S+ (\S+)/),
    mtu: Number(/ mtu (\d+)/.exec(head)?.[1]),
    up: /[<,]UP[,>]/.test(head),
    ...(netns ? { peer: { ns: netns, index: Number(/@if(\d+)/.exec(head)?.[1]) } } : {}),
    ...(master
      ? { master, port: { hairpin: /hairpin on/.test(text), learning: !/learning off/.test(text) } }
      : {}),
    ...(vxlan
      ? {
          vxlan: {
            vni: Number(vxlan[1]),
            local: value(/ local (\S+)/),
            ...(/ dev \S+/.test(vxlan[2] ?? '') ? { dev: value(/ dev (\S+)/) } : {}),
            port: Number(value(/ dstport (\d+)/)),
            learning: !/ nolearning/.test(text),
            df: value(/ df (\S+)/) ?? 'unset',
          },
        }
      : {}),
  };
}

function readAddresses({ name, lines }: Device): Json[] {
  return lines.flatMap((line) => {
    const found = /inet (\S+)(?: brd (\S+))? scope (\S+)/.exec(line);
    if (!found) return [];
    const [, address, broadcast, scope] = found;
    return [{ dev: name, address, ...(broadcast ? { broadcast } : {}), scope }];
  });
}

const ROUTE_TYPES = ['local', 'broadcast', 'blackhole', 'unreachable', 'prohibit'];

function readRoute(line: string): Json {
  const tokens = line.trim().split(/\s+/);
  const type = ROUTE_TYPES.includes(tokens[0] ?? '') ? (tokens.shift() ?? '') : 'unicast';
  const after = (key: string) => {
    const index = tokens.indexOf(key);
    return index < 0 ? undefined : tokens[index + 1];
  };
  const found: Json = {
    type,
    dst: tokens[0],
    via: after('via'),
    dev: after('dev'),
    src: after('src'),
    metric: after('metric'),
    table: after('table') ?? 'main',
    proto: after('proto') ?? 'boot',
    scope: after('scope') ?? 'global',
    flags: tokens.includes('onlink') ? ['onlink'] : [],
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

const isLoopback = (route: Json): boolean => String(route.dst).startsWith('127.');

function readRule(line: string): Json {
  const [, priority, from, table] = /^(\d+):\s+from (\S+).* lookup (\S+)/.exec(line) ?? [];
  return { priority: Number(priority), from, table };
}

function readNeighbour(line: string): Json[] {
  const [, dst, dev, mac, state] = /^(\S+) dev (\S+) lladdr (\S+) (\S+)/.exec(line) ?? [];
  return mac ? [{ dst, dev, mac, state: state === 'PERMANENT' ? 'permanent' : 'dynamic' }] : [];
}

function readFdb(line: string): Json[] {
  const [, mac, dev] = /^(\S+) dev (\S+)/.exec(line) ?? [];
  const dst = / dst (\S+)/.exec(line)?.[1];
  const master = / master (\S+)/.exec(line)?.[1];
  if (!mac || (!dst && !master)) return [];
  const state = /permanent/.test(line) ? 'permanent' : 'learned';
  return [{ mac, dev, ...(dst ? { dst } : {}), ...(master ? { master } : {}), state }];
}

function readSave(lines: readonly string[]): Json {
  const tables: Record<string, Record<string, { policy?: string; rules: string[] }>> = {};
  let table: Record<string, { policy?: string; rules: string[] }> = {};
  for (const line of lines) {
    const [, chain, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (line.startsWith('*')) {
      table = {};
      tables[line.slice(1)] = table;
    } else if (chain) table[chain] = policy === '-' ? { rules: [] } : { policy, rules: [] };
    else if (line.startsWith('-A ')) table[line.split(' ')[1] ?? '']?.rules.push(line);
  }
  return tables;
}

/** Tables of iptables-nft are in iptables-save already. */
function ownTables(lines: readonly string[]): readonly string[] {
  const own: string[] = [];
  let isOwn = false;
  for (const line of lines) {
    const name = /^table \S+ (\S+) \{/.exec(line)?.[1];
    if (name) isOwn = !['filter', 'nat', 'mangle', 'raw', 'security'].includes(name);
    if (isOwn && !line.startsWith('#')) own.push(line);
  }
  return own;
}

function readListener(line: string): Json[] {
  const [, proto, address, port] =
    /^(tcp|udp)\s+(?:LISTEN|UNCONN)\s+\d+\s+\d+\s+(\S+?):(\d+)\s/.exec(`${line} `) ?? [];
  if (!proto) return [];
  const app =
    proto === 'tcp' ? (port === '179' ? 'bgp' : 'http-json') : port === '53' ? 'dns' : 'vxlan';
  return [{ proto, address: address === '*' ? '0.0.0.0' : address, port: Number(port), app }];
}

/** The far ends of cables into namespaces of which nothing was kept. */
function addUnrecorded(namespaces: Record<string, Json>): void {
  const template = Object.values(namespaces).find(
    (entry) => list(entry.listeners).length > 0 && Object.keys(record(entry.links)).length === 2,
  );
  for (const [owner, entry] of Object.entries({ ...namespaces })) {
    for (const [device, value] of Object.entries(record(entry.links))) {
      const { peer, mtu, index, master } = record(value);
      const { ns, index: far } = record(peer) as { ns?: string; index?: number };
      if (!ns || namespaces[ns]) continue;
      const behind = list(entry.fdb)
        .map(record)
        .filter(({ dev }) => dev === device);
      const known = list(entry.neighbours)
        .map(record)
        .find(
          ({ dev, mac }) =>
            dev === device || (dev === master && behind.some((learned) => learned.mac === mac)),
        );
      const own = list(entry.addresses)
        .map(record)
        .find(({ dev }) => dev === device || (master !== undefined && dev === master));
      if (!known || !template) continue;
      namespaces[ns] = endOf(template, String(known.dst), String(known.mac), {
        via: own ? String(own.address) : undefined,
        link: { index: far, mtu, peer: { ns: owner, index } },
      });
    }
  }
}

/** A host like the template with another address; behind a router with an address of its own, that is its gateway. */
function endOf(
  template: Json,
  ip: string,
  mac: string,
  wire: { readonly via?: string; readonly link: Json },
): Json {
  const links = record(template.links);
  const eth0 = { ...record(links.eth0), ...wire.link, mac };
  const origin = { table: 'main', proto: 'boot', flags: [] };
  const [gateway = '169.254.1.1', length] = wire.via?.split('/') ?? [];
  const prefix = length ?? '32';
  const net = length ? networkOf(ip, Number(length)) : gateway;
  return {
    ...template,
    links: { ...links, eth0 },
    addresses: [{ dev: 'eth0', address: `${ip}/${prefix}`, scope: 'global' }],
    routes: [
      { type: 'unicast', dst: 'default', via: gateway, dev: 'eth0', scope: 'global', ...origin },
      { type: 'unicast', dst: net, dev: 'eth0', scope: 'link', ...origin },
      {
        type: 'local',
        dst: ip,
        dev: 'eth0',
        src: ip,
        scope: 'host',
        table: 'local',
        proto: 'kernel',
        flags: [],
      },
    ],
    neighbours: [],
    listeners: [
      ...list(template.listeners),
      { proto: 'udp', address: '0.0.0.0', port: 53, app: 'dns' },
      ...(length ? [{ proto: 'tcp', address: '0.0.0.0', port: 80, app: 'http-json' }] : []),
    ],
    iptables: {},
    nft: [],
    isNode: false,
  };
}

function networkOf(ip: string, length: number): string {
  const octets = ip.split('.').map((octet, index) => {
    const bits = Math.min(8, Math.max(0, length - index * 8));
    return Number(octet) & (0xff << (8 - bits)) & 0xff;
  });
  return `${octets.join('.')}/${length}`;
}

/** `eth0@if5` and `link-netns node-1` name the other end by number; the plan wants its name. */
function pairDevices(namespaces: Record<string, Json>): void {
  for (const [owner, entry] of Object.entries(namespaces)) {
    for (const [device, value] of Object.entries(record(entry.links))) {
      const peer = record(record(value).peer) as { ns?: string; index?: number };
      const links = record(namespaces[peer.ns ?? '']?.links);
      const found = Object.entries(links).find(([, link]) => record(link).index === peer.index);
      if (!peer.ns || !found) continue;
      Object.assign(record(value), { peer: { ns: peer.ns, if: found[0] } });
      warm(namespaces, owner, device, record(found[1]), peer.ns);
    }
  }
}

/** A cluster that has been running knows its neighbours. */
function warm(
  namespaces: Record<string, Json>,
  owner: string,
  device: string,
  far: Json,
  farOwner: string,
): void {
  const entry = namespaces[owner];
  if (!entry || list(entry.neighbours).length > 0) return;
  const addresses = list(namespaces[farOwner]?.addresses).map(record);
  const direct = addresses.find(({ dev }) => dev !== 'lo')?.address;
  const via = list(entry.routes)
    .map(record)
    .find(({ dst }) => dst === 'default')?.via;
  const dst = via ?? String(direct ?? '').split('/')[0];
  Object.assign(entry, { neighbours: [{ dst, dev: device, mac: far.mac, state: 'dynamic' }] });
}

const findBridge = (
  namespaces: Record<string, Json>,
  nodes: readonly string[],
): string | undefined =>
  Object.keys(namespaces).find(
    (name) =>
      !nodes.includes(name) &&
      Object.values(record(namespaces[name]?.links)).some((link) => record(link).kind === 'bridge'),
  );

/** Services as kube-proxy's comments name them. */
function servicesOf(commands: Commands): Json[] {
  return printed(commands, 'iptables-save').flatMap((line) => {
    const [, clusterIP, namespace, name] =
      /-d ([\d.]+)\/32 .*--comment "([\w-]+)\/([\w-]+)(?::[\w-]+)? cluster IP"/.exec(line) ?? [];
    return clusterIP ? [{ clusterIP, namespace, name }] : [];
  });
}
