/** Every mode that kube-proxy can run in here. Adding one is one folder and one line. */
import type { ProxyName } from '../world';
import { IPTABLES } from './iptables';
import { NFTABLES } from './nftables';
import type { ServiceProxy } from './types';

export const PROXIES: Readonly<Record<ProxyName, ServiceProxy>> = {
  iptables: IPTABLES,
  nftables: NFTABLES,
};
