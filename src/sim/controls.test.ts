import { describe, expect, test } from 'vitest';
import { buildWorld } from './cluster';
import { scaleEndpoints, setLabel, setReadinessProbe, setTargetPort } from './kube/edits';
import type { AnyObject } from './kube/types';
import { run } from './simulation';
import { lessonObjects } from './testdata/lesson-world';
import { traceToJson } from './trace/json';
import type { World, WorldOptions } from './world';

function world(
  options: Partial<WorldOptions> = {},
  objects: readonly AnyObject[] = lessonObjects(),
): World {
  const built = buildWorld(objects, options);
  if (!built.ok) throw new Error(built.error[0]?.message);
  return built.value;
}

const request = (from: World, command = 'curl -sS -m 5 http://10.96.0.42:8080/') =>
  traceToJson(run(from, 'default/pod-a', command, { endpoint: '10.244.1.8' }).trace);

const POD_C = { namespace: 'default', name: 'pod-c' };
const MY_SERVICE = { namespace: 'default', name: 'my-service' };
const STOPPED = { runtime: { 'default/pod-c': { process: 'stopped' as const } } };

describe('every control changes the trace', () => {
  const before = request(world());
  const objects = lessonObjects();

  test.each([
    ['the CNI', () => world({ cni: 'calico' })],
    ['the mode of kube-proxy', () => world({ proxy: 'nftables' })],
    ['the number of endpoints', () => world({}, scaleEndpoints(objects, 1))],
    ['the port behind the Service', () => world({}, setTargetPort(objects, MY_SERVICE, 9090))],
    ['the label of a backend', () => world({}, setLabel(objects, POD_C, 'app', 'other'))],
    ['the state of a backend that has a probe', () => world(STOPPED)],
    [
      'the state of a backend without a probe',
      () => world(STOPPED, setReadinessProbe(objects, POD_C, undefined)),
    ],
    ['what is known of neighbours', () => world({ arp: 'cold' })],
  ])('%s', (_name, changed) => {
    expect(request(changed())).not.toBe(before);
  });

  test.each([
    ['the MTU of pods', 'ping -c 1 -M do -s 1400 10.244.1.8', { podMtu: 1300 }],
    ['the MTU of nodes', 'ping -c 1 -M do -s 1400 10.244.1.8', { nodeMtu: 1400 }],
    [
      'the filter for ICMP',
      'ping -c 1 -W 1 -M do -s 1472 10.244.1.8',
      { podMtu: 1500, filterFragNeeded: true },
    ],
  ])('%s', (_name, command, options) => {
    const other = 'filterFragNeeded' in options ? { podMtu: 1500 } : {};
    expect(request(world(options), command)).not.toBe(request(world(other), command));
  });

  test('the DF bit', () => {
    const large = world({ podMtu: 1500 });
    expect(request(large, 'ping -c 1 -W 1 -M do -s 1472 10.244.1.8')).not.toBe(
      request(large, 'ping -c 1 -W 1 -M dont -s 1472 10.244.1.8'),
    );
  });

  test('readiness takes a stopped backend out of the rules, and without a probe it stays in', () => {
    const rules = (from: World) => run(from, 'node-1', 'iptables-save -t nat').stdout;
    expect(rules(world(STOPPED))).not.toContain('--to-destination 10.244.1.8:8080');
    expect(rules(world(STOPPED, setReadinessProbe(objects, POD_C, undefined)))).toContain(
      '--to-destination 10.244.1.8:8080',
    );
  });
});
