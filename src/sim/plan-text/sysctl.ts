/**
 * Switches below /proc/sys of one namespace. A new namespace takes some of its values from the machine it is made on
 * (net.core.devconf_inherit_init_net), so what the simulation takes for granted is said, too.
 */
import type { NamespacePlan } from '../plan';
import type { SysctlText } from './types';

/** One value for the whole machine; a namespace other than the first may only read it (net/netfilter/nf_conntrack_standalone.c). */
const OF_THE_MACHINE: readonly string[] = ['net.netfilter.nf_conntrack_max'];

/** Documentation/networking/ip-sysctl.rst: what a kernel starts with. IPv6 would talk on its own. */
const TAKEN_FOR_GRANTED: Readonly<Record<string, string>> = {
  'net.ipv6.conf.all.disable_ipv6': '1',
  'net.ipv6.conf.default.disable_ipv6': '1',
  'net.ipv4.ip_forward': '0',
  'net.ipv4.conf.all.rp_filter': '0',
  'net.ipv4.conf.default.rp_filter': '0',
  'net.ipv4.conf.all.proxy_arp': '0',
  'net.ipv4.conf.default.proxy_arp': '0',
  'net.ipv4.conf.all.arp_ignore': '0',
  'net.ipv4.conf.all.arp_announce': '0',
};

const CONF = /^net\.ipv[46]\.conf\.(.+)\.([^.]+)$/;

/** sysctl(8) reads a dot as a slash; the name of a device may hold a dot of its own. */
function pathOf(name: string): string {
  const [, device, key] = CONF.exec(name) ?? [];
  if (device === undefined || key === undefined) return name.replaceAll('.', '/');
  return `net/ipv4/conf/${device}/${key}`.replace('ipv4', name.slice(4, 8));
}

const isOfDevice = (name: string): boolean => {
  const device = CONF.exec(name)?.[1];
  return device !== undefined && device !== 'all' && device !== 'default' && device !== 'lo';
};

export function sysctlsFirst(plan: NamespacePlan): readonly SysctlText[] {
  const values = { ...TAKEN_FOR_GRANTED, ...plan.sysctl };
  return textOf(values, (name) => !isOfDevice(name));
}

export const sysctlsOfDevices = (plan: NamespacePlan): readonly SysctlText[] => [
  ...textOf(plan.sysctl, (name) => isOfDevice(name) && (CONF.exec(name)?.[1] ?? '') in plan.links),
  ...promptProxies(plan),
];

/** A kernel lets proxy ARP answers wait for up to 0.8 s; Felix turns that off where it turns proxy_arp on. */
const promptProxies = ({ links, sysctl }: NamespacePlan): readonly SysctlText[] =>
  Object.keys(links)
    .filter((device) => sysctl[`net.ipv4.conf.${device}.proxy_arp`] === '1')
    .map((device) => ({ key: `net/ipv4/neigh/${device}/proxy_delay`, value: '0' }));

function textOf(
  values: Readonly<Record<string, string>>,
  wanted: (name: string) => boolean,
): readonly SysctlText[] {
  return Object.entries(values)
    .filter(([name]) => wanted(name) && !OF_THE_MACHINE.includes(name))
    .map(([name, value]) => ({ key: pathOf(name), value }));
}
