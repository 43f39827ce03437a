/**
 * Which of its addresses a host puts into a packet that has none yet.
 * Source: Linux net/ipv4/devinet.c inet_select_addr().
 */
import type { Address, NamespacePlan } from '../plan';
import { cidrContains } from '../wire/address';
import type { Ipv4 } from '../wire/types';

export const addressOf = (entry: Address): Ipv4 => entry.address.split('/')[0] ?? entry.address;

/** An address of the device, on the peer's subnet if there is one; else the first global address by link index. */
export function selectSource(plan: NamespacePlan, device: string, toward: Ipv4): Ipv4 {
  const own = plan.addresses.filter((entry) => entry.device === device);
  const onSubnet = own.find((entry) => cidrContains(entry.address, toward));
  const first = onSubnet ?? own.find((entry) => entry.scope !== 'host');
  if (first) return addressOf(first);
  const others = plan.addresses.filter((entry) => entry.scope === 'global');
  const byIndex = [...others].sort(
    (a, b) => (plan.links[a.device]?.index ?? 0) - (plan.links[b.device]?.index ?? 0),
  );
  return byIndex[0] ? addressOf(byIndex[0]) : '0.0.0.0';
}

/** True for every address that the namespace accepts packets for, 127.0.0.0/8 included. */
export function isLocalAddress(plan: NamespacePlan, ip: Ipv4): boolean {
  return ip.startsWith('127.') || plan.addresses.some((entry) => addressOf(entry) === ip);
}
