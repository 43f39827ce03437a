/**
 * A trace is data: every view (diagram, altitude line, OSI table, bytes, pcap, text, quiz key) reads this and nothing else.
 */
import type { Origin } from '../origin';
import type { HookName } from '../plan';
import type { Snapshot } from '../wire/types';

export type Layer = 2 | 3 | 4 | 7;

/** What a place did. One hop is one place that looked at the packet. */
export type Stage =
  | 'send' // a process (or the kernel itself, for ICMP errors, ARP and RST) hands a packet down
  | 'route' // routing decision: longest prefix over the policy rules
  | 'hook' // one netfilter hook with all its tables, conntrack included
  | 'neighbour' // next-hop MAC looked up (or asked for)
  | 'transmit' // leaves through a device (a capture tap, direction out)
  | 'arrive' // arrives on a device (a capture tap, direction in)
  | 'bridge' // a bridge looks its FDB up and chooses ports
  | 'encapsulate' // a tunnel device wraps
  | 'decapsulate' // a tunnel device unwraps
  | 'fragment'
  | 'reassemble'
  | 'deliver'; // a socket (or the kernel's ICMP/ARP handler) takes the packet

export type Verdict =
  | { readonly kind: 'continue' }
  | { readonly kind: 'delivered'; readonly to: string }
  /** silent; `reason` is a code of the catalogue: "policy-drop", "mtu-exceeded", "no-route" */
  | { readonly kind: 'dropped'; readonly reason: string; readonly message: string }
  /** something is sent back: ICMP error or RST */
  | { readonly kind: 'rejected'; readonly reason: string; readonly message: string };

/** One thing that a place consulted, as the tool that shows it would print it. */
export interface Cause {
  readonly kind:
    | 'rule'
    | 'policy'
    | 'route'
    | 'neighbour'
    | 'fdb'
    | 'conntrack'
    | 'socket'
    | 'device'
    | 'sysctl';
  /** exact line of the tool: an iptables-save rule, an `ip route` line, a `conntrack -L` line ... */
  readonly text: string;
  readonly origin: Origin;
  /** "nat" of iptables, "ip kube-proxy" of nftables */
  readonly table?: string;
  readonly chain?: string;
  /** rule: number in its chain, from 1 */
  readonly index?: number;
  /** false for a rule that was looked at and did not match */
  readonly matched: boolean;
  /** what it did: "DNAT 10.96.0.42:8080 → 10.244.1.8:8080", "mark 0x4000", "probability 0.333: taken" */
  readonly effect?: string;
  /** the command that shows this line on a real node: "iptables -t nat -S KUBE-SVC-..." */
  readonly command?: string;
}

export interface Hop {
  /** index in `Trace.hops` */
  readonly n: number;
  /** simulated time, microseconds since the trace began */
  readonly atMicros: number;
  /** id of the packet; survives NAT, encapsulation and fragmentation */
  readonly packet: number;
  /** namespace: "node-1", "default/pod-a", "fabric" */
  readonly namespace: string;
  readonly stage: Stage;
  readonly device?: string;
  readonly hook?: HookName;
  /** true when this hop works on the outer packet of a tunnel */
  readonly outer?: boolean;
  /** highest layer that this place read or changed: the altitude */
  readonly layer: Layer;
  readonly before: Snapshot | null;
  readonly after: Snapshot | null;
  /** one sentence in the voice of the lesson: "node-1 rewrites the destination to 10.244.1.8:8080" */
  readonly summary: string;
  readonly verdict: Verdict;
  /** in the order consulted; the deciding one has `decides` */
  readonly causes: readonly Cause[];
  /** index into `causes` of the one that decided, if any */
  readonly decidedBy?: number;
}

export interface TracedPacket {
  readonly id: number;
  /** "SYN", "HTTP GET /health", "DNS A my-service.default.svc.cluster.local?", "ARP who-has 169.254.1.1" */
  readonly label: string;
  readonly protocol: 'arp' | 'icmp' | 'udp' | 'tcp' | 'dns' | 'http' | 'other';
  /** conversation: packets of one flow (both directions) share it; ARP 0 */
  readonly flow: number;
  /** relative to the one who opened the flow */
  readonly direction: 'request' | 'reply';
  /** the packet that this one answers or repeats */
  readonly causedBy?: number;
  readonly retransmission?: boolean;
  /** namespaces of first and last hop */
  readonly from: string;
  readonly to: string;
  /** indices into hops, in order */
  readonly hops: readonly number[];
  readonly verdict: Verdict;
}

export interface ConntrackEvent {
  /** after this hop */
  readonly hop: number;
  readonly atMicros: number;
  readonly namespace: string;
  readonly event: 'NEW' | 'UPDATE' | 'DESTROY';
  readonly id: number;
  /** the line of `conntrack -L`, at that moment */
  readonly text: string;
}

export interface Trace {
  readonly schema: 'podpath-trace/1';
  /** the command that was run, and where */
  readonly command: string;
  readonly from: string;
  readonly hops: readonly Hop[];
  readonly packets: readonly TracedPacket[];
  readonly conntrack: readonly ConntrackEvent[];
  readonly endMicros: number;
}
