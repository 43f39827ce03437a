import { describe, expect, test } from 'vitest';
import { isAllowed } from './evaluate';
import { clusterOf, probesOf, VECTORS } from './testdata/vector-cluster';

describe('the verdict about a connection', () => {
  test.each(VECTORS)('$id: $title', (vector) => {
    const cluster = clusterOf(vector);
    const wrong = probesOf(vector, cluster)
      .filter(
        ({ from, to, port, protocol, allowed }) =>
          isAllowed(cluster, from, to, port, protocol) !== allowed,
      )
      .map(({ text, allowed }) => `${text} must be ${allowed ? 'allowed' : 'denied'}`);
    expect(wrong).toEqual([]);
  });

  test('is asked about 84,946 connections under 300 sets of policies', () => {
    const probes = VECTORS.map((vector) => probesOf(vector, clusterOf(vector)).length);
    expect([VECTORS.length, probes.reduce((sum, count) => sum + count, 0)]).toEqual([300, 84_946]);
  });
});
