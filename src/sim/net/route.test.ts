import { describe, expect, test } from 'vitest';
import type { NamespacePlan, Route } from '../plan';
import { lessonWorld } from '../testdata/lesson-world';
import { lookupRoute, printRoute } from './route';

function namespace(name: string, cni: 'flannel' | 'calico' = 'flannel'): NamespacePlan {
  const plan = lessonWorld({ cni }).plan.namespaces[name];
  if (!plan) throw new Error(`the lesson has no namespace ${name}`);
  return plan;
}

const node1 = namespace('node-1');
const origin = { agent: 'kernel', why: 'for this test' } as const;
const route = (destination: string, more: Partial<Route> = {}): Route => ({
  type: 'unicast',
  destination,
  device: 'eth0',
  table: 'main',
  protocol: 'boot',
  scope: 'global',
  origin,
  ...more,
});
const withRoutes = (...routes: readonly Route[]): NamespacePlan => ({
  ...node1,
  routes: [...node1.routes, ...routes],
});

describe('the routing decision of node-1', () => {
  test.each([
    ['a neighbour node', '10.0.0.11', { kind: 'unicast', device: 'eth0', nextHop: '10.0.0.11' }],
    ['a local pod', '10.244.0.8', { kind: 'unicast', device: 'cni0', nextHop: '10.244.0.8' }],
    ['a remote pod', '10.244.1.8', { kind: 'unicast', device: 'flannel.1', nextHop: '10.244.1.0' }],
    ['a ClusterIP', '10.96.0.42', { kind: 'unicast', device: 'eth0', nextHop: '10.0.0.1' }],
    ['itself', '10.0.0.10', { kind: 'local' }],
    ['its loopback', '127.0.0.53', { kind: 'local', device: 'lo' }],
    ['the broadcast of its subnet', '10.0.0.255', { kind: 'broadcast' }],
  ])('%s', (_name, destination, expected) => {
    expect(lookupRoute(node1, { destination })).toMatchObject(expected);
  });

  test('takes the longest prefix, wherever it stands in the table', () => {
    const plan = withRoutes(route('10.244.1.8/32', { device: 'cni0' }));
    expect(lookupRoute(plan, { destination: '10.244.1.8' })).toMatchObject({ device: 'cni0' });
    expect(lookupRoute(plan, { destination: '10.244.1.9' })).toMatchObject({ device: 'flannel.1' });
  });

  test('takes the smaller metric among equal prefixes', () => {
    const plan = withRoutes(
      route('192.0.2.0/24', { device: 'eth0', metric: 200 }),
      route('192.0.2.0/24', { device: 'cni0', metric: 100 }),
    );
    expect(lookupRoute(plan, { destination: '192.0.2.1' })).toMatchObject({ device: 'cni0' });
  });

  test('passes over a route whose device is down', () => {
    const tunnel = node1.links['flannel.1'];
    if (!tunnel) throw new Error('the lesson has flannel.1');
    const plan = { ...node1, links: { ...node1.links, 'flannel.1': { ...tunnel, up: false } } };
    expect(lookupRoute(plan, { destination: '10.244.1.8' })).toMatchObject({ device: 'eth0' });
  });

  test('asks policy rules by priority, and a rule that does not fit is passed over', () => {
    const base = withRoutes(route('0.0.0.0/0', { table: '2', device: 'cni0' }));
    const rule = (priority: number, from: string, table: string) =>
      ({ priority, from, table, origin }) as const;
    const plan = {
      ...base,
      rules: [rule(32766, 'all', 'main'), rule(100, '10.244.0.5/32', '2'), rule(0, 'all', 'local')],
    };
    const destination = '198.51.100.7';
    expect(lookupRoute(plan, { destination, source: '10.244.0.5' })).toMatchObject({
      device: 'cni0',
    });
    expect(lookupRoute(plan, { destination, source: '10.244.0.8' })).toMatchObject({
      device: 'eth0',
    });
  });

  test('a blackhole is an outcome of its own, no route another', () => {
    const calico = namespace('node-1', 'calico');
    expect(lookupRoute(calico, { destination: '10.244.0.33' }).kind).toBe('blackhole');
    expect(lookupRoute({ ...node1, routes: [] }, { destination: '10.0.0.11' }).kind).toBe(
      'no-route',
    );
  });

  test('uses a cached path MTU until it expires', () => {
    const destination = '10.0.0.11';
    const cached = [{ destination, mtu: 1400, expiresAtMicros: 600e6 }];
    expect(lookupRoute(node1, { destination }, cached, 0)).toMatchObject({ mtu: 1400 });
    expect(lookupRoute(node1, { destination }, cached, 600e6)).toMatchObject({ mtu: 1500 });
    expect(lookupRoute(node1, { destination: '10.0.0.12' }, cached, 0)).toMatchObject({
      mtu: 1500,
    });
  });
});

/** Lines captured on a Linux 6.18 kernel with iproute2 6.1. */
describe('ip route prints', () => {
  test.each([
    [route('0.0.0.0/0', { via: '10.0.0.1' }), 'default via 10.0.0.1 dev eth0'],
    [
      route('10.0.0.0/24', { protocol: 'kernel', scope: 'link', source: '10.0.0.10' }),
      '10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.10',
    ],
    [
      route('10.244.1.0/24', { via: '10.244.1.0', device: 'flannel.1', onlink: true }),
      '10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink',
    ],
    [
      route('10.244.0.5/32', { device: 'cali1234abcd', scope: 'link' }),
      '10.244.0.5 dev cali1234abcd scope link',
    ],
    [
      route('10.244.0.0/26', { type: 'blackhole', device: undefined, protocol: 'bird' }),
      'blackhole 10.244.0.0/26 proto bird',
    ],
  ])('%#: %o as its line', (value, line) => {
    expect(printRoute(value)).toBe(line);
  });
});
