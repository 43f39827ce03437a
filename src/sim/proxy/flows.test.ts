import { describe, expect, test } from 'vitest';
import type { ProxyName } from '../world';
import { PROXIES } from './registry';
import { FLOWS, type FlowVector, inputOf } from './testdata/vectors';
import { everyFate, type Fate } from './testdata/walk';

const rows = (mode: ProxyName): [string, FlowVector][] =>
  FLOWS.filter((vector) => vector.modes.includes(mode)).map((vector) => [
    `${vector.title}, from ${vector.flow.from} to ${vector.flow.dst}:${vector.flow.port} (${vector.id})`,
    vector,
  ]);

/** What the vector speaks of, as it would be if it were true. */
function summary(fates: readonly Fate[], { expect: wanted }: FlowVector): FlowVector['expect'] {
  const [first] = fates;
  if (!first || fates.some((fate) => fate.verdict !== first.verdict))
    throw new Error(`different fates: ${fates.map((fate) => fate.verdict).join(', ')}`);
  if (first.verdict !== 'dnat') return { verdict: first.verdict };
  const by = <T>(value: (fate: Fate) => T) =>
    Object.fromEntries(fates.map((fate) => [fate.endpoint ?? '', value(fate)]));
  const probability: Record<string, number> = {};
  for (const fate of fates) {
    const endpoint = fate.endpoint ?? '';
    probability[endpoint] = (probability[endpoint] ?? 0) + fate.probability;
  }
  const rounded = Object.fromEntries(
    Object.entries(probability).map(([endpoint, value]) => [endpoint, Number(value.toFixed(4))]),
  );
  return {
    verdict: 'dnat',
    endpoints: [...new Set(fates.map((fate) => fate.endpoint ?? ''))].sort(),
    ...(wanted.masqueradeByEndpoint
      ? { masqueradeByEndpoint: by((fate) => fate.masquerade) }
      : { masquerade: first.masquerade }),
    ...(wanted.firstPacketProbability ? { firstPacketProbability: rounded } : {}),
  };
}

const sorted = ({ firstPacketProbability, ...rest }: FlowVector['expect']) => ({
  ...rest,
  ...(rest.endpoints ? { endpoints: [...rest.endpoints].sort() } : {}),
  ...(firstPacketProbability
    ? {
        firstPacketProbability: Object.fromEntries(
          Object.entries(firstPacketProbability).map(([key, value]) => [
            key,
            Number(value.toFixed(4)),
          ]),
        ),
      }
    : {}),
});

describe.each(['iptables', 'nftables'] as const)('a first packet under kube-proxy %s', (mode) => {
  test('all flows run', () => {
    expect(rows(mode)).toHaveLength(mode === 'iptables' ? 256 : 232);
  });

  test.each(rows(mode))('%s', (_title, vector) => {
    const input = inputOf(vector.scenario, mode);
    const { iptables, nft } = PROXIES[mode].compile(input);
    const fates = everyFate({ iptables, nft }, vector.flow, input.nodeIPs);
    expect(summary(fates, vector)).toEqual(sorted(vector.expect));
  });
});
