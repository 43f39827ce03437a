/** A recorded scenario as its JSON file holds it (README of the captures), read closed-world: unknown fields are an error. */
import { fromHex } from '../../sim/wire/bytes';

export type Json = Record<string, unknown>;

export interface Sighting {
  readonly n: number;
  readonly label: string;
  readonly atMicros: number;
  readonly namespace: string;
  readonly device: string;
  readonly direction: 'in' | 'out';
  /** bytes on the wire; `bytes` may hold fewer */
  readonly length: number;
  readonly bytes: Uint8Array;
}

export interface Client {
  readonly namespace?: string;
  readonly destination?: { readonly address: string; readonly port: number };
  readonly local?: { readonly address: string; readonly port: number };
  readonly protocol: 'tcp' | 'udp';
  readonly close?: string;
  readonly result: string;
  readonly errno?: string;
  readonly response?: string;
  readonly reply?: string;
  readonly elapsedMicros: number;
  readonly server?: { readonly pod: string; readonly seen: string; readonly local: string };
}

export interface Command {
  readonly namespace: string;
  readonly words: readonly string[];
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly micros: number;
}

export interface Golden {
  readonly id: string;
  readonly title: string;
  readonly result: string;
  readonly clients: readonly Client[];
  readonly commands: readonly Command[];
  readonly sightings: readonly Sighting[];
  /** the recording went on after the last hop that the file holds */
  readonly isTruncated: boolean;
  /** moment -> namespace -> lines of `conntrack -L -o extended` */
  readonly conntrack: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** `conntrack -E` of the nodes; empty when nobody listened */
  readonly conntrackEvents: readonly TableEvent[];
}

export interface TableEvent {
  readonly namespace: string;
  /** NEW, UPDATE or DESTROY */
  readonly kind: string;
  /** what `conntrack -L` would print of the entry */
  readonly line: string;
}

/** Thrown while reading: the scenario cannot be compared, and why. */
export class NotComparable extends Error {}

const SCENARIO_FIELDS = [
  'id title cni proxy result attempts notes checksumOffload client commands conntrack conntrackEvents',
  'fault faults taps hops hopsTruncatedFrom topology',
]
  .join(' ')
  .split(' ');
const CLIENT_FIELDS =
  'ns dst proto close connect_ms local response result server elapsed_ms errno reply'.split(' ');
const COMMAND_FIELDS = 'ns cmd rc stdout stderr seconds'.split(' ');
const EVENT_FIELDS = 't_ms ns event'.split(' ');
const HOP_FIELDS = 'n pkt t_us ns if dir len sum hex layers csumNotReady'.split(' ');
const LAYER_FIELDS: Readonly<Record<string, readonly string[]>> = {
  eth: 'src dst type vlan'.split(' '),
  arp: 'op sha spa tha tpa'.split(' '),
  ip4: 'src dst ttl id len tos df mf fo proto ck'.split(' '),
  tcp: 'sp dp seq ack flags win opts data ck'.split(' '),
  udp: 'sp dp len ck'.split(' '),
  vxlan: 'flags vni'.split(' '),
  icmp: 'type code name ck data icmpId icmpSeq quote mtu gw'.split(' '),
  frag: ['len'],
};

export const record = (value: unknown): Json =>
  value && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : String(value ?? ''));

function closed(value: Json, known: readonly string[], place: string): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) throw new NotComparable(`unknown field ${place}${key}`);
  }
}

export function readGolden(source: unknown): Golden {
  const root = record(source);
  closed(root, SCENARIO_FIELDS, '');
  if (!Array.isArray(root.hops)) throw new NotComparable('hops is missing or not a list');
  const sightings = root.hops.map((hop, index) => readSighting(record(hop), index));
  return {
    id: text(root.id),
    title: text(root.title),
    result: text(root.result),
    clients: list(root.client).map((entry, index) => readClient(record(entry), index)),
    commands: list(root.commands).map((entry, index) => readCommand(record(entry), index)),
    sightings,
    isTruncated: typeof root.hopsTruncatedFrom === 'number',
    conntrack: record(root.conntrack) as Golden['conntrack'],
    conntrackEvents: list(root.conntrackEvents).map((entry, index) =>
      readEvent(record(entry), index),
    ),
  };
}

function readSighting(hop: Json, index: number): Sighting {
  const place = `hops[${index}].`;
  closed(hop, HOP_FIELDS, place);
  for (const [depth, entry] of list(hop.layers).entries()) {
    const layer = record(entry);
    const kind = text(layer.l);
    const known = LAYER_FIELDS[kind];
    if (!known)
      throw new NotComparable(`${place}layers[${depth}] is of the unknown kind "${kind}"`);
    closed(layer, ['l', ...known], `${place}layers[${depth}].`);
  }
  const bytes = typeof hop.hex === 'string' ? fromHex(hop.hex) : null;
  const { n, t_us: at, len, dir } = hop;
  if (!bytes || bytes.length === 0) throw new NotComparable(`${place}hex is not a row of bytes`);
  if (typeof n !== 'number' || typeof at !== 'number' || typeof len !== 'number')
    throw new NotComparable(`${place} n, t_us and len must be numbers`);
  if (n !== index + 1)
    throw new NotComparable(`truncated hop list: ${place}n is ${n}, expected ${index + 1}`);
  if (dir !== 'in' && dir !== 'out') throw new NotComparable(`${place}dir is "${text(dir)}"`);
  if (bytes.length > len) throw new NotComparable(`${place}hex is longer than len says`);
  return {
    n,
    label: text(hop.pkt),
    atMicros: at,
    namespace: text(hop.ns),
    device: text(hop.if),
    direction: dir,
    length: len,
    bytes,
  };
}

export function endpoint(value: unknown): { address: string; port: number } | undefined {
  if (typeof value !== 'string') return undefined;
  const [address = '', port = '0'] = value.split(':');
  return { address, port: Number(port) };
}

export function readClient(entry: Json, index = 0): Client {
  closed(entry, CLIENT_FIELDS, `client[${index}].`);
  return {
    namespace: entry.ns === undefined ? undefined : text(entry.ns),
    destination: endpoint(entry.dst),
    local: endpoint(entry.local),
    protocol: entry.proto === 'udp' ? 'udp' : 'tcp',
    close: entry.close === undefined ? undefined : text(entry.close),
    result: text(entry.result),
    errno: entry.errno === undefined ? undefined : text(entry.errno),
    response: entry.response === undefined ? undefined : text(entry.response),
    reply: typeof entry.reply === 'string' ? entry.reply : undefined,
    elapsedMicros: Number(entry.elapsed_ms ?? 0) * 1000,
    server: entry.server as Client['server'],
  };
}

function readEvent(entry: Json, index: number): TableEvent {
  const place = `conntrackEvents[${index}].`;
  closed(entry, EVENT_FIELDS, place);
  const [, kind, line] = /^\[(NEW|UPDATE|DESTROY)\] (.+)$/.exec(text(entry.event)) ?? [];
  if (!kind || !line) throw new NotComparable(`${place}event is not a line of conntrack -E`);
  return { namespace: text(entry.ns), kind, line };
}

function readCommand(entry: Json, index: number): Command {
  closed(entry, COMMAND_FIELDS, `commands[${index}].`);
  return {
    namespace: text(entry.ns),
    words: text(entry.cmd).split(/\s+/),
    exitCode: Number(entry.rc ?? 0),
    stdout: text(entry.stdout),
    stderr: text(entry.stderr),
    micros: Number(entry.seconds ?? 0) * 1e6,
  };
}
