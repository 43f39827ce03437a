import { describe, expect, test } from 'vitest';
import { drawEndpoints } from './draws';
import { lessonWorld } from './testdata/lesson-world';

/** 5 % limit of chi-square with two degrees of freedom. */
const LIMIT = 5.99;

describe('three thousand new connections to a Service with three backends', () => {
  test('are spread evenly, as on a real kernel', () => {
    const drawn = drawEndpoints(
      lessonWorld(),
      'node-1',
      '10.244.0.5',
      { ip: '10.96.0.42', port: 8080 },
      3000,
    );
    const counts = new Map<string, number>();
    for (const endpoint of drawn) counts.set(endpoint ?? '', (counts.get(endpoint ?? '') ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([
      '10.244.0.8:8080',
      '10.244.1.8:8080',
      '10.244.2.7:8080',
    ]);
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(LIMIT);
  });

  test('to a port that the Service does not have are not translated', () => {
    const drawn = drawEndpoints(
      lessonWorld(),
      'node-1',
      '10.244.0.5',
      { ip: '10.96.0.42', port: 81 },
      3,
    );
    expect(drawn).toEqual([null, null, null]);
  });
});
