/** What changes while packets fly, per namespace. A world holds one of these; a run works on a copy. */
import type { Connection } from './filter/types';
import type { Ipv4, Mac } from './wire/types';

export interface LearnedNeighbour {
  readonly device: string;
  readonly ip: Ipv4;
  readonly mac: Mac | null;
  readonly state: 'REACHABLE' | 'STALE' | 'INCOMPLETE' | 'FAILED' | 'DELAY';
  readonly atMicros: number;
}

export interface LearnedFdb {
  /** port of the bridge */
  readonly device: string;
  readonly master: string;
  readonly mac: Mac;
}

/** A cached path MTU or redirect for one destination (`ip route get` prints it as "cache expires"). */
export interface RouteException {
  readonly destination: Ipv4;
  readonly mtu: number;
  readonly expiresAtMicros: number;
}

export interface OpenSocket {
  readonly protocol: 'tcp' | 'udp';
  readonly state: string;
  readonly localAddress: Ipv4;
  readonly localPort: number;
  readonly remoteAddress: Ipv4;
  readonly remotePort: number;
  readonly process: string;
}

/** An element of a dynamic nft set, or an address that `-m recent` keeps. */
export interface RememberedKey {
  readonly key: string;
  readonly atMicros: number;
  readonly expiresAtMicros: number;
}

export interface DeviceCounters {
  rxPackets: number;
  rxBytes: number;
  rxDropped: number;
  txPackets: number;
  txBytes: number;
  txDropped: number;
}

/** Tokens for ICMP errors to one address, in microseconds of waiting (struct inet_peer). */
export interface ErrorBudget {
  readonly tokens: number;
  readonly atMicros: number;
}

export interface NamespaceState {
  neighbours: LearnedNeighbour[];
  fdb: LearnedFdb[];
  routeExceptions: RouteException[];
  conntrack: Connection[];
  sockets: OpenSocket[];
  counters: Record<string, DeviceCounters>;
  /** packets that matched, by "table chain index" */
  ruleCounters: Record<string, number>;
  /** what rules wrote down while packets passed, by the name of the list: "ip kube-proxy affinity-..." */
  remembered: Record<string, readonly RememberedKey[]>;
  /** by destination */
  errorBudgets: Record<string, ErrorBudget>;
  nextPort: number;
  ipIdentification: number;
}

export interface KernelState {
  nowMicros: number;
  /** state of the seeded generator */
  random: number;
  nextConnectionId: number;
  namespaces: Record<string, NamespaceState>;
}
