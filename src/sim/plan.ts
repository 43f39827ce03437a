/**
 * The configuration of every kernel in the cluster, as records: what agents write and what tools print.
 * Names and spelling follow iproute2 and sysctl(8), so that a plan can be loaded into real network namespaces.
 */
import type { Origin, ObjectRef } from './origin';
import type { Cidr, Ipv4, Mac } from './wire/types';

export type NamespaceRole = 'node' | 'pod' | 'switch' | 'router' | 'outside';

export interface KernelPlan {
  /** keyed by namespace name: "node-1", "default/pod-a", "fabric", "gateway" */
  readonly namespaces: Readonly<Record<string, NamespacePlan>>;
}

export interface NamespacePlan {
  readonly name: string;
  readonly role: NamespaceRole;
  /** the node this namespace lives on; absent for the fabric and the gateway */
  readonly node?: string;
  readonly object?: ObjectRef;
  readonly links: Readonly<Record<string, Link>>;
  readonly addresses: readonly Address[];
  readonly routes: readonly Route[];
  readonly rules: readonly PolicyRule[];
  readonly neighbours: readonly Neighbour[];
  readonly fdb: readonly FdbEntry[];
  /** values that differ from SYSCTL_DEFAULTS, "net.ipv4.ip_forward": "1"; per interface "net.ipv4.conf.eth0.proxy_arp" */
  readonly sysctl: Readonly<Record<string, string>>;
  readonly iptables: Ruleset;
  /** tables that `nft list ruleset` shows and iptables does not own, in the order of creation; absent: none */
  readonly nft?: readonly NftTablePlan[];
  readonly listeners: readonly Listener[];
  /** absolute path -> content, "/etc/resolv.conf" */
  readonly files: Readonly<Record<string, string>>;
}

export type LinkKind = 'loopback' | 'veth' | 'bridge' | 'vxlan';

export interface Link {
  readonly name: string;
  readonly index: number;
  readonly kind: LinkKind;
  readonly mac: Mac;
  /** bytes of IP packet */
  readonly mtu: number;
  readonly up: boolean;
  /** veth: the other end */
  readonly peer?: { readonly namespace: string; readonly link: string };
  /** name of the bridge that this link is a port of */
  readonly master?: string;
  readonly port?: { readonly hairpin: boolean; readonly learning: boolean };
  readonly vxlan?: VxlanSettings;
  readonly origin: Origin;
}

export interface VxlanSettings {
  readonly vni: number;
  readonly local: Ipv4;
  /** underlay device */
  readonly device?: string;
  readonly port: number;
  readonly learning: boolean;
  readonly df: 'unset' | 'set' | 'inherit';
}

export interface Address {
  readonly device: string;
  /** with prefix length: "10.244.0.5/32" */
  readonly address: Cidr;
  readonly broadcast?: Ipv4;
  readonly scope: 'global' | 'link' | 'host';
  readonly origin: Origin;
}

export interface Route {
  readonly type: 'unicast' | 'local' | 'broadcast' | 'blackhole' | 'unreachable' | 'prohibit';
  /** "default" is "0.0.0.0/0" here */
  readonly destination: Cidr;
  readonly via?: Ipv4;
  readonly device?: string;
  readonly source?: Ipv4;
  readonly metric?: number;
  readonly table: string;
  /** kernel | boot | static | bird | 80 ... as `ip route` prints it; boot is not printed */
  readonly protocol: string;
  readonly scope: 'global' | 'link' | 'host';
  readonly onlink?: boolean;
  readonly mtu?: number;
  readonly origin: Origin;
}

export interface PolicyRule {
  readonly priority: number;
  readonly from: Cidr | 'all';
  readonly to?: Cidr;
  readonly mark?: { readonly value: number; readonly mask: number };
  readonly table: string;
  readonly origin: Origin;
}

export interface Neighbour {
  readonly device: string;
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly state: 'PERMANENT' | 'REACHABLE' | 'STALE' | 'NOARP';
  readonly origin: Origin;
}

