/**
 * What kube-proxy in iptables mode leaves in the kernel of one node, spelled as iptables-save prints it.
 * Source: kubernetes pkg/proxy/iptables/proxier.go syncProxyRules() (1.36), pkg/kubelet network_linux for KUBE-FIREWALL.
 */
import type { ChainPlan, RulePlan, Ruleset } from '../../plan';
import { servicePorts } from '../service-ports';
import type { KubeProxyInput, ServiceProxy } from '../types';
import {
  base,
  JUMPS,
  kubeForward,
  kubePostrouting,
  localhostFirewall,
  nodePortJumps,
} from './base';
import { chainsOf } from './chains';
import { recognise } from './recognition';

const SERVICES = '-m comment --comment "kubernetes service portals" -j KUBE-SERVICES';

const user = (name: string, rules: readonly RulePlan[] = []): ChainPlan => ({ name, rules });
const builtIn = (name: string, lines: readonly string[] = []): ChainPlan => ({
  name,
  policy: 'ACCEPT',
  rules: lines.map(base),
});

export function compileIptables(input: KubeProxyInput): Ruleset {
  const ports = servicePorts(input);
  const recognised = ports.map(recognise);
  const all = (pick: (item: ReturnType<typeof recognise>) => readonly RulePlan[]) =>
    recognised.flatMap(pick);
  const canary = user('KUBE-PROXY-CANARY');
  const localhost = localhostFirewall(input);
  return {
    mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']
      .map((name) => builtIn(name))
      .concat(canary),
    filter: [
      builtIn('INPUT', [...JUMPS.INPUT, ...localhost.input]),
      builtIn('FORWARD', JUMPS.FORWARD),
      builtIn('OUTPUT', [...JUMPS.OUTPUT, ...localhost.output]),
      user(
        'KUBE-EXTERNAL-SERVICES',
        all((item) => item.filterExternal),
      ),
      ...localhost.chain,
      user('KUBE-FORWARD', kubeForward(input).map(base)),
      user(
        'KUBE-NODEPORTS',
        all((item) => item.filterNodePorts),
      ),
      canary,
      user(
        'KUBE-PROXY-FIREWALL',
        all((item) => item.filterFirewall),
      ),
      user(
        'KUBE-SERVICES',
        all((item) => item.filterServices),
      ),
    ],
    nat: [
      builtIn('PREROUTING', [`-A PREROUTING ${SERVICES}`]),
      builtIn('INPUT'),
      builtIn('OUTPUT', [`-A OUTPUT ${SERVICES}`]),
      builtIn('POSTROUTING', [
        '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
      ]),
      user('KUBE-MARK-MASQ', [base('-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000')]),
      user(
        'KUBE-NODEPORTS',
        all((item) => item.nodePorts),
      ),
      user('KUBE-POSTROUTING', kubePostrouting(input).map(base)),
      canary,
      user('KUBE-SERVICES', [...all((item) => item.services), ...nodePortJumps(input).map(base)]),
      ...ports.flatMap(chainsOf),
    ],
  };
}

export const IPTABLES: ServiceProxy = {
  name: 'iptables',
  compile: (input) => ({ iptables: compileIptables(input), nft: [] }),
};
