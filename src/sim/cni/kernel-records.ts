/**
 * Records that the kernel adds on its own when an agent sets an address, and the MAC addresses of the lesson's plan.
 * Source: Linux net/ipv4/fib_frontend.c fib_add_ifaddr(), net/ipv4/devinet.c.
 */
import { blockOf, numberToIp, parseRange } from '../kube/ip-range';
import type { Origin } from '../origin';
import type { Address, Link, Route } from '../plan';
import type { Cidr, Ipv4, Mac } from '../wire/types';

export const ANY: Cidr = '0.0.0.0/0';

const hex = (value: number): string => value.toString(16).padStart(2, '0');

/** "02:42" + the four bytes of the address, as container runtimes have long done. */
export const macFromIp = (ip: Ipv4, prefix = '02:42'): Mac =>
  `${prefix}:${ip.split('.').map((octet) => hex(Number(octet))).join(':')}`;

/** A veth end without an address of its own gets a MAC that nobody else has. */
export function macFromIndex(prefix: string, index: number): Mac {
  return `${prefix}:${hex(Math.floor(index / 256) % 256)}:${hex(index % 256)}`;
}

export function loopback(): Link {
  return {
    name: 'lo',
    index: 1,
    kind: 'loopback',
    mac: '00:00:00:00:00:00',
    mtu: 65536,
    up: true,
    origin: { agent: 'kernel', why: 'every network namespace starts with a loopback device' },
  };
}

export const ipOf = (address: Cidr): Ipv4 => address.split('/')[0] ?? address;

/** An address with the routes that the kernel derives from it: local, broadcast and connected. */
export function withKernelRoutes(
  device: string,
  address: Cidr,
  origin: Origin,
  scope: Address['scope'] = 'global',
): { readonly address: Address; readonly routes: readonly Route[] } {
  const source = ipOf(address);
  const range = parseRange(address);
  const prefix = range?.prefix ?? 32;
  const last = numberToIp(range?.last ?? 0);
  const kernel = (why: string): Origin => ({ agent: 'kernel', why, ...(origin.object ? { object: origin.object } : {}) });
  const local: Route = {
    type: 'local',
    destination: device === 'lo' ? blockOf(source, prefix) : `${source}/32`,
    device,
    source,
    table: 'local',
    protocol: 'kernel',
    scope: 'host',
    origin: kernel(`${source} is an address of this namespace, so its packets are delivered here`),
  };
  if (prefix >= 31) return { address: { device, address, scope, origin }, routes: [local] };
  const broadcast: Route = {
    ...local,
    type: 'broadcast',
    destination: `${last}/32`,
    scope: 'link',
    origin: kernel(`${last} is the broadcast address of ${blockOf(source, prefix)}`),
  };
  if (device === 'lo') return { address: { device, address, scope, origin }, routes: [local, broadcast] };
  const connected: Route = {
    type: 'unicast',
    destination: blockOf(source, prefix),
    device,
    source,
    table: 'main',
    protocol: 'kernel',
    scope: 'link',
    origin: kernel(`${device} has the address ${address}, so its whole network is on that link`),
  };
  return { address: { device, address, broadcast: last, scope, origin }, routes: [connected, local, broadcast] };
}

/** Per-interface sysctls of a forwarding node. */
export const forwardingOn = (device: string): Record<string, string> => ({
  [`net.ipv4.conf.${device}.forwarding`]: '1',
});
