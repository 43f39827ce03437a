/** Reading sysctl(8) values of a namespace: its own, else the kernel's default. */
import { type NamespacePlan, SYSCTL_DEFAULTS } from '../plan';

export function sysctl(plan: NamespacePlan, name: string): string {
  return plan.sysctl[name] ?? SYSCTL_DEFAULTS[name] ?? '0';
}

export const sysctlNumber = (plan: NamespacePlan, name: string): number =>
  Number(sysctl(plan, name));

/**
 * Per-interface switch with the kernel's combination of `all` and the interface:
 * OR for proxy_arp and forwarding, maximum for rp_filter (Documentation/networking/ip-sysctl.rst).
 */
export function interfaceSysctl(plan: NamespacePlan, device: string, name: string): number {
  const all = Number(plan.sysctl[`net.ipv4.conf.all.${name}`] ?? 0);
  const own = Number(plan.sysctl[`net.ipv4.conf.${device}.${name}`] ?? 0);
  return Math.max(all, own);
}

export function isForwarding(plan: NamespacePlan, device: string): boolean {
  if (sysctlNumber(plan, 'net.ipv4.ip_forward') === 1) {
    const own = plan.sysctl[`net.ipv4.conf.${device}.forwarding`];
    return own === undefined || own === '1';
  }
  return interfaceSysctl(plan, device, 'forwarding') === 1;
}
