/** What a laboratory of real network namespaces needs of one namespace of the plan, as the tools read it. */

/** The plan's name ("default/pod-a") -> name of the network namespace, which must not hold a slash. */
export type NetnsName = (namespace: string) => string;

/** A file below /proc/sys, "net/ipv4/conf/flannel.1/forwarding", and its value. */
export interface SysctlText {
  readonly key: string;
  readonly value: string;
}

export interface NamespaceText {
  readonly namespace: string;
  readonly netns: string;
  /** before there are devices: what new devices take over */
  readonly sysctlFirst: readonly SysctlText[];
  /** `ip -n NETNS -batch -`: devices; afterwards every veth end exists, whichever side made it */
  readonly links: string;
  /** switches of devices */
  readonly sysctl: readonly SysctlText[];
  /** `ip -n NETNS -batch -`: bridge ports, devices up, addresses, routes, policy rules, neighbours */
  readonly addresses: string;
  /** `bridge -n NETNS -batch -` */
  readonly fdb: string;
  /** names of accounting objects that rules count with, to be made by `nfacct add` before the rules are loaded */
  readonly accounting: readonly string[];
  /** `iptables-restore`, the lines that iptables-save prints; empty: no rules */
  readonly iptables: string;
  /** `nft -f -`, the lines that nft list ruleset prints; empty: no ruleset */
  readonly nft: string;
}
