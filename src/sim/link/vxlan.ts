/**
 * A VXLAN device: wraps an Ethernet frame into UDP and finds the remote VTEP in its FDB.
 * Source: RFC 7348; Linux drivers/net/vxlan/vxlan_core.c vxlan_xmit_one(), vxlan_rcv().
 */
import type { FdbEntry, Link, NamespacePlan, VxlanSettings } from '../plan';
import { type Frame, type Ipv4, type Ipv4Packet, PROTO_UDP } from '../wire/types';
import { flowHash } from './flow-hash';

export function findRemote(
  plan: NamespacePlan,
  device: string,
  frame: Frame,
): FdbEntry | undefined {
  const entries = plan.fdb.filter((entry) => entry.device === device && entry.remote);
  return (
    entries.find((entry) => entry.mac === frame.destination) ??
    entries.find((entry) => entry.mac === '00:00:00:00:00:00')
  );
}

export const printFdb = (entry: FdbEntry): string =>
  `${entry.mac} dev ${entry.device} dst ${entry.remote} self ${entry.state}`;

/** The outer packet; DF follows the device's `df` setting, the TTL is 64 and not copied. */
export function encapsulate(
  settings: VxlanSettings,
  frame: Frame,
  remote: Ipv4,
  sourcePort: number,
): Ipv4Packet {
  return {
    kind: 'ipv4',
    tos: 0,
    identification: 0,
    dontFragment: outerDf(settings, frame),
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 64,
    protocol: PROTO_UDP,
    source: settings.local,
    destination: remote,
    payload: {
      kind: 'udp',
      sourcePort,
      destinationPort: settings.port,
      payload: { kind: 'vxlan', vni: settings.vni, frame },
    },
  };
}

function outerDf(settings: VxlanSettings, frame: Frame): boolean {
  if (settings.df === 'inherit') return frame.payload.kind === 'ipv4' && frame.payload.dontFragment;
  return settings.df === 'set';
}

/**
 * One inner flow keeps one outer source port, so that equal-cost paths do not reorder it (RFC 7348 §5).
 * `hash` is the sender's choice of path: a retransmission takes another outer port.
 */
export function tunnelPort(
  frame: Frame,
  ports: { low: number; high: number },
  hash: number,
): number {
  return (
    ports.low + (((flowHash(frame) + Math.imul(hash, 7919)) >>> 0) % (ports.high - ports.low + 1))
  );
}

/** The device that takes a tunnel packet: same UDP port and network identifier, and it must be up. */
export function findVxlanDevice(plan: NamespacePlan, port: number, vni: number): Link | undefined {
  return Object.values(plan.links).find(
    (link) => link.up && link.vxlan?.port === port && link.vxlan.vni === vni,
  );
}

export const hasVxlanPort = (plan: NamespacePlan, port: number): boolean =>
  Object.values(plan.links).some((link) => link.up && link.vxlan?.port === port);
