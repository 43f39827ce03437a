/**
 * Which backend kube-proxy's rules would draw for many new connections, without sending them: the same rules, walked
 * once per connection with the seeded dice.
 */
import { firstTranslation, stationsAt, walkBaseChain } from './filter/hooks';
import type { Dice, PacketContext } from './filter/types';
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
  const random: Random = { state: world.options.seed };
  const dice: Dice = {
    draw: (_rule, probability) => nextFraction(random) < probability,
    choose: (_rule, { length }) => Math.floor(nextFraction(random) * length),
  };
  const chains = stationsAt(plan, 'PREROUTING').flatMap((station) =>
    station.do === 'translate' ? station.chains : [],
  );
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
    const decided = firstTranslation(
      (chain) => walkBaseChain(plan, chain, 'PREROUTING', context, dice),
      chains,
    );
    return decided?.verdict.kind === 'dnat'
      ? `${decided.verdict.address}:${decided.verdict.port}`
      : null;
  });
}
