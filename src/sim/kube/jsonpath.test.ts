import { describe, expect, test } from 'vitest';
import { evaluateJsonPath } from './jsonpath';

const NODES = {
  kind: 'List',
  items: [
    {
      metadata: { name: 'node-1', labels: { 'kubernetes.io/os': 'linux' } },
      spec: { podCIDR: '10.244.0.0/24' },
    },
    { metadata: { name: 'node-2', labels: {} }, spec: { podCIDR: '10.244.1.0/24' } },
  ],
};
const POD = {
  spec: {
    initContainers: [{ name: 'istio-proxy' }],
    containers: [{ name: 'my-app' }, { name: 'log' }],
  },
  status: {
    addresses: [
      { type: 'InternalIP', address: '10.0.0.10' },
      { type: 'Hostname', address: 'node-1' },
    ],
  },
};

/** Expected texts are what kubectl prints for the same template and object. */
describe('a kubectl JSONPath template', () => {
  test.each([
    [
      '{range .items[*]}{.metadata.name}{"\\t"}{.spec.podCIDR}{"\\n"}{end}',
      NODES,
      'node-1\t10.244.0.0/24\nnode-2\t10.244.1.0/24\n',
    ],
    ['{.items[*].metadata.name}', NODES, 'node-1 node-2'],
    ['{.items[0].metadata.name}', NODES, 'node-1'],
    ['{.items[-1].metadata.name}', NODES, 'node-2'],
    ['{.kind}: {.items[1].spec.podCIDR}', NODES, 'List: 10.244.1.0/24'],
    ['{.spec.containers[*].name}', POD, 'my-app log'],
    ["{.spec['initContainers','containers'][*].name}", POD, 'istio-proxy my-app log'],
    ['{.status.addresses[?(@.type=="InternalIP")].address}', POD, '10.0.0.10'],
    ['{.status.addresses[?(@.type!="InternalIP")].address}', POD, 'node-1'],
    ['{.spec.nothing}', POD, ''],
    ['plain text', POD, 'plain text'],
  ])('%s', (template, value, printed) => {
    expect(evaluateJsonPath(template, value)).toEqual({ ok: true, value: printed });
  });

  test('selects a label with dots in its key', () => {
    expect(evaluateJsonPath('{.items[0].metadata.labels.kubernetes\\.io/os}', NODES)).toEqual({
      ok: true,
      value: 'linux',
    });
  });

  test('prints an object as JSON', () => {
    expect(evaluateJsonPath('{.spec.initContainers[0]}', POD)).toEqual({
      ok: true,
      value: '{"name":"istio-proxy"}',
    });
  });

  test.each(['{.items[*}', '{range .items[*]}{.a}', '{.a', "{.a['b}", '{.items[x]}', '{end}'])(
    '%s is an error, not an empty line',
    (template) => {
      expect(evaluateJsonPath(template, NODES).ok).toBe(false);
    },
  );
});
