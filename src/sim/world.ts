/** A world: one cluster, its kernels and what they have learnt. Immutable from outside; an edit builds a new one. */
import type { Problem } from './result';
import type { AnyObject, Cluster, PodRuntime } from './kube/types';
import type { KernelPlan } from './plan';
import type { KernelState } from './state';
import type { Trace } from './trace/types';
import type { OutputLine } from './transport/syscalls';
import type { Ipv4 } from './wire/types';

export type CniName = 'flannel' | 'calico' | 'calico-vxlan';
export type ProxyName = 'iptables' | 'nftables';

export type FaultId =
  | 'service-selector-typo'
  | 'dns-name-typo'
  | 'wrong-target-port'
  | 'no-ready-pod'
  | 'one-dead-backend'
  | 'listens-on-localhost'
  | 'policy-drop'
  | 'overlay-port-blocked'
  | 'coredns-down'
  | 'mtu-black-hole';

export interface WorldOptions {
  readonly cni: CniName;
  readonly proxy: ProxyName;
  readonly seed: number;
  readonly faults: readonly FaultId[];
  /** MTU of every pod interface; default: what the CNI would set (underlay minus its overhead) */
  readonly podMtu?: number;
  /** MTU of the nodes' eth0; default 1500 */
  readonly nodeMtu?: number;
  /** MTU of the switch between the nodes; default: the nodes' */
  readonly fabricMtu?: number;
  /** nodes drop ICMP type 3 code 4: the black hole of facts 31(c) */
  readonly filterFragNeeded?: boolean;
  /** net.bridge.bridge-nf-call-iptables on every node; default true */
  readonly bridgeNetfilter?: boolean;
  /** neighbour caches at the start: warm (default, a cluster that has been running) or cold (ARP asks first) */
  readonly arp?: 'warm' | 'cold';
  /** what processes do, by "namespace/pod" */
  readonly runtime?: Readonly<Record<string, Partial<PodRuntime>>>;
}

export const DEFAULT_OPTIONS: WorldOptions = {
  cni: 'flannel',
  proxy: 'iptables',
  seed: 1,
  faults: [],
};

export interface World {
  readonly objects: readonly AnyObject[];
  readonly options: WorldOptions;
  readonly cluster: Cluster;
  readonly plan: KernelPlan;
  readonly state: KernelState;
  readonly warnings: readonly Problem[];
}

export interface RunOptions {
  /** forces the endpoint that kube-proxy's dice pick, "10.244.1.8"; of several Services, one endpoint each */
  readonly endpoint?: Ipv4 | readonly Ipv4[];
  /** stop after this much simulated time; default 60 s */
  readonly limitMicros?: number;
  /** source port of the first TCP connection, else the next ephemeral one */
  readonly sourcePort?: number;
}

export interface Run {
  readonly lines: readonly OutputLine[];
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly trace: Trace;
  /** the world afterwards: conntrack, neighbours and the clock have moved on */
  readonly world: World;
}
