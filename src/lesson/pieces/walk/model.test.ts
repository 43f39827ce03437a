import { describe, expect, test } from 'vitest';
import { worldOf } from '../../../authoring/worlds';
import { type CniName, firstExchange, run } from '../../../sim';
import { ttlSteps } from './model';

function steps(cni: CniName, to: string) {
  const { trace } = run(worldOf('lesson', { cni }), 'default/pod-a', `ping -c 1 ${to}`);
  const { request } = firstExchange(trace);
  return ttlSteps(trace.hops.filter((hop) => hop.packet === request?.id));
}

describe('time to live on one node', () => {
  test('a bridge takes nothing off', () => {
    expect(steps('flannel', '10.244.0.8').map((step) => step.ttl)).toEqual([64, 64]);
  });

  test('routed veths make the node a router, which takes one off', () => {
    const walked = steps('calico', '10.244.0.8');
    expect(walked[0]?.ttl).toBe(64);
    expect(walked.at(-1)?.ttl).toBe(63);
    expect(walked.find((step) => step.ttl === 63)?.place).toBe('node-1');
  });
});
