/**
 * Felix rules outside policy: masquerade what leaves the pools, keep the overlay out of connection tracking.
 * Source: Calico felix/rules/nat.go, felix/rules/static.go.
 * Simplified: a real Felix writes some forty static chains with hashed comments and matches pools by ipset; only the
 * rules that change a packet's fate are here.
 */
import type { ChainPlan, RulePlan, Ruleset } from '../plan';
import type { Cidr } from '../wire/types';

const rule = (text: string, why: string): RulePlan => ({
  text,
  origin: { agent: 'calico-felix', why },
});

const builtIn = (name: string, rules: readonly RulePlan[]): ChainPlan => ({
  name,
  policy: 'ACCEPT',
  rules,
});

export function natOutgoing(pool: Cidr): Ruleset {
  return {
    nat: [
      builtIn('POSTROUTING', [
        rule('-A POSTROUTING -j cali-POSTROUTING', 'jump to the rules of Felix'),
      ]),
      {
        name: 'cali-POSTROUTING',
        rules: [
          rule('-A cali-POSTROUTING -j cali-nat-outgoing', 'natOutgoing is set on the IP pool'),
        ],
      },
      {
        name: 'cali-nat-outgoing',
        rules: [
          rule(
            `-A cali-nat-outgoing -s ${pool} ! -d ${pool} -j MASQUERADE --random-fully`,
            'a pod address means nothing outside the pool: use that of the node',
          ),
        ],
      },
    ],
  };
}

/** Tunnel packets would fill the connection table with one entry for each inner flow. */
export function untrackedOverlay(port: number): Ruleset {
  const notrack = (chain: string): RulePlan =>
    rule(
      `-A ${chain} -p udp -m udp --dport ${port} -j NOTRACK`,
      'VXLAN packets need no connection tracking, their inner packets are tracked',
    );
  return {
    raw: [
      builtIn('PREROUTING', [
        rule('-A PREROUTING -j cali-PREROUTING', 'jump to the rules of Felix'),
      ]),
      builtIn('OUTPUT', [rule('-A OUTPUT -j cali-OUTPUT', 'jump to the rules of Felix')]),
      { name: 'cali-PREROUTING', rules: [notrack('cali-PREROUTING')] },
      { name: 'cali-OUTPUT', rules: [notrack('cali-OUTPUT')] },
    ],
  };
}
