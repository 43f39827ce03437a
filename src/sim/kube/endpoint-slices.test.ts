import { describe, expect, test } from 'vitest';
import type { WorldOptions } from '../world';
import { buildCluster } from './controllers';
import { NODES, objectsOf, pod, service } from './testdata/manifests';
import type { EndpointSlice } from './types';

const PROBE =
  'ports: [{name: http, containerPort: 8080}], readinessProbe: {httpGet: {path: /health, port: http}}';

function slicesOf(
  documents: readonly string[],
  runtime: WorldOptions['runtime'] = {},
): readonly EndpointSlice[] {
  const built = buildCluster(objectsOf(NODES, ...documents), { runtime });
  if (!built.ok) throw new Error(built.error[0]?.message);
  return built.value.cluster.endpointSlices;
}

const addresses = (slice: EndpointSlice | undefined) =>
  slice?.endpoints.map((endpoint) => endpoint.addresses[0]);
const WEB = service('selector: {app: web}, ports: [{port: 80, targetPort: 8080}]');

describe('an EndpointSlice', () => {
  test('lists the selected pods of the namespace of the Service in the order of their addresses', () => {
    const [slice] = slicesOf([
      WEB,
      pod({ name: 'far', node: 'node-2', ip: '10.244.1.3' }),
      pod({ name: 'near-10', ip: '10.244.0.10' }),
      pod({ name: 'near-9', ip: '10.244.0.9' }),
      pod({ name: 'other-label', labels: 'app: db' }),
      pod({ name: 'other-namespace', namespace: 'kube-system' }),
    ]);
    expect(addresses(slice)).toEqual(['10.244.0.9', '10.244.0.10', '10.244.1.3']);
    expect(slice?.endpoints[2]).toMatchObject({
      nodeName: 'node-2',
      targetRef: { kind: 'Pod', namespace: 'default', name: 'far' },
    });
  });

  test('carries the name of its Service as a label and in its own name', () => {
    const [slice] = slicesOf([WEB]);
    expect(slice?.metadata.labels?.['kubernetes.io/service-name']).toBe('web');
    expect(slice?.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test('exists without endpoints and ports when the selector matches nothing', () => {
    expect(slicesOf([WEB])).toMatchObject([{ endpoints: [], ports: [] }]);
  });

  test('resolves a named targetPort on each pod, and splits where the numbers differ', () => {
    const named = service(
      'selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]',
    );
    const slices = slicesOf([
      named,
      pod({ name: 'a', ip: '10.244.0.2' }),
      pod({ name: 'b', ip: '10.244.0.3', container: 'ports: [{name: http, containerPort: 9090}]' }),
    ]);
    expect(slices.map((slice) => [slice.ports[0]?.port, addresses(slice)])).toEqual([
      [8080, ['10.244.0.2']],
      [9090, ['10.244.0.3']],
    ]);
  });

  test('lists a pod without the named port with no port at all', () => {
    const named = service('selector: {app: web}, ports: [{port: 80, targetPort: web}]');
    expect(slicesOf([named, pod({ name: 'a' })])).toMatchObject([{ ports: [], endpoints: [{}] }]);
  });

  test('is not made for a Service without selector, nor for an ExternalName', () => {
    expect(slicesOf([service('ports: [{port: 80}]')])).toEqual([]);
    expect(
      slicesOf([service('type: ExternalName, externalName: example.com, selector: {app: web}')]),
    ).toEqual([]);
  });
});

describe('an endpoint', () => {
  const conditions = (documents: readonly string[], runtime: WorldOptions['runtime']) =>
    slicesOf(documents, runtime)[0]?.endpoints[0]?.conditions;

  test.each([
    ['running, no probe', '', { process: 'running' }, true],
    ['running, probe', PROBE, { process: 'running' }, true],
    ['stopped, probe', PROBE, { process: 'stopped' }, false],
    ['stopped, no probe', '', { process: 'stopped' }, true],
    ['hung, probe', PROBE, { process: 'hung' }, false],
    ['hung, no probe', '', { process: 'hung' }, true],
    ['bound to localhost, probe from outside', PROBE, { bind: '127.0.0.1' }, false],
    ['health endpoint answers 503', PROBE, { healthStatus: 503 }, false],
    ['health endpoint answers 204', PROBE, { healthStatus: 204 }, true],
  ] as const)('of a pod that is %s has the right readiness', (_name, container, change, ready) => {
    const expected = { ready, serving: ready, terminating: false };
    expect(conditions([WEB, pod({ name: 'a', container })], { 'default/a': change })).toEqual(
      expected,
    );
  });

  test('stays in the slice when it is not ready', () => {
    const [slice] = slicesOf([WEB, pod({ name: 'a', container: PROBE })], {
      'default/a': { process: 'stopped' },
    });
    expect(slice?.endpoints).toHaveLength(1);
  });

  test('is ready but not serving when the Service publishes addresses that are not ready', () => {
    const published = service(
      'selector: {app: web}, publishNotReadyAddresses: true, ports: [{port: 80}]',
    );
    expect(
      conditions([published, pod({ name: 'a', container: PROBE })], {
        'default/a': { process: 'stopped' },
      }),
    ).toEqual({
      ready: true,
      serving: false,
      terminating: false,
    });
  });

  test('of a probe that asks a port nobody listens on is not ready', () => {
    const wrong = 'ports: [{containerPort: 8080}], readinessProbe: {httpGet: {port: 8081}}';
    expect(conditions([WEB, pod({ name: 'a', container: wrong })], {})?.ready).toBe(false);
  });

  test('passes an exec probe that runs inside the container, wherever the process is bound', () => {
    const inside = 'ports: [{containerPort: 8080}], readinessProbe: {exec: {command: [check]}}';
    expect(
      conditions([WEB, pod({ name: 'a', container: inside })], {
        'default/a': { bind: '127.0.0.1' },
      })?.ready,
    ).toBe(true);
  });
});
