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
  `${prefix}:${ip
    .split('.')
    .map((octet) => hex(Number(octet)))
    .join(':')}`;

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
): { readonly address: Address; readonly routes: readonly Route[] } {
  const source = ipOf(address);
  const range = parseRange(address);
  const prefix = range?.prefix ?? 32;
  const last = numberToIp(range?.last ?? 0);
  const network = blockOf(source, prefix);
  const route = (more: Partial<Route> & Pick<Route, 'destination'>, why: string): Route => ({
    type: 'local',
    device,
    source,
    table: 'local',
    protocol: 'kernel',
    scope: 'host',
    origin: { agent: 'kernel', why, ...(origin.object ? { object: origin.object } : {}) },
    ...more,
  });
  const local = route(
    { destination: `${source}/32` },
    `${source} is an address of this namespace, so its packets are delivered here`,
  );
  const own: Address = { device, address, scope: device === 'lo' ? 'host' : 'global', origin };
  if (prefix >= 31) return { address: own, routes: [local] };
  const broadcast = route(
    { type: 'broadcast', destination: `${last}/32`, scope: 'link' },
    `${last} is the broadcast address of ${network}`,
  );
  // 127.0.0.0/8 is local as a whole, and lo announces no broadcast address.
  if (device === 'lo') {
    const whole = route({ destination: network }, `all of ${network} is this namespace itself`);
    return { address: own, routes: [whole, local, broadcast] };
  }
  const connected = route(
    { type: 'unicast', destination: network, table: 'main', scope: 'link' },
    `${device} has the address ${address}, so its whole network is on that link`,
  );
  return { address: { ...own, broadcast: last }, routes: [connected, local, broadcast] };
}

/** lo with 127.0.0.1, which every namespace of the cluster has. */
export const loopbackAddress = () => withKernelRoutes('lo', '127.0.0.1/8', loopback().origin);

/** Per-interface sysctls of a forwarding node. */
export const forwardingOn = (device: string): Record<string, string> => ({
  [`net.ipv4.conf.${device}.forwarding`]: '1',
});
