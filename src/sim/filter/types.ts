/**
 * Netfilter: rules, chains, connection tracking and NAT of one namespace.
 * Pure: `traverse` says what a hook decides; the host loop carries it out.
 */
import type { HookName, RulePlan } from '../plan';
import type { Ipv4, Ipv4Packet } from '../wire/types';
import type { Cause } from '../trace/types';

/** One direction of a flow. ICMP uses `sourcePort` for the id, `destinationPort` for type*256+code. */
export interface Tuple {
  readonly source: Ipv4;
  readonly destination: Ipv4;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export type TcpTrackState =
  | 'NONE'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT'
  | 'CLOSE_WAIT'
  | 'LAST_ACK'
  | 'TIME_WAIT'
  | 'CLOSE'
  | 'SYN_SENT2';

/** What the segments of a connection have shown; decides which reset may end it. */
export interface TcpSeen {
  /** highest acknowledgement that each side has sent */
  readonly acknowledged: Readonly<Partial<Record<CtDirection, number>>>;
  /** the last segment, if it was a plain ACK: who sent it, and the sequence number behind it */
  readonly last?: { readonly direction: CtDirection; readonly end: number };
}

/** A conntrack entry. Immutable: each packet that changes it makes a new value with the same id. */
export interface Connection {
  readonly id: number;
  readonly original: Tuple;
  /** the un-translated wire view from the reply direction */
  readonly reply: Tuple;
  readonly tcpState?: TcpTrackState;
  readonly tcpSeen?: TcpSeen;
  readonly seenReply: boolean;
  readonly assured: boolean;
  /** which NAT decisions were taken (also "no translation" is a decision: the nat tables run once per flow) */
  readonly destinationNatDone: boolean;
  readonly sourceNatDone: boolean;
  readonly mark: number;
  readonly confirmed: boolean;
  readonly expiresAtMicros: number;
}

export type CtState = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED';
export type CtDirection = 'original' | 'reply';

export interface PacketContext {
  /** which packet of the run this is; absent when rules are asked without sending anything */
  readonly packetId?: number;
  readonly packet: Ipv4Packet;
  readonly inDevice?: string;
  readonly outDevice?: string;
  readonly mark: number;
  readonly ctState: CtState;
  readonly ctDirection: CtDirection;
  readonly connection: Connection | null;
  /** addresses of the namespace, for `-m addrtype --dst-type LOCAL` */
  readonly isLocalAddress: (ip: Ipv4) => boolean;
  /** absent: nothing is remembered */
  readonly memory?: Memory;
}

/**
 * What rules write down while packets pass: the elements of dynamic nft sets, the lists of `-m recent`.
 * `list` names one of them, `key` is its element: "10.244.0.5".
 */
export interface Memory {
  recalls(list: string, key: string, withinSeconds?: number): boolean;
  remember(list: string, key: string, seconds: number): void;
}

/** Asked once per `-m statistic` match with its probability; true = the match succeeds. */
export type Draw = (rule: RulePlan, probability: number, context: PacketContext) => boolean;

/** Asked once per `numgen random`: which of the choices ("goto endpoint-…", "10.244.0.5:8080"), from 0. */
export type Choose = (
  rule: RulePlan | null,
  choices: readonly string[],
  context: PacketContext,
) => number;

export interface Dice {
  readonly draw: Draw;
  readonly choose: Choose;
}

export type FilterVerdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'reject'; readonly with: RejectKind }
  | { readonly kind: 'dnat'; readonly address?: Ipv4; readonly port?: number }
  | { readonly kind: 'snat'; readonly address: Ipv4; readonly port?: number }
  | { readonly kind: 'masquerade'; readonly randomFully: boolean }
  | { readonly kind: 'notrack' };

export type RejectKind =
  | 'icmp-net-unreachable'
  | 'icmp-host-unreachable'
  | 'icmp-port-unreachable'
  | 'icmp-proto-unreachable'
  | 'icmp-admin-prohibited'
  | 'tcp-reset';

export interface Traversal {
  /** "nat", "ip kube-proxy" */
  readonly table: string;
  readonly hook: HookName;
  readonly verdict: FilterVerdict;
  /** packet mark afterwards */
  readonly mark: number;
  /** a rule took the packet out of connection tracking */
  readonly notrack?: boolean;
  /** every rule looked at, in order, matched or not; then the policy if no rule decided */
  readonly causes: readonly Cause[];
  /** index into causes of the deciding one */
  readonly decidedBy: number;
}
