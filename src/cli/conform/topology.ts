/**
 * Reads the cluster description beside kernel captures ("kernel-lab-topology/1", see the README of the captures)
 * into the records that the simulator runs on.
 */
import { parseNftListing } from '../../sim/filter/nft/listing';
import type { Origin } from '../../sim/origin';
import { NotComparable } from './golden';
import type {
  KernelPlan,
  Link,
  NamespacePlan,
  NamespaceRole,
  Ruleset,
  TableName,
} from '../../sim/plan';

type Json = Record<string, unknown>;

const CAPTURED: Origin = { agent: 'node-setup', why: 'read from the captured cluster' };

const record = (value: unknown): Json =>
  value && typeof value === 'object' ? (value as Json) : {};
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(record) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : String(value ?? ''));
const optional = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : text(value);

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!patch || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const result: Json =
    target && typeof target === 'object' && !Array.isArray(target) ? { ...(target as Json) } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

export function planFromTopology(topology: unknown): KernelPlan {
  const root = record(topology);
  const namespaces: Record<string, NamespacePlan> = {};
  for (const [name, value] of Object.entries(record(root.namespaces))) {
    namespaces[name] = readNamespace(root, name, record(value));
  }
  return { namespaces };
}

function roleOf(root: Json, name: string): NamespaceRole {
  const roles = record(root.roles);
  if (roles.fabric === name) return 'switch';
  if (roles.gateway === name) return 'router';
  if (roles.internet === name) return 'outside';
  return name in record(root.nodes) ? 'node' : 'pod';
}

function readNamespace(root: Json, name: string, value: Json): NamespacePlan {
  const links: Record<string, Link> = {};
  for (const [device, link] of Object.entries(record(value.links)))
    links[device] = readLink(device, record(link));
  return {
    name,
    role: roleOf(root, name),
    node:
      optional(record(record(root.pods)[name]).node) ??
      (name in record(root.nodes) ? name : undefined),
    links,
    addresses: list(value.addresses).map((entry) => ({
      device: text(entry.dev),
      address: text(entry.address),
      broadcast: optional(entry.broadcast),
      scope: text(entry.scope) as 'global' | 'link' | 'host',
      origin: CAPTURED,
    })),
    routes: list(value.routes).map(readRoute),
    rules: list(value.rules).map((entry) => ({
      priority: Number(entry.priority),
      from: text(entry.from),
      table: text(entry.table),
      origin: CAPTURED,
    })),
    neighbours: list(value.neighbours).map((entry) => ({
      device: text(entry.dev),
      ip: text(entry.dst),
      mac: text(entry.mac),
      state: entry.state === 'permanent' ? ('PERMANENT' as const) : ('REACHABLE' as const),
      origin: CAPTURED,
    })),
    fdb: list(value.fdb).map((entry) => ({
      device: text(entry.dev),
      mac: text(entry.mac),
      remote: optional(entry.dst),
      master: optional(entry.master),
      state: entry.state === 'permanent' ? ('permanent' as const) : ('learned' as const),
      origin: CAPTURED,
    })),
    sysctl: readSysctl(root, value),
    iptables: readIptables(record(value.iptables)),
    nft: readNft(value.nft, name),
    listeners: list(value.listeners)
      .map((entry) => ({
        protocol: entry.proto === 'udp' ? ('udp' as const) : ('tcp' as const),
        address: text(entry.address),
        port: Number(entry.port),
        process: text(entry.app),
        app: { kind: 'http' as const, podName: name, healthStatus: 200 },
        origin: CAPTURED,
      }))
      .filter((entry) => entry.process !== 'vxlan'),
    files: {},
  };
}

function readLink(name: string, value: Json): Link {
  const peer = record(value.peer);
  const port = record(value.port);
  const vxlan = record(value.vxlan);
  return {
    name,
    index: Number(value.index),
    kind: text(value.kind) as Link['kind'],
    mac: text(value.mac),
    mtu: Number(value.mtu),
    up: value.up === true,
    peer: value.peer ? { namespace: text(peer.ns), link: text(peer.if) } : undefined,
    master: optional(value.master),
    port: value.port
      ? { hairpin: port.hairpin === true, learning: port.learning !== false }
      : undefined,
    vxlan: value.vxlan
      ? {
          vni: Number(vxlan.vni),
          local: text(vxlan.local),
          device: optional(vxlan.dev),
          port: Number(vxlan.port),
          learning: vxlan.learning === true,
          df: text(vxlan.df ?? 'unset') as 'unset' | 'set' | 'inherit',
        }
      : undefined,
    origin: CAPTURED,
  };
}

function readRoute(entry: Json) {
  const destination = text(entry.dst);
  const cidr =
    destination === 'default'
      ? '0.0.0.0/0'
      : destination.includes('/')
        ? destination
        : `${destination}/32`;
  const flags = Array.isArray(entry.flags) ? entry.flags : [];
  return {
    type: text(entry.type) as NamespacePlan['routes'][number]['type'],
    destination: cidr,
    via: optional(entry.via),
    device: optional(entry.dev),
    source: optional(entry.src),
    metric: entry.metric === undefined ? undefined : Number(entry.metric),
    table: text(entry.table),
    protocol: text(entry.proto),
    scope: text(entry.scope) as 'global' | 'link' | 'host',
    onlink: flags.includes('onlink'),
    origin: CAPTURED,
  };
}

function readSysctl(root: Json, value: Json): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [key, item] of Object.entries({
    ...record(root.sysctlDefaults),
    ...record(value.sysctl),
  }))
    values[key] = text(item);
  for (const [device, settings] of Object.entries(record(value.sysctlConf))) {
    for (const [key, item] of Object.entries(record(settings)))
      values[`net.ipv4.conf.${device}.${key}`] = text(item);
  }
  return values;
}

function readNft(lines: unknown, namespace: string): NamespacePlan['nft'] {
  if (!Array.isArray(lines) || lines.length === 0) return undefined;
  const tables = parseNftListing(lines.map(text), CAPTURED);
  if (tables.ok) return tables.value;
  const problem = tables.error[0];
  throw new NotComparable(`topology: ${namespace}.nft line ${problem?.line}: ${problem?.message}`);
}

function readIptables(tables: Json): Ruleset {
  const ruleset: Partial<Record<TableName, Ruleset[TableName]>> = {};
  for (const [table, chains] of Object.entries(tables)) {
    ruleset[table as TableName] = Object.entries(record(chains)).map(([name, chain]) => {
      const { policy, rules } = record(chain);
      return {
        name,
        policy: policy === undefined ? undefined : (text(policy) as 'ACCEPT' | 'DROP'),
        rules: (Array.isArray(rules) ? rules : []).map((line) => ({
          text: text(line),
          origin: CAPTURED,
        })),
      };
    });
  }
  return ruleset;
}
