import { describe, expect, test } from 'vitest';
import { buildWorld } from '../cluster';
import { clientNameOf } from '../fault/registry';
import { lessonObjects } from '../testdata/lesson-world';
import type { FaultId } from '../world';
import { CHECKS, type Check, TICKET } from './checks';
import { type Candidate, observe } from './possible';
import { signatureOf } from './signature';

const objects = lessonObjects();

function cluster(fault?: FaultId): Candidate {
  const built = buildWorld(objects, { cni: 'calico-vxlan', faults: fault ? [fault] : [] });
  if (!built.ok) throw new Error(built.error[0]?.message);
  const target = {
    client: 'pod-a',
    service: clientNameOf(built.value.options),
    namespace: 'default',
    port: 8080,
    podIp: '10.244.1.8',
    podPort: 8080,
    path: '/',
  };
  return { id: fault ?? 'healthy', world: built.value, target };
}

const check = (id: Check['id']): Check => {
  const value = [...CHECKS, TICKET].find((entry) => entry.id === id);
  if (!value) throw new Error(`no check ${id}`);
  return value;
};
const outcome = (candidate: Candidate, id: Check['id']) =>
  signatureOf(observe(candidate, check(id)).run).outcome;

describe('the six checks in a healthy cluster', () => {
  test.each([
    ['ping', 'answered'],
    ['pod-port', 'connected'],
    ['service-port', 'connected'],
    ['http', 'answered'],
    ['dns', 'resolved'],
    ['endpoints', 'answered'],
  ] as const)('%s: %s', (id, expected) => {
    expect(outcome(cluster(), id)).toBe(expected);
  });
});

describe('a fault shows where its layer is', () => {
  test.each([
    ['a selector typo empties the endpoints', 'service-selector-typo', 'endpoints', 'no endpoints'],
    ['… and the Service refuses', 'service-selector-typo', 'service-port', 'refused'],
    ['… while the pod itself answers', 'service-selector-typo', 'pod-port', 'connected'],
    ['a name typo is NXDOMAIN', 'dns-name-typo', 'dns', 'name unknown'],
    ['a wrong targetPort refuses', 'wrong-target-port', 'service-port', 'refused'],
    ['a process on localhost refuses at the pod', 'listens-on-localhost', 'pod-port', 'refused'],
    ['a policy is silent', 'policy-drop', 'pod-port', 'timed out'],
    ['a blocked tunnel is silent for ping too', 'overlay-port-blocked', 'ping', 'timed out'],
  ] as const)('%s', (_name, fault, id, expected) => {
    expect(outcome(cluster(fault), id)).toBe(expected);
  });
});
