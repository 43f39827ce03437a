/** What kube-proxy knows of its node and its flags, and what it leaves in the kernel, whichever mode it runs in. */
import type { Cluster } from '../kube/types';
import type { NftTablePlan, Ruleset } from '../plan';
import type { ProxyName } from '../world';

export interface KubeProxyInput {
  readonly nodeName: string;
  readonly nodeIPs: readonly string[];
  readonly cluster: Cluster;
  /** sources outside it are masqueraded; without it nothing is known to be local */
  readonly clusterCIDR?: string;
  readonly masqueradeAll?: boolean;
  /** the feature gate of that name (GA 1.35): whether hints for nodes count, default true */
  readonly preferSameTrafficDistribution?: boolean;
  /** --nodeport-addresses; default: every address (iptables), the node's own (nftables) */
  readonly nodePortAddresses?: readonly string[];
  /** --iptables-localhost-nodeports, default true */
  readonly localhostNodePorts?: boolean;
  /** counters that the kernel has: `nfacct list`; default all that kube-proxy creates */
  readonly nfacctCounters?: readonly string[];
  /** net.netfilter.nf_conntrack_tcp_be_liberal: then INVALID packets are let through */
  readonly tcpLiberal?: boolean;
  /** whether iptables knows --random-fully (1.6.2 and later) */
  readonly randomFully?: boolean;
}

export interface ProxyRules {
  readonly iptables: Ruleset;
  readonly nft: readonly NftTablePlan[];
}

export interface ServiceProxy {
  readonly name: ProxyName;
  compile(input: KubeProxyInput): ProxyRules;
}
