import { describe, expect, test } from 'vitest';
import { lessonObjects } from '../testdata/lesson-world';
import type { WorldOptions } from '../world';
import type { AnyObject } from './types';
import { buildCluster } from './controllers';
import {
  backendsOf,
  MY_SERVICE,
  scaleEndpoints,
  setLabel,
  setReadinessProbe,
  setSelector,
  setTargetPort,
} from './edits';
import { setReady, setRuntime } from './runtime';

const LESSON = lessonObjects();
const POD_C = { namespace: 'default', name: 'pod-c' };

function endpoints(objects: readonly AnyObject[], options = {}): readonly string[] {
  const built = buildCluster(objects, options);
  if (!built.ok) throw new Error(built.error[0]?.message);
  const slice = built.value.cluster.endpointSlices.find((item) =>
    item.metadata.name.startsWith('my-service'),
  );
  return (slice?.endpoints ?? [])
    .filter((item) => item.conditions.ready)
    .map((item) => item.addresses[0] ?? '');
}

describe('scaling my-service', () => {
  test.each([0, 1, 2, 3, 4, 7, 10])('to %i gives as many ready endpoints', (count) => {
    expect(endpoints(scaleEndpoints(LESSON, count))).toHaveLength(count);
  });

  test('keeps the first backends and spreads new ones over the nodes', () => {
    const objects = scaleEndpoints(LESSON, 6);
    expect(backendsOf(objects).map((pod) => `${pod.metadata.name}@${pod.spec.nodeName}`)).toEqual([
      'pod-b@node-1',
      'pod-c@node-2',
      'pod-d@node-3',
      'pod-e@node-1',
      'pod-f@node-2',
      'pod-g@node-3',
    ]);
    expect(endpoints(objects)).toEqual([
      '10.244.0.3',
      '10.244.0.8',
      '10.244.1.3',
      '10.244.1.8',
      '10.244.2.2',
      '10.244.2.7',
    ]);
  });

  test('beyond the limits stops at them', () => {
    expect(backendsOf(scaleEndpoints(LESSON, 99))).toHaveLength(10);
    expect(backendsOf(scaleEndpoints(LESSON, -1))).toHaveLength(0);
  });

  test('lets a copy point to the lines of its template', () => {
    const [template, , , copy] = backendsOf(scaleEndpoints(LESSON, 4));
    expect(copy?.positions['spec.containers[0].image']).toEqual(
      template?.positions['spec.containers[0].image'],
    );
  });
});

describe('an edit', () => {
  test('leaves the objects that it was given alone', () => {
    const before = JSON.stringify(LESSON);
    setLabel(setSelector(setTargetPort(LESSON, MY_SERVICE, 81), MY_SERVICE, {}), POD_C, 'app', 'x');
    expect(JSON.stringify(LESSON)).toBe(before);
  });

  test('of a label takes a pod out of the slice', () => {
    expect(endpoints(setLabel(LESSON, POD_C, 'app', 'other'))).toEqual([
      '10.244.0.8',
      '10.244.2.7',
    ]);
    expect(endpoints(setLabel(LESSON, POD_C, 'app', undefined))).toEqual([
      '10.244.0.8',
      '10.244.2.7',
    ]);
  });

  test('of readiness takes a pod out of the slice, and out of nothing when it has no probe', () => {
    const options = setReady({}, 'default/pod-c', false);
    expect(endpoints(LESSON, options)).toEqual(['10.244.0.8', '10.244.2.7']);
    expect(endpoints(setReadinessProbe(LESSON, POD_C, undefined), options)).toHaveLength(3);
    expect(endpoints(LESSON, setReady(options, 'default/pod-c', true))).toHaveLength(3);
  });

  test('of the runtime adds to what was set before', () => {
    const before: Pick<WorldOptions, 'runtime'> = {};
    const options = setRuntime(setReady(before, 'default/pod-c', false), 'default/pod-c', {
      process: 'hung',
    });
    expect(options.runtime).toEqual({ 'default/pod-c': { healthStatus: 503, process: 'hung' } });
  });
});
