import { describe, expect, test } from 'vitest';
import { worldOf } from '../authoring/worlds';
import { type FaultId, run } from '../sim';
import { keyHopOf } from './key-hop';

function keyHop(command: string, faults: readonly FaultId[] = []) {
  const { trace } = run(worldOf('lesson', { faults }), 'default/pod-a', command, {
    endpoint: '10.244.1.8',
  });
  return trace.hops[keyHopOf(trace.hops)];
}

describe('the hop that a printed trace shows', () => {
  test('is the translation of a request to a ClusterIP', () => {
    expect(keyHop('nc -zv 10.96.0.42 8080')).toMatchObject({ hook: 'PREROUTING', layer: 4 });
  });

  test('is the wrapping of a packet that crosses nodes in a tunnel', () => {
    expect(keyHop('ping -c 1 10.244.1.8')?.stage).toBe('encapsulate');
  });

  test('is the place where a packet ends', () => {
    const hop = keyHop('ping -c 1 -W 1 10.244.1.8', ['overlay-port-blocked']);
    expect(hop?.verdict.kind).toBe('dropped');
  });
});
