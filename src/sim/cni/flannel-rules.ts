/**
 * Rules of flanneld: let pod traffic pass, and give packets that leave the pod network the address of their node.
 * Source: flannel pkg/trafficmngr/iptables/iptables.go; the text is that of iptables-save 1.8.9.
 */
import type { ObjectRef } from '../origin';
import type { ChainPlan, RulePlan, Ruleset } from '../plan';
import type { Cidr } from '../wire/types';

const MULTICAST: Cidr = '224.0.0.0/4';

/** `node` is the pod range of this node, `network` that of the whole cluster. */
export function flannelRules(node: Cidr, network: Cidr, object: ObjectRef): Ruleset {
  const rule = (text: string, why: string): RulePlan => ({
    text,
    origin: { agent: 'flanneld', object, why },
  });
  const forward = (match: string): RulePlan =>
    rule(
      `-A FLANNEL-FWD ${match} ${network} -m comment --comment "flanneld forward" -j ACCEPT`,
      'pod traffic may be forwarded even where the policy of FORWARD is DROP',
    );
  const masquerade = (match: string, target: string, why: string): RulePlan =>
    rule(`-A FLANNEL-POSTRTG ${match} -m comment --comment "flanneld masq" -j ${target}`, why);
  const translate = 'MASQUERADE --random-fully';
  const postrouting: ChainPlan = {
    name: 'FLANNEL-POSTRTG',
    rules: [
      masquerade(
        '-m mark --mark 0x4000/0x4000',
        'RETURN',
        'kube-proxy translates the packets that it has marked',
      ),
      masquerade(
        `-s ${node} -d ${network}`,
        'RETURN',
        'from a pod here to any pod: keep the source address',
      ),
      masquerade(
        `-s ${network} -d ${node}`,
        'RETURN',
        'from any pod to a pod here: keep the source address',
      ),
      masquerade(
        `! -s ${network} -d ${node}`,
        'RETURN',
        'from outside to a pod here: keep the source address',
      ),
      masquerade(
        `-s ${network} ! -d ${MULTICAST}`,
        translate,
        'a pod address means nothing outside: use that of the node',
      ),
      masquerade(
        `! -s ${network} -d ${network}`,
        translate,
        'the answer must come back through this node',
      ),
    ],
  };
  return {
    filter: [
      {
        name: 'FORWARD',
        policy: 'ACCEPT',
        rules: [
          rule(
            '-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD',
            'jump to the rules of flanneld',
          ),
        ],
      },
      { name: 'FLANNEL-FWD', rules: [forward('-s'), forward('-d')] },
    ],
    nat: [
      {
        name: 'POSTROUTING',
        policy: 'ACCEPT',
        rules: [
          rule(
            '-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG',
            'jump to the rules of flanneld',
          ),
        ],
      },
      postrouting,
    ],
  };
}
