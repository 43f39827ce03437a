import { describe, expect, test } from 'vitest';
import { compileIptables } from './iptables';
import { compileNftables } from './nftables';
import { servicePorts } from './service-ports';
import { asListed, iptablesBlocks, meaningOf, nftBlocks, withoutBuiltIn } from './testdata/blocks';
import {
  type Blocks,
  clusterOf,
  expectedBlocks,
  inputOf,
  RULES,
  type RuleVector,
  SELECTIONS,
} from './testdata/vectors';

const of = (mode: string, spelling: string) =>
  RULES.filter((vector) => vector.mode === mode && vector.spelling === spelling).map(
    (vector): [string, RuleVector] => [`${vector.title} (${vector.id})`, vector],
  );

/** Only the blocks that the vector speaks of, where it speaks of a part. */
const asked = (blocks: Blocks, expected: Blocks, vector: RuleVector): Blocks =>
  vector.only || vector.partial
    ? Object.fromEntries(Object.keys(expected).map((name) => [name, blocks[name] ?? []]))
    : blocks;

/** kube-proxy takes the Services in no order; only the jump for node ports must stay at the end. */
const UNORDERED = ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-EXTERNAL-SERVICES'];

const inAnyOrder = (blocks: Blocks): Blocks =>
  Object.fromEntries(
    Object.entries(blocks).map(([name, lines]) => {
      if (!UNORDERED.includes(name.split(' ')[1] ?? '')) return [name, lines];
      const last = lines.findIndex((line) => line.includes('this must be the last rule'));
      const movable = last < 0 ? lines : lines.slice(0, last);
      return [name, [...[...movable].sort(), ...lines.slice(movable.length)]];
    }),
  );

describe('kube-proxy in iptables mode', () => {
  test('all vectors run', () => {
    expect([of('iptables', 'listed').length, of('iptables', 'written').length]).toEqual([37, 32]);
  });

  test.each(of('iptables', 'listed'))('%s', (_title, vector) => {
    const blocks = iptablesBlocks(
      compileIptables(inputOf(vector.scenario, 'iptables', vector.flags)),
    );
    expect(inAnyOrder(blocks)).toEqual(inAnyOrder(withoutBuiltIn(expectedBlocks(vector))));
  });

  test.each(of('iptables', 'written'))('%s', (_title, vector) => {
    const expected = withoutBuiltIn(expectedBlocks(vector));
    const ours = iptablesBlocks(
      compileIptables(inputOf(vector.scenario, 'iptables', vector.flags)),
    );
    const meanings = (blocks: Blocks) =>
      Object.fromEntries(
        Object.entries(blocks).map(([name, lines]) => [name, lines.map(meaningOf)]),
      );
    expect(inAnyOrder(meanings(asked(ours, expected, vector)))).toEqual(
      inAnyOrder(meanings(expected)),
    );
  });
});

describe('kube-proxy in nftables mode', () => {
  test('all vectors run', () => {
    expect([of('nftables', 'listed').length, of('nftables', 'written').length]).toEqual([37, 28]);
  });

  test.each([...of('nftables', 'listed'), ...of('nftables', 'written')])('%s', (_title, vector) => {
    const table = compileNftables(inputOf(vector.scenario, 'nftables', vector.flags));
    const ours = nftBlocks(table, vector.spelling === 'listed');
    const expected = asListed(withoutFlushed(expectedBlocks(vector)));
    expect(ours).toEqual(expected);
  });
});

/** In a series of syncs the chains of a deleted Service are emptied first and removed later. */
const withoutFlushed = (blocks: Blocks): Blocks =>
  Object.fromEntries(
    Object.entries(blocks).filter(([name, lines]) => !name.startsWith('chain') || lines.length > 0),
  );

describe('which endpoints kube-proxy uses', () => {
  test.each(SELECTIONS.map((vector): [string, typeof vector] => [vector.title, vector]))(
    '%s',
    (_title, { node, objects, preferSameTrafficDistribution, expect: wanted }) => {
      const cluster = clusterOf(objects, node);
      const [view] = servicePorts({
        nodeName: node.name,
        nodeIPs: [],
        cluster,
        preferSameTrafficDistribution,
      });
      expect(view).toBeDefined();
      if (!view) return;
      const addresses = (list: readonly { readonly address: string }[]) =>
        list.map((entry) => entry.address).sort();
      expect({
        clusterEndpoints: addresses(view.endpoints.cluster),
        localEndpoints: addresses(view.endpoints.local),
        allReachableEndpoints: addresses(view.endpoints.reachable),
        hasAnyEndpoints: view.endpoints.hasAny,
      }).toMatchObject({
        clusterEndpoints: wanted.clusterEndpoints,
        localEndpoints: wanted.localEndpoints,
        allReachableEndpoints: wanted.allReachableEndpoints,
        hasAnyEndpoints: wanted.hasAnyEndpoints,
      });
    },
  );
});
