import { describe, expect, test } from 'vitest';
import type { Ipv4Packet } from '../wire/types';
import { compiledRuleset } from './ruleset';
import { traverse } from './traverse';
import type { PacketContext } from './types';

const icmp = (type: number, code: number): Ipv4Packet => ({
  kind: 'ipv4',
  tos: 0,
  identification: 1,
  dontFragment: false,
  moreFragments: false,
  fragmentOffset: 0,
  ttl: 64,
  protocol: 1,
  source: '10.244.2.11',
  destination: '10.244.0.10',
  payload: { kind: 'icmp', type, code, rest: 0, data: new Uint8Array(0) },
});

const context = (packet: Ipv4Packet): PacketContext => ({
  packet,
  mark: 0,
  ctState: 'RELATED',
  ctDirection: 'reply',
  connection: null,
  isLocalAddress: () => false,
});

function verdictOf(rule: string, packet: Ipv4Packet): string {
  const origin = { agent: 'kernel', why: 'a test' } as const;
  const ruleset = compiledRuleset({
    filter: [{ name: 'OUTPUT', policy: 'ACCEPT', rules: [{ text: rule, origin }] }],
  });
  return traverse(ruleset, 'filter', 'OUTPUT', context(packet), () => false).verdict.kind;
}

/** A live kernel let 3/13 (administratively prohibited) pass a rule that drops 3/4 (fragmentation needed). */
describe('a match of ICMP types', () => {
  const match = (what: string) => `-A OUTPUT -p icmp -m icmp --icmp-type ${what} -j DROP`;

  test.each([
    ['3/4', 3, 4, 'drop'],
    ['3/4', 3, 13, 'accept'],
    ['3/4', 11, 4, 'accept'],
    ['3', 3, 13, 'drop'],
    ['8', 8, 0, 'drop'],
    ['8', 0, 0, 'accept'],
  ])('of %s and a packet of %d/%d ends in %s', (what, type, code, verdict) => {
    expect(verdictOf(match(what), icmp(type, code))).toBe(verdict);
  });

  test('turned round matches everything else', () => {
    const rule = '-A OUTPUT -p icmp -m icmp ! --icmp-type 3/4 -j DROP';
    expect(verdictOf(rule, icmp(3, 13))).toBe('drop');
    expect(verdictOf(rule, icmp(3, 4))).toBe('accept');
  });
});
