import { describe, expect, test } from 'vitest';
import { CHAINS } from './testdata/vectors';
import { endpointBase, servicePortBase } from './nftables/names';
import {
  endpointChain,
  printedProbability,
  serviceChain,
  type ServiceChainPrefix,
  writtenProbability,
} from './iptables/names';

/** kubernetes pkg/proxy/iptables/proxier_test.go, and names seen on every cluster. */
const SERVICE_CHAINS: readonly [string, string, string][] = [
  ['ns1/svc1:p80', 'tcp', 'XPGD46QRK7WJZT7O'],
  ['ns2/svc2:p80', 'tcp', 'GNZBNJ2PO5MGZ6GT'],
  ['default/kubernetes:https', 'tcp', 'NPX46M4PTMTKRN6Y'],
  ['kube-system/kube-dns:dns', 'udp', 'TCOU7JCQXEZGVUNU'],
  ['kube-system/kube-dns:dns-tcp', 'tcp', 'ERIFXISQEP7F7OF4'],
  ['kube-system/kube-dns:metrics', 'tcp', 'JD5MR3NA4I4DYORP'],
  ['default/my-service', 'tcp', 'FXIYY6OHUSNBITIX'],
];

const ENDPOINT_CHAINS: readonly [string, string, string][] = [
  ['ns1/svc1:p80', '10.180.0.1:80', 'SXIVWICOYRO3J4NJ'],
  ['ns2/svc2:p80', '10.180.0.2:80', 'RS4RBKLTHTF2IUXJ'],
  ['default/my-service', '10.244.0.5:8080', '4EQIWGZDMRKW64QZ'],
  ['default/my-service', '10.244.0.8:8080', 'TP2FSTN7TROU7EZE'],
  ['default/my-service', '10.244.1.8:8080', '7V3X4POJIWKUD3QQ'],
  ['default/my-service', '10.244.2.7:8080', 'ACMQ5PCCMV2VI7NA'],
];

/** What iptables-save of a real kernel printed for 2 to 12 endpoints. */
const PROBABILITIES = [
  '0.50000000000',
  '0.33333333349',
  '0.25000000000',
  '0.20000000019',
  '0.16666666651',
  '0.14285714272',
  '0.12500000000',
  '0.11111111101',
  '0.10000000009',
  '0.09090909082',
  '0.08333333349',
];

describe('chain names of kube-proxy', () => {
  test.each(SERVICE_CHAINS)('%s over %s is KUBE-SVC-%s', (name, protocol, hash) => {
    expect(serviceChain('KUBE-SVC', name, protocol)).toBe(`KUBE-SVC-${hash}`);
  });

  test.each(ENDPOINT_CHAINS)('%s to %s is KUBE-SEP-%s', (name, endpoint, hash) => {
    expect(endpointChain(name, 'tcp', endpoint)).toBe(`KUBE-SEP-${hash}`);
  });
});

describe('probabilities as iptables prints them', () => {
  test.each(PROBABILITIES.map((text, index) => [index + 2, text] as const))(
    '1 of %i is %s',
    (n, text) => {
      expect(printedProbability(n)).toBe(text);
    },
  );
});

/** "ns1/svc1:p80" and, for an endpoint, "10.180.0.1:80" or "[fd00::1]:80". */
function split(servicePort: string, protocol: string, endpoint = '') {
  const [object = '', portName = ''] = servicePort.split(':');
  const [namespace = '', service = ''] = object.split('/');
  const [, v6, v4, port] = /^(?:\[(.+)\]|([\d.]+)):(\d+)$/.exec(endpoint) ?? [];
  return { port: { namespace, service, portName, protocol }, ip: v6 ?? v4, number: Number(port) };
}

describe('all recorded names of kube-proxy v1.36.2', () => {
  const named = CHAINS.flatMap(({ id, mode, servicePort, protocol, endpoint, ...rest }) => {
    if (servicePort === undefined || protocol === undefined) return [];
    const { port, ip, number } = split(servicePort, protocol, endpoint);
    const base = ip === undefined ? servicePortBase(port) : endpointBase(port, ip, number);
    const ours = (expected: string): string => {
      if (mode === 'nftables') return expected.replace(/^([a-z]+-)?.*$/, `$1${base}`);
      if (endpoint !== undefined) return endpointChain(servicePort, protocol, endpoint);
      const prefix = expected.slice(0, expected.lastIndexOf('-')) as ServiceChainPrefix;
      return serviceChain(prefix, servicePort, protocol);
    };
    const names = rest.chains ?? (rest.chainNameBase === undefined ? [] : [rest.chainNameBase]);
    return names.map((expected): [string, string, string] => [id, expected, ours(expected)]);
  });
  const probabilities = CHAINS.flatMap(({ remainingEndpoints, probabilityText = '' }) =>
    remainingEndpoints === undefined ? [] : [[remainingEndpoints, probabilityText] as const],
  );

  test('are compared', () => {
    expect([CHAINS.length, named.length, probabilities.length]).toEqual([208, 279, 5]);
  });

  test.each(named)('%s: %s', (_id, expected, ours) => {
    expect(ours).toBe(expected);
  });

  test.each(probabilities)('a probability of 1 in %i is written as %s', (remaining, text) => {
    expect(writtenProbability(remaining)).toBe(text);
  });
});
