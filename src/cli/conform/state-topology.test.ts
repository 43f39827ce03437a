import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { record } from './golden';
import { topologyFromState } from './state-topology';
import { planFromTopology } from './topology';

const GOLDENS = path.join(import.meta.dirname, '../../../e2e/kernel/goldens');
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(GOLDENS, name), 'utf8'));
const MODE = 'vxlan-iptables';
const KEPT = ['fabric', 'gw', 'node-1', 'node-2', 'node-3', 'pod-a', 'pod-b'];

const topology = topologyFromState(
  Object.fromEntries(KEPT.map((name) => [name, read(`state/${MODE}.${name}.json`)])),
);
const plan = planFromTopology(topology);
const written = planFromTopology(read(`topology.${MODE}.json`));

describe('a cluster read from what its tools printed', () => {
  test.each(KEPT)('%s has the links, addresses, routes and rules of the topology file', (name) => {
    const [got, expected] = [plan.namespaces[name], written.namespaces[name]];
    expect(got?.links).toEqual(expected?.links);
    expect(got?.addresses).toEqual(expected?.addresses);
    expect(got?.routes).toEqual(expected?.routes);
    expect(got?.iptables).toEqual(expected?.iptables);
    expect(got?.nft).toEqual(expected?.nft);
  });

  test('a pod that nobody looked into is wired like one that was, with the addresses its node knows', () => {
    const [got, expected] = [plan.namespaces['pod-b2'], written.namespaces['pod-b2']];
    expect(got?.links.eth0).toEqual(expected?.links.eth0);
    expect(got?.addresses.at(-1)?.address).toBe('10.244.0.8/32');
    expect(got?.listeners.some(({ protocol, port }) => protocol === 'tcp' && port === 8080)).toBe(
      true,
    );
  });

  test('Services are named by the comments of their rules', () => {
    const names = (topology.services as unknown[]).map((entry) => record(entry).name);
    expect(names).toEqual(expect.arrayContaining(['kubernetes', 'kube-dns', 'my-service']));
  });
});
