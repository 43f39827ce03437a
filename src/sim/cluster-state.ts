/**
 * The state of freshly booted kernels: nothing learnt, nothing tracked. What a real kernel draws at boot (the first
 * ephemeral port, the first IP identification) is drawn from the seed.
 */
import type { KernelPlan } from './plan';
import { nextBetween, nextUint32, type Random } from './random';
import type { KernelState, NamespaceState } from './state';

const FIRST_EPHEMERAL_PORT = 32768;
const LAST_EPHEMERAL_PORT = 60999;

export function emptyState(plan: KernelPlan, seed: number): KernelState {
  const random: Random = { state: seed >>> 0 };
  const namespaces: Record<string, NamespaceState> = {};
  for (const name of Object.keys(plan.namespaces)) {
    namespaces[name] = {
      neighbours: [],
      fdb: [],
      routeExceptions: [],
      conntrack: [],
      sockets: [],
      counters: {},
      ruleCounters: {},
      errorBudgets: {},
      remembered: {},
      nextPort: nextBetween(random, FIRST_EPHEMERAL_PORT, LAST_EPHEMERAL_PORT),
      ipIdentification: nextUint32(random) & 0xffff,
    };
  }
  return { nowMicros: 0, random: random.state, nextConnectionId: 1, namespaces };
}
