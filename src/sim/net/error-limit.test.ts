import { expect, test } from 'vitest';
import { emptyState } from '../cluster-state';
import type { NamespacePlan } from '../plan';
import { allowsError, allowsRouteError } from './error-limit';

const plan: NamespacePlan = {
  name: 'gw',
  role: 'router',
  links: {},
  addresses: [],
  routes: [],
  rules: [],
  neighbours: [],
  fdb: [],
  sysctl: {},
  iptables: {},
  listeners: [],
  files: {},
};
const fresh = () => {
  const state = emptyState({ namespaces: { gw: plan } }, 1).namespaces.gw;
  if (!state) throw new Error('a state for each namespace');
  return state;
};
const UNREACHABLE = { type: 3, code: 0 };

test('of twelve unroutable packets, a fifth of a second apart, two are answered', () => {
  const state = fresh();
  const answered = Array.from({ length: 12 }, (_, index) => {
    const now = index * 204_000;
    return (
      allowsRouteError(state, '10.0.0.10', now) &&
      allowsError(plan, state, '10.0.0.10', UNREACHABLE, now)
    );
  });
  expect(answered.filter(Boolean)).toHaveLength(2);
  expect(answered.slice(0, 2)).toEqual([true, true]);
});

test('six errors may follow at once, then one a second', () => {
  const state = fresh();
  const at = (now: number) => allowsError(plan, state, '10.0.0.10', UNREACHABLE, now);
  expect(Array.from({ length: 8 }, () => at(0)).filter(Boolean)).toHaveLength(6);
  expect(at(900_000)).toBe(false);
  expect(at(1_000_000)).toBe(true);
});

test('frag-needed and echo replies are never held back', () => {
  const state = fresh();
  for (let index = 0; index < 20; index += 1) {
    expect(allowsError(plan, state, '10.0.0.10', { type: 3, code: 4 }, 0)).toBe(true);
    expect(allowsError(plan, state, '10.0.0.10', { type: 0, code: 0 }, 0)).toBe(true);
  }
});

test('a limit of zero is no limit', () => {
  const state = fresh();
  const free = { ...plan, sysctl: { 'net.ipv4.icmp_ratelimit': '0' } };
  for (let index = 0; index < 20; index += 1)
    expect(allowsError(free, state, '10.0.0.10', UNREACHABLE, 0)).toBe(true);
});
