/** What kube-proxy's flags and the kernel's counters decide about rules in iptables mode. */
import { cidrContains } from '../../wire/address';
import type { KubeProxyInput } from '../types';

export const LOOPBACK = '127.0.0.1';
export const ALL_ADDRESSES = '0.0.0.0/0';

export const INVALID_COUNTER = 'ct_state_invalid_dropped_pkts';
export const LOCALHOST_COUNTER = 'localhost_nps_accepted_pkts';

export const hasCounter = ({ nfacctCounters }: KubeProxyInput, name: string): boolean =>
  nfacctCounters?.includes(name) ?? true;

/** iptables 1.8.9 prints two blanks after --nfacct-name (extensions/libxt_nfacct.c nfacct_save()). */
export const counting = (name: string): string => ` -m nfacct --nfacct-name  ${name}`;

export const servesLocalhost = (input: KubeProxyInput): boolean =>
  input.localhostNodePorts ??
  input.nodePortAddresses?.some((range) => cidrContains(range, LOOPBACK)) ??
  true;
