/**
 * Which base chains a packet meets at a hook, in order: those of iptables tables and those of nftables tables together.
 * Source: Linux include/uapi/linux/netfilter_ipv4.h (priorities), net/netfilter/core.c nf_hook_entries_grow() (of equal
 * priority, the one registered last runs first), net/netfilter/nf_nat_core.c nf_nat_inet_fn() (all nat chains of a hook
 * run at one place, until one of them translates).
 */
import type { HookName, NamespacePlan, TableName } from '../plan';
import { compiledTable } from './nft/compile';
import { traverseNft } from './nft/evaluate';
import type { CompiledNftChain, CompiledNftTable } from './nft/types';
import { compiledRuleset } from './ruleset';
import { traverse } from './traverse';
import type { Dice, PacketContext, Traversal } from './types';

export type BaseChain =
  | { readonly kind: 'iptables'; readonly table: TableName }
  | { readonly kind: 'nft'; readonly table: CompiledNftTable; readonly chain: CompiledNftChain };

/** A place inside a hook. */
export type Station = { readonly priority: number } & (
  | { readonly do: 'track' }
  | { readonly do: 'filter'; readonly chain: BaseChain }
  | { readonly do: 'translate'; readonly chains: readonly BaseChain[] }
);

export type FirewallPlan = Pick<NamespacePlan, 'iptables' | 'nft'>;

const CONNTRACK = -200;
const DESTINATION_NAT = -100;
const SOURCE_NAT = 100;

/** raw, mangle, filter as the kernel has them; security where iptables 1.8 with the nf_tables backend puts it. */
const PRIORITIES: Readonly<Record<Exclude<TableName, 'nat'>, number>> = {
  raw: -300,
  mangle: -150,
  filter: 0,
  security: 150,
};

/** iptables tables and their built-in chains */
const HOOKS: Readonly<Record<TableName, readonly HookName[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
};

/** Hooks, and with them connection tracking, exist only in namespaces that have rules (nf_ct_netns_get()). */
export const hasRules = ({ iptables, nft }: FirewallPlan): boolean =>
  Object.keys(iptables).length > 0 || (nft?.length ?? 0) > 0;

/** Rules that take a reference on connection tracking (nf_ct_netns_get()): those that ask for its state or translate. */
const NEEDS_TRACKING = {
  iptables:
    /-m (conntrack|state|connmark)\b|-j (DNAT|SNAT|MASQUERADE|REDIRECT|CT|CONNMARK|NOTRACK)\b/,
  nft: /\b(ct|dnat|snat|masquerade|redirect|notrack)\b/,
};

const tracking = new WeakMap<FirewallPlan, boolean>();

/** False in a namespace whose rules are all stateless: then nothing is tracked, translated or defragmented on the way. */
export function tracksConnections(plan: FirewallPlan): boolean {
  const known = tracking.get(plan);
  if (known !== undefined) return known;
  const iptables = Object.values(plan.iptables).flatMap((chains) => chains ?? []);
  const nft = (plan.nft ?? []).flatMap((table) => table.chains);
  const tracks =
    iptables.some(({ rules }) => rules.some(({ text }) => NEEDS_TRACKING.iptables.test(text))) ||
    nft.some(({ rules }) => rules.some(({ text }) => NEEDS_TRACKING.nft.test(text)));
  tracking.set(plan, tracks);
  return tracks;
}

const cache = new WeakMap<FirewallPlan, Partial<Record<HookName, readonly Station[]>>>();

export function stationsAt(plan: FirewallPlan, hook: HookName): readonly Station[] {
  let known = cache.get(plan);
  if (!known) {
    known = {};
    cache.set(plan, known);
  }
  known[hook] ??= buildStations(plan, hook);
  return known[hook];
}

interface Placed {
  readonly priority: number;
}

function buildStations(plan: FirewallPlan, hook: HookName): readonly Station[] {
  const filters: Station[] = [];
  const nats: (Placed & { readonly item: BaseChain })[] = [];
  const natPriority = hook === 'PREROUTING' || hook === 'OUTPUT' ? DESTINATION_NAT : SOURCE_NAT;
  for (const table of Object.keys(HOOKS) as TableName[]) {
    if (!plan.iptables[table] || !HOOKS[table].includes(hook)) continue;
    const chain: BaseChain = { kind: 'iptables', table };
    if (table === 'nat') nats.push({ priority: natPriority, item: chain });
    else filters.push({ priority: PRIORITIES[table], do: 'filter', chain });
  }
  for (const table of (plan.nft ?? []).map(compiledTable)) {
    for (const chain of table.chains.values()) {
      if (chain.base?.hook !== hook) continue;
      const { type, priority } = chain.base;
      const item: BaseChain = { kind: 'nft', table, chain };
      if (type === 'nat') nats.push({ priority, item });
      else filters.push({ priority, do: 'filter', chain: item });
    }
  }
  // Simplified: iptables tables count as the first to have registered; a real node keeps the order in which agents started.
  const stations = inOrder(filters);
  if (tracksConnections(plan) && (hook === 'PREROUTING' || hook === 'OUTPUT')) {
    insert(stations, { priority: CONNTRACK, do: 'track' });
  }
  if (hook !== 'FORWARD') {
    const chains = inOrder(nats).map((entry) => entry.item);
    insert(stations, { priority: natPriority, do: 'translate', chains });
  }
  return stations;
}

function inOrder<T extends Placed>(registered: readonly T[]): T[] {
  const ordered: T[] = [];
  for (const entry of registered) insert(ordered, entry);
  return ordered;
}

/** Before the first one that is not earlier: of equal priority, the newest comes first. */
function insert<T extends Placed>(ordered: T[], entry: T): void {
  const at = ordered.findIndex((other) => entry.priority <= other.priority);
  ordered.splice(at < 0 ? ordered.length : at, 0, entry);
}

export function walkBaseChain(
  plan: FirewallPlan,
  chain: BaseChain,
  hook: HookName,
  context: PacketContext,
  dice: Dice,
): Traversal {
  return chain.kind === 'nft'
    ? traverseNft(chain.table, chain.chain, hook, context, dice)
    : traverse(compiledRuleset(plan.iptables), chain.table, hook, context, dice.draw);
}

/** The first translation that the nat chains of a hook decide on, with everything looked at. */
export function firstTranslation(
  walk: (chain: BaseChain) => Traversal,
  chains: readonly BaseChain[],
): Traversal | null {
  let last: Traversal | null = null;
  for (const chain of chains) {
    last = walk(chain);
    if (last.verdict.kind !== 'accept') return last;
  }
  return last;
}
