/** Rules that an administrator put on a node by hand, outside Kubernetes. The healthy cluster has none. */
import type { Cni } from './cni/types';
import { FAULTS } from './fault/registry';
import { mergeRulesets } from './filter/merge';
import type { ChainPlan, Ruleset } from './plan';
import type { WorldOptions } from './world';

export function hostFirewall(nodeName: string, cni: Cni, options: WorldOptions): Ruleset {
  const rules = options.faults.flatMap((id) => {
    const fault = FAULTS[id];
    return fault.firewall && cni.overlayPort !== undefined
      ? [fault.firewall(nodeName, cni.overlayPort)]
      : [];
  });
  return mergeRulesets(...rules, ...(options.filterFragNeeded ? [fragNeededFilter()] : []));
}

/** ICMP type 3 code 4 is what path MTU discovery lives on (RFC 1191); filtering it makes the black hole of RFC 2923. */
function fragNeededFilter(): Ruleset {
  const chain = (name: string): ChainPlan => ({
    name,
    policy: 'ACCEPT',
    rules: [
      {
        text: `-A ${name} -p icmp -m icmp --icmp-type 3/4 -j DROP`,
        origin: {
          agent: 'fault',
          why: 'a firewall that drops ICMP errors keeps senders from learning the path MTU',
        },
      },
    ],
  });
  return { filter: [chain('FORWARD'), chain('OUTPUT')] };
}
