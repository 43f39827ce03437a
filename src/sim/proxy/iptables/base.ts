/**
 * The rules that kube-proxy in iptables mode gives every node, whatever Services exist, spelled as iptables-save prints
 * them. Source: kubernetes pkg/proxy/iptables/proxier.go syncProxyRules() (1.36).
 */
import type { Origin } from '../../origin';
import type { ChainPlan, RulePlan } from '../../plan';
import { cidrContains } from '../../wire/address';
import type { KubeProxyInput } from '../types';
import {
  ALL_ADDRESSES,
  counting,
  hasCounter,
  INVALID_COUNTER,
  LOOPBACK,
  servesLocalhost,
} from './flags';

const BASE: Origin = {
  agent: 'kube-proxy',
  why: 'one of the rules that every node gets, whatever Services exist',
};
export const base = (text: string): RulePlan => ({ text, origin: BASE });
const NEW = '-m conntrack --ctstate NEW -m comment --comment';

export const JUMPS = {
  INPUT: [
    `-A INPUT ${NEW} "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL`,
    '-A INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS',
    `-A INPUT ${NEW} "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES`,
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
  ],
} as const;

/** Counted where the kernel has the counter (1.32); left out where out-of-window segments are let through. */
export function kubeForward(input: KubeProxyInput): readonly string[] {
  const counter = hasCounter(input, INVALID_COUNTER) ? counting(INVALID_COUNTER) : '';
  return [
    ...(input.tcpLiberal
      ? []
      : [`-A KUBE-FORWARD -m conntrack --ctstate INVALID${counter} -j DROP`]),
    '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT',
    '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  ];
}

/** Where node ports are served on 127.0.0.1, which needs route_localnet, neighbours must be kept out (CVE-2020-8558). */
const MARTIANS =
  '-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP';

export function localhostFirewall(input: KubeProxyInput): {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly chain: readonly ChainPlan[];
} {
  if (!servesLocalhost(input)) return { input: [], output: [], chain: [] };
  return {
    input: ['-A INPUT -j KUBE-FIREWALL'],
    output: ['-A OUTPUT -j KUBE-FIREWALL'],
    chain: [{ name: 'KUBE-FIREWALL', rules: [base(MARTIANS)] }],
  };
}

export const kubePostrouting = ({ randomFully = true }: KubeProxyInput): readonly string[] => [
  '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
  '-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0',
  `-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE${randomFully ? ' --random-fully' : ''}`,
];

/** After all other rules of KUBE-SERVICES: which addresses of the node serve node ports. */
export function nodePortJumps(input: KubeProxyInput): readonly string[] {
  const { nodePortAddresses = [ALL_ADDRESSES], nodeIPs } = input;
  const localhost = servesLocalhost(input);
  const said =
    '-m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain"';
  if (nodePortAddresses.includes(ALL_ADDRESSES)) {
    const except = localhost ? '' : '! -d 127.0.0.0/8 ';
    return [`-A KUBE-SERVICES ${except}${said} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`];
  }
  return [LOOPBACK, ...nodeIPs]
    .filter((ip) => !ip.includes(':') && (ip !== LOOPBACK || localhost))
    .filter((ip) => nodePortAddresses.some((range) => cidrContains(range, ip)))
    .map((ip) => `-A KUBE-SERVICES -d ${ip}/32 ${said} -j KUBE-NODEPORTS`);
}
