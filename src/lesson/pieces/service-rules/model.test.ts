import { describe, expect, test } from 'vitest';
import * as sim from '../../../sim';
import { lessonObjects } from '../../../sim/testdata/lesson-world';
import { ribbonsOf, roomFor } from './geometry';
import { diceOf, readingOf, REQUESTS, secondsUntilUnready, send, walkOf } from './model';

function world(replicas: number, options: Partial<sim.WorldOptions> = {}) {
  const built = sim.buildWorld(sim.scaleEndpoints(lessonObjects(), replicas), options);
  if (!built.ok) throw new Error(built.error[0]?.message);
  return built.value;
}

describe('the walk of a connection', () => {
  test.each([1, 2, 3, 5, 10])('gives %i backends equal shares', (replicas) => {
    const walk = walkOf(world(replicas));
    expect(walk.branches).toHaveLength(replicas);
    for (const branch of walk.branches) expect(branch.share).toBeCloseTo(1 / replicas, 6);
    expect(walk.branches.map((branch, index) => diceOf(branch, index)).at(-1)).toMatch(
      replicas === 1 ? 'every one' : 'all that is left',
    );
  });

  test('ends in one REJECT of the table filter when there is no endpoint', () => {
    const walk = walkOf(world(0));
    expect(walk).toMatchObject({ isRejected: true, branches: [] });
    expect(walk.entry?.text).toContain('-j REJECT');
    expect(send(sim, world(0), walk).refused).toBe(REQUESTS);
  });

  test('reads every rule in words', () => {
    const walk = walkOf(world(3));
    const [first] = walk.branches;
    expect(walk.marks.map(readingOf)).toEqual([expect.stringMatching(/outside 10\.244\.0\.0\/16/)]);
    expect(first && readingOf(first.rule)).toMatch(/1 in 3/);
    expect(first?.chainRules.map(readingOf)).toEqual([
      expect.stringMatching(/hairpin/),
      'rewrite the destination to 10.244.0.8:8080',
    ]);
  });
});

describe('three hundred requests', () => {
  test('one dead backend without a probe refuses exactly its own share', () => {
    const objects = sim.setReadinessProbe(
      lessonObjects(),
      { namespace: 'default', name: 'pod-c' },
      undefined,
    );
    const built = sim.buildWorld(objects, { runtime: { 'default/pod-c': { process: 'stopped' } } });
    if (!built.ok) throw new Error('no world');
    const walk = walkOf(built.value);
    const { tallies, refused, order } = send(sim, built.value, walk);
    expect(order).toHaveLength(REQUESTS);
    expect(refused).toBe(tallies.find((tally) => !tally.answers)?.count);
    expect(refused).toBeGreaterThan(60);
    expect(refused).toBeLessThan(140);
  });

  test('a probe takes the dead backend out of the rules, after its period times its threshold', () => {
    const dead = world(3, { runtime: { 'default/pod-c': { process: 'stopped' } } });
    const walk = walkOf(dead);
    expect(walk.left.map((entry) => entry.pod)).toEqual(['pod-c']);
    expect(send(sim, dead, walk).refused).toBe(0);
    expect(secondsUntilUnready(dead, 'pod-c')).toBe(15);
  });
});

describe('the stream', () => {
  test('is as wide as the shaft where it begins, however many backends share it', () => {
    for (const replicas of [1, 3, 10]) {
      const room = roomFor(700, replicas);
      const ribbons = ribbonsOf(walkOf(world(replicas)).branches, room);
      const sum = ribbons.reduce((total, ribbon) => total + ribbon.width, 0);
      expect(sum).toBeGreaterThan(room.shaft * 0.9);
      expect(sum).toBeLessThanOrEqual(room.shaft + 1);
      expect(room.height).toBeLessThan(640);
    }
  });
});
