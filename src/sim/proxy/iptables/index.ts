/**
 * What kube-proxy in iptables mode leaves in the kernel of one node, spelled as iptables-save prints it.
 * Source: kubernetes pkg/proxy/iptables/proxier.go syncProxyRules() (1.36), pkg/kubelet network_linux for KUBE-FIREWALL.
 */
import type { Cluster } from '../../kube/types';
import type { Origin } from '../../origin';
import type { ChainPlan, RulePlan, Ruleset } from '../../plan';
import { serviceRules } from './service';

export interface KubeProxyInput {
  readonly nodeName: string;
  readonly nodeIPs: readonly string[];
  readonly cluster: Cluster;
  /** sources outside it are masqueraded; without it nothing is known to be local */
  readonly clusterCIDR?: string;
  readonly masqueradeAll?: boolean;
}

const BASE: Origin = {
  agent: 'kube-proxy',
  why: 'one of the rules that every node gets, whatever Services exist',
};
const base = (text: string): RulePlan => ({ text, origin: BASE });
const NEW = '-m conntrack --ctstate NEW -m comment --comment';

const JUMPS = {
  INPUT: [
    `-A INPUT ${NEW} "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL`,
    '-A INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS',
    `-A INPUT ${NEW} "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES`,
    '-A INPUT -j KUBE-FIREWALL',
  ],
  FORWARD: [
    `-A FORWARD ${NEW} "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL`,
    '-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
    `-A FORWARD ${NEW} "kubernetes service portals" -j KUBE-SERVICES`,
    `-A FORWARD ${NEW} "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES`,
  ],
  OUTPUT: [
    `-A OUTPUT ${NEW} "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL`,
    `-A OUTPUT ${NEW} "kubernetes service portals" -j KUBE-SERVICES`,
    '-A OUTPUT -j KUBE-FIREWALL',
  ],
} as const;

/** iptables 1.8.9 prints two blanks after --nfacct-name (extensions/libxt_nfacct.c nfacct_save()). */
const KUBE_FORWARD = [
  '-A KUBE-FORWARD -m conntrack --ctstate INVALID -m nfacct --nfacct-name  ct_state_invalid_dropped_pkts -j DROP',
  '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT',
  '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
];

const KUBE_FIREWALL = [
  '-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP',
];

const KUBE_POSTROUTING = [
  '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
  '-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0',
  '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
];

const NODEPORTS_JUMP =
  '-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS';

const SERVICES = '-m comment --comment "kubernetes service portals" -j KUBE-SERVICES';

const user = (name: string, rules: readonly RulePlan[] = []): ChainPlan => ({ name, rules });
const builtIn = (name: string, lines: readonly string[] = []): ChainPlan => ({
  name,
  policy: 'ACCEPT',
  rules: lines.map(base),
});

export function compileKubeProxy(input: KubeProxyInput): Ruleset {
  const services = serviceRules(input);
  const canary = user('KUBE-PROXY-CANARY');
  return {
    mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']
      .map((name) => builtIn(name))
      .concat(canary),
    filter: [
      builtIn('INPUT', JUMPS.INPUT),
      builtIn('FORWARD', JUMPS.FORWARD),
      builtIn('OUTPUT', JUMPS.OUTPUT),
      user('KUBE-EXTERNAL-SERVICES', services.filterExternal),
      user('KUBE-FIREWALL', KUBE_FIREWALL.map(base)),
      user('KUBE-FORWARD', KUBE_FORWARD.map(base)),
      user('KUBE-NODEPORTS'),
      canary,
      user('KUBE-PROXY-FIREWALL'),
      user('KUBE-SERVICES', services.filterServices),
    ],
    nat: [
      builtIn('PREROUTING', [`-A PREROUTING ${SERVICES}`]),
      builtIn('INPUT'),
      builtIn('OUTPUT', [`-A OUTPUT ${SERVICES}`]),
      builtIn('POSTROUTING', [
        '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
      ]),
      user('KUBE-MARK-MASQ', [base('-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000')]),
      user('KUBE-NODEPORTS', services.nodePorts),
      user('KUBE-POSTROUTING', KUBE_POSTROUTING.map(base)),
      canary,
      user('KUBE-SERVICES', [...services.services, base(NODEPORTS_JUMP)]),
      ...services.chains,
    ],
  };
}
