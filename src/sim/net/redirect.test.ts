import { describe, expect, test } from 'vitest';
import type { NamespacePlan } from '../plan';
import { countRedirect, deservesRedirect } from './redirect';

const origin = { agent: 'kernel', why: 'test' } as const;
const router = (sysctl: Record<string, string> = {}): NamespacePlan => ({
  name: 'node-1',
  role: 'node',
  links: {
    cali1: {
      name: 'cali1',
      index: 5,
      kind: 'veth',
      mac: 'ee:ee:ee:ee:ee:ee',
      mtu: 1450,
      up: true,
      origin,
    },
  },
  addresses: [],
  routes: [
    {
      type: 'unicast',
      destination: '10.244.0.5/32',
      device: 'cali1',
      table: 'main',
      protocol: 'boot',
      scope: 'link',
      origin,
    },
  ],
  rules: [],
  neighbours: [],
  fdb: [],
  sysctl,
  iptables: {},
  listeners: [],
  files: {},
});
const SAME = { in: 'cali1', out: 'cali1' };

describe('a redirect', () => {
  test('is deserved by a neighbour whose packet goes back where it came from', () => {
    expect(deservesRedirect(router(), '10.244.0.5', SAME)).toBe(true);
    expect(deservesRedirect(router(), '10.244.0.5', { in: 'cali1', out: 'eth0' })).toBe(false);
    expect(deservesRedirect(router(), '10.244.9.9', SAME)).toBe(false);
  });

  test('is off only when both switches are off', () => {
    const all = { 'net.ipv4.conf.all.send_redirects': '0' };
    const own = { 'net.ipv4.conf.cali1.send_redirects': '0' };
    expect(deservesRedirect(router(all), '10.244.0.5', SAME)).toBe(true);
    expect(deservesRedirect(router({ ...all, ...own }), '10.244.0.5', SAME)).toBe(false);
  });

  test('is repeated after 40 ms, then after 80, and not in between', () => {
    const first = countRedirect(undefined, 0);
    expect(first).toEqual({ count: 1, atMicros: 0 });
    expect(countRedirect(first ?? undefined, 40_000)).toBeNull();
    expect(countRedirect(first ?? undefined, 40_001)).toEqual({ count: 2, atMicros: 40_001 });
    expect(countRedirect({ count: 2, atMicros: 0 }, 80_000)).toBeNull();
  });
});
