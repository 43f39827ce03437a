/**
 * How many ICMP errors a host sends to one address: a token bucket that fills by one second per second.
 * Source: Linux net/ipv4/inetpeer.c inet_peer_xrlim_allow(), icmp.c icmpv4_xrlim_allow(), route.c ip_error().
 *
 * Simplified: the limit for the whole host (icmp_msgs_per_sec, 1000) is not modelled; no lesson reaches it.
 */
import type { NamespacePlan } from '../plan';
import type { ErrorBudget, NamespaceState } from '../state';
import type { Ipv4 } from '../wire/types';
import { FRAG_NEEDED, UNREACHABLE } from './icmp';
import { sysctlNumber } from './sysctl';

/** a new peer starts as if it had been silent for a minute */
const START_TOKENS = 60_000_000;
const BURST_FACTOR = 6;
/** ip_rt_error_cost and ip_rt_error_burst */
const ROUTE_COST = 1_000_000;
const ROUTE_BURST = 5_000_000;

/** Spends a token for an error of this type; false: the error is not sent. */
export function allowsError(
  plan: NamespacePlan,
  state: NamespaceState,
  to: Ipv4,
  error: { readonly type: number; readonly code: number },
  nowMicros: number,
): boolean {
  if (error.type === UNREACHABLE && error.code === FRAG_NEEDED) return true;
  if ((sysctlNumber(plan, 'net.ipv4.icmp_ratemask') & (1 << error.type)) === 0) return true;
  const cost = sysctlNumber(plan, 'net.ipv4.icmp_ratelimit') * 1000;
  // 0 switches the limit off, and then the bucket stays as it is for the routing code
  if (cost === 0) return true;
  return spend(state, to, cost, cost * BURST_FACTOR, nowMicros);
}

/** The routing code has a limit of its own, on the same bucket: an unroutable packet costs twice. */
export const allowsRouteError = (state: NamespaceState, to: Ipv4, nowMicros: number): boolean =>
  spend(state, to, ROUTE_COST, ROUTE_BURST, nowMicros);

function spend(
  state: NamespaceState,
  to: Ipv4,
  cost: number,
  burst: number,
  nowMicros: number,
): boolean {
  const known: ErrorBudget = state.errorBudgets[to] ?? {
    tokens: START_TOKENS,
    atMicros: nowMicros,
  };
  const tokens = Math.min(burst, known.tokens + nowMicros - known.atMicros);
  const isEnough = tokens >= cost;
  state.errorBudgets[to] = { tokens: isEnough ? tokens - cost : tokens, atMicros: nowMicros };
  return isEnough;
}
