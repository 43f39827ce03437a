/**
 * An nftables ruleset as data: what a rule reads, what it compares, what it does.
 * Source: nft(8) 1.0.6. Only what Kubernetes agents and plain firewalls write is here; anything else does not parse.
 */
import type { HookName, NftBase, NftTablePlan, RulePlan } from '../../plan';
import type { RejectKind } from '../types';

export type Datatype =
  | 'ipv4_addr'
  | 'inet_proto'
  | 'inet_service'
  | 'mark'
  | 'ct_state'
  | 'ct_dir'
  | 'ct_status'
  | 'ifname'
  | 'icmp_type'
  | 'icmp_code'
  | 'fib_addrtype'
  | 'nf_proto'
  | 'integer';

/** One thing that a rule can read of a packet. */
export type Selector =
  | { readonly kind: 'ip'; readonly field: 'saddr' | 'daddr' | 'protocol' }
  | {
      readonly kind: 'port';
      readonly protocol: 'tcp' | 'udp' | 'sctp' | 'th';
      readonly field: 'sport' | 'dport';
    }
  | {
      readonly kind: 'meta';
      readonly key: 'l4proto' | 'nfproto' | 'mark' | 'iifname' | 'oifname' | 'iif' | 'oif';
    }
  | { readonly kind: 'ct'; readonly key: 'state' | 'direction' | 'status' }
  | { readonly kind: 'icmp'; readonly field: 'type' | 'code' }
  | { readonly kind: 'fib'; readonly address: 'saddr' | 'daddr' }
  | { readonly kind: 'numgen'; readonly modulus: number; readonly offset: number };

/** "ip daddr . meta l4proto . th dport": the parts of a concatenation; one part where there is none. */
export type Expression = readonly Selector[];

/** Numbers from `low` to `high` (flags: any bit of `low`), or a device name, "cali*" by its beginning. */
export type Pattern =
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'name'; readonly name: string };

export type Key = readonly Pattern[];

export type NftVerdict =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string };

export type Datum =
  | { readonly kind: 'verdict'; readonly verdict: NftVerdict }
  | { readonly kind: 'value'; readonly value: Key };

export interface Element {
  readonly key: Key;
  readonly data?: Datum;
  readonly comment?: string;
}

export type SetReference =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'anonymous'; readonly elements: readonly Element[] };

export interface MapLookup {
  readonly key: Expression;
  readonly map: SetReference;
}

/** Where dnat and snat send a packet: written out, or looked up ("10.244.0.5 . 8080" or an address). */
export type NatTarget =
  | { readonly kind: 'fixed'; readonly address?: string; readonly port?: number }
  | { readonly kind: 'lookup'; readonly lookup: MapLookup; readonly withPort: boolean };

export type Statement =
  | {
      readonly kind: 'match';
      readonly left: Expression;
      readonly not: boolean;
      readonly right: Key | SetReference;
    }
  | {
      readonly kind: 'mark-match';
      readonly mask: number;
      readonly not: boolean;
      readonly value: number;
    }
  | ({ readonly kind: 'vmap' } & MapLookup)
  | { readonly kind: 'verdict'; readonly verdict: NftVerdict }
  | {
      readonly kind: 'reject';
      readonly with: RejectKind;
      /** the word it was written with; absent: plain `reject` */
      readonly written?: 'icmp' | 'icmpx';
    }
  | {
      readonly kind: 'dnat' | 'snat';
      readonly to: NatTarget;
      readonly flags: readonly string[];
    }
  | { readonly kind: 'masquerade'; readonly flags: readonly string[] }
  | { readonly kind: 'redirect'; readonly port?: number }
  | {
      readonly kind: 'set-mark';
      readonly operator: '=' | '|' | '&' | '^';
      readonly value: number;
    }
  | {
      readonly kind: 'remember';
      readonly operation: 'add' | 'update';
      readonly set: string;
      readonly key: Expression;
      readonly seconds?: number;
    }
  | { readonly kind: 'counter' }
  | { readonly kind: 'notrack' };

export interface NftRule {
  readonly statements: readonly Statement[];
  readonly comment?: string;
}

export interface CompiledNftRule extends NftRule {
  readonly plan: RulePlan;
}

export interface CompiledElement extends Element {
  readonly plan: RulePlan;
}

export interface CompiledSet {
  readonly name: string;
  readonly elements: readonly CompiledElement[];
  /** elements whose key is one exact value each, by their numbers; the rest are searched one by one */
  readonly exact: ReadonlyMap<string, CompiledElement>;
  readonly ranges: readonly CompiledElement[];
  /** rules add to it while packets pass, and forget after this time */
  readonly dynamicSeconds?: number;
}

export interface CompiledNftChain {
  readonly name: string;
  readonly base?: NftBase;
  readonly rules: readonly CompiledNftRule[];
}

export interface CompiledNftTable {
  readonly plan: NftTablePlan;
  readonly sets: ReadonlyMap<string, CompiledSet>;
  readonly chains: ReadonlyMap<string, CompiledNftChain>;
}

export const HOOK_WORDS: Readonly<Record<HookName, string>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};
