/**
 * A packet on its way through one namespace, with what the kernel remembers about it (struct sk_buff),
 * and the steps that the host loop can take next.
 */
import type { Connection, CtDirection, CtState } from './filter/types';
import type { Frame, Ipv4, Ipv4Packet, Mac } from './wire/types';

/** What stays with a packet from its birth to its end, across namespaces. */
export interface Identity {
  /** survives NAT, tunnels and fragmentation */
  readonly id: number;
  /** skb->hash: the sender's choice of path; a tunnel derives its source port from it */
  readonly hash: number;
}

/** How connection tracking sees a packet in the namespace that it is in. */
export interface Tracking {
  readonly connection: Connection | null;
  readonly state: CtState;
  readonly direction: CtDirection;
}

export const UNTRACKED: Tracking = { connection: null, state: 'UNTRACKED', direction: 'original' };

export interface Skb {
  readonly identity: Identity;
  readonly packet: Ipv4Packet;
  readonly inDevice?: string;
  readonly outDevice?: string;
  readonly nextHop?: Ipv4;
  readonly mark: number;
  readonly tracking: Tracking;
  /** the outer packet of a tunnel */
  readonly outer: boolean;
  /** made on this host, not forwarded */
  readonly isLocal: boolean;
  /** addresses of the frame it came in, for the picture and for bridging */
  readonly link?: { readonly destination: Mac; readonly source: Mac };
  /** set while a bridge lets netfilter see a frame (br_netfilter) */
  readonly bridged?: { readonly bridge: string; readonly port: string };
  /** PREROUTING already ran inside a bridge (ip_sabotage_in) */
  readonly sawPrerouting?: boolean;
  /** reassembled from fragments of at most this many bytes */
  readonly fragmentMaximum?: number;
  /** still a list of such fragments, though IP has forgotten that it was (skb_shinfo()->frag_list) */
  readonly fragmentList?: number;
}

/** What a place decided should happen next. The list of these, in time order, is the trace. */
export type Step =
  | {
      readonly do: 'arrive';
      readonly namespace: string;
      readonly device: string;
      readonly frame: Frame;
      readonly identity: Identity;
      /** over lo a packet keeps what connection tracking knows of it */
      readonly tracking?: Tracking;
    }
  | {
      readonly do: 'bridge';
      readonly namespace: string;
      readonly bridge: string;
      readonly port: string | null;
      readonly frame: Frame;
      readonly skb: Skb | null;
      readonly identity: Identity;
    }
  | {
      readonly do: 'receive';
      readonly namespace: string;
      readonly device: string;
      readonly skb: Skb;
    }
  | { readonly do: 'route-input'; readonly namespace: string; readonly skb: Skb }
  | { readonly do: 'forward'; readonly namespace: string; readonly skb: Skb; readonly mtu: number }
  | { readonly do: 'deliver'; readonly namespace: string; readonly skb: Skb }
  | { readonly do: 'output'; readonly namespace: string; readonly skb: Skb }
  | {
      readonly do: 'postrouting';
      readonly namespace: string;
      readonly skb: Skb;
      readonly mtu: number;
    }
  | { readonly do: 'neighbour'; readonly namespace: string; readonly skb: Skb }
  | {
      readonly do: 'transmit';
      readonly namespace: string;
      readonly device: string;
      readonly frame: Frame;
      readonly identity: Identity;
      readonly outer: boolean;
      readonly tracking?: Tracking;
    }
  | { readonly do: 'decapsulate'; readonly namespace: string; readonly skb: Skb }
  | { readonly do: 'call'; readonly run: () => void };

export interface Timed {
  readonly step: Step;
  /** microseconds from now */
  readonly after: number;
}

export const soon = (step: Step, after = 1): Timed => ({ step, after });
