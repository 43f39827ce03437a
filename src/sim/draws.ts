/**
 * Which backend kube-proxy's rules would draw for many new connections, without sending them: the same rules, walked
 * once per connection with the seeded dice.
 */
import { compiledRuleset } from './filter/ruleset';
import { traverse } from './filter/traverse';
import type { Draw, PacketContext } from './filter/types';
import { isLocalAddress } from './net/source-address';
import { nextFraction, type Random } from './random';
import { PROTO_TCP, type Ipv4 } from './wire/types';
import type { World } from './world';

const EMPTY = new Uint8Array(0);

/** Endpoint ("10.244.1.8:8080") of each connection, or null where no rule translates. */
export function drawEndpoints(
  world: World,
  node: string,
  from: Ipv4,
  to: { readonly ip: Ipv4; readonly port: number },
  count: number,
): readonly (string | null)[] {
  const plan = world.plan.namespaces[node];
  if (!plan) return [];
  const ruleset = compiledRuleset(plan.iptables);
  const random: Random = { state: world.options.seed };
  const draw: Draw = (_rule, probability) => nextFraction(random) < probability;
  return Array.from({ length: count }, (_, index) => {
    const context: PacketContext = {
      packet: {
        kind: 'ipv4',
        tos: 0,
        identification: 0,
        dontFragment: true,
        moreFragments: false,
        fragmentOffset: 0,
        ttl: 64,
        protocol: PROTO_TCP,
        source: from,
        destination: to.ip,
        payload: {
          kind: 'tcp',
          sourcePort: 32768 + index,
          destinationPort: to.port,
          sequence: 0,
          acknowledgement: 0,
          flags: { syn: true },
          window: 0,
          urgentPointer: 0,
          options: [],
          data: EMPTY,
        },
      },
      mark: 0,
      ctState: 'NEW',
      ctDirection: 'original',
      connection: null,
      isLocalAddress: (ip) => isLocalAddress(plan, ip),
    };
    const { verdict } = traverse(ruleset, 'nat', 'PREROUTING', context, draw);
    return verdict.kind === 'dnat' ? `${verdict.address}:${verdict.port}` : null;
  });
}
