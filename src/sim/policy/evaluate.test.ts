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

  test('is asked about tens of thousands of connections here', () => {
    const probes = VECTORS.map((vector) => probesOf(vector, clusterOf(vector)).length);
    expect(probes.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(30_000);
  });
});