export interface FdbEntry {
  readonly device: string;
  readonly mac: Mac;
  /** VXLAN: remote VTEP */
  readonly remote?: Ipv4;
  /** bridge port: the bridge */
  readonly master?: string;
  readonly state: 'permanent' | 'learned' | 'static';
  readonly origin: Origin;
}

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter' | 'security';
export type HookName = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/** Chains in the order of creation; each rule is one line of iptables-save with its author. */
export type Ruleset = Readonly<Partial<Record<TableName, readonly ChainPlan[]>>>;

export interface ChainPlan {
  readonly name: string;
  /** built-in chains only */
  readonly policy?: 'ACCEPT' | 'DROP';
  readonly rules: readonly RulePlan[];
}

export interface RulePlan {
  /** "-A KUBE-SERVICES -d 10.96.0.42/32 -p tcp ... -j KUBE-SVC-..." exactly as iptables-save prints it */
  readonly text: string;
  readonly origin: Origin;
}

export type NftFamily = 'ip' | 'inet';

export interface NftTablePlan {
  readonly family: NftFamily;
  readonly name: string;
  readonly comment?: string;
  readonly sets: readonly NftSetPlan[];
  readonly chains: readonly NftChainPlan[];
}

/** A named set, or a map when it gives something for each element. */
export interface NftSetPlan {
  readonly name: string;
  /** "ipv4_addr . inet_proto . inet_service" */
  readonly type: string;
  /** map: "verdict" */
  readonly gives?: string;
  readonly size?: number;
  readonly flags?: readonly string[];
  /** seconds after which an element is forgotten */
  readonly timeoutSeconds?: number;
  readonly comment?: string;
  /** "10.96.0.42 . tcp . 8080 : goto service-..." each with its author */
  readonly elements: readonly RulePlan[];
}

export interface NftChainPlan {
  readonly name: string;
  readonly comment?: string;
  readonly base?: NftBase;
  readonly rules: readonly RulePlan[];
}

/** What hangs a chain into the kernel: `type nat hook prerouting priority dstnat; policy accept;` */
export interface NftBase {
  readonly type: 'filter' | 'nat' | 'route';
  readonly hook: HookName;
  readonly priority: number;
  readonly policy: 'accept' | 'drop';
}

/** A socket that a process holds open before anything is sent. */
export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  /** "0.0.0.0" or one address */
  readonly address: Ipv4;
  readonly port: number;
  /** process name as `ss -p` prints it: "http-echo", "coredns" */
  readonly process: string;
  readonly app: ListenerApp;
  readonly origin: Origin;
}

export type ListenerApp =
  | { readonly kind: 'http'; readonly podName: string; readonly healthStatus: number }
  | { readonly kind: 'dns' }
  /** accepts, never answers: a hung process */
  | { readonly kind: 'silent' };

export const SYSCTL_DEFAULTS: Readonly<Record<string, string>> = {
  'net.ipv4.ip_forward': '0',
  'net.ipv4.ip_default_ttl': '64',
  'net.ipv4.icmp_ratelimit': '1000',
  'net.ipv4.icmp_ratemask': '6168',
  'net.ipv4.ip_local_port_range': '32768 60999',
  'net.ipv4.tcp_syn_retries': '6',
  'net.ipv4.tcp_syn_linear_timeouts': '4',
  'net.ipv4.tcp_synack_retries': '5',
  'net.bridge.bridge-nf-call-iptables': '1',
  'net.netfilter.nf_conntrack_max': '262144',
  'net.netfilter.nf_conntrack_udp_timeout': '30',
  'net.netfilter.nf_conntrack_udp_timeout_stream': '120',
  'net.netfilter.nf_conntrack_icmp_timeout': '30',
  'net.netfilter.nf_conntrack_generic_timeout': '600',
  'net.netfilter.nf_conntrack_tcp_timeout_syn_sent': '120',
  'net.netfilter.nf_conntrack_tcp_timeout_syn_recv': '60',
  'net.netfilter.nf_conntrack_tcp_timeout_established': '432000',
  'net.netfilter.nf_conntrack_tcp_timeout_fin_wait': '120',
  'net.netfilter.nf_conntrack_tcp_timeout_close_wait': '60',
  'net.netfilter.nf_conntrack_tcp_timeout_last_ack': '30',
  'net.netfilter.nf_conntrack_tcp_timeout_time_wait': '120',
  'net.netfilter.nf_conntrack_tcp_timeout_close': '10',
};
