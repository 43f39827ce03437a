/** What the host loop shares: every namespace, the clock, the recorder, the dice. One exists per run. */
import type { Choose, Draw } from '../filter/types';
import { invariant } from '../result';
import type { Origin } from '../origin';
import type { ReassemblyQueue } from '../net/fragment';
import type { Redirected } from '../net/redirect';
import type { HookName, KernelPlan, Listener, NamespacePlan } from '../plan';
import type { Cluster } from '../kube/types';
import type { Random } from '../random';
import type { Skb, Timed } from '../skb';
import type { DeviceCounters, NamespaceState } from '../state';
import { CONTINUE, type Recorder } from '../trace/recorder';
import type { Cause, Hop, Layer, Stage, Verdict } from '../trace/types';
import type { SocketTable } from '../transport/sockets';
import type { TcpEndpoints } from '../transport/tcp-socket';
import type { Frame, Ipv4Packet, Snapshot } from '../wire/types';
import type { Chance } from './chance';

export interface Host {
  readonly plan: NamespacePlan;
  readonly state: NamespaceState;
  readonly sockets: SocketTable;
  readonly fragments: ReassemblyQueue;
  /** packets waiting for an ARP answer, by "device address" */
  readonly waiting: Map<string, Skb[]>;
  /** hosts that were told of a better next hop */
  readonly redirects: Map<string, Redirected>;
}

/** A capture point: sees every frame that passes a device, in either direction, and says what goes on. */
export type Tap = (
  namespace: string,
  device: string,
  direction: 'in' | 'out',
  frame: Frame,
  identity: Skb['identity'],
) => Frame;

/** Sees a packet inside a hook: before its first station (-Infinity) and after each, with the priority of that station. */
export type Probe = (namespace: string, hook: HookName, priority: number, skb: Skb) => void;

/** What the process behind a listener answers; null while it has nothing to say. */
export type Serve = (
  listener: Listener,
  request: Uint8Array,
  ends: TcpEndpoints,
  namespace: string,
) => Uint8Array | null;

export interface Kernel {
  readonly plan: KernelPlan;
  readonly cluster: Cluster;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly recorder: Recorder;
  readonly random: Random;
  readonly draw: Draw;
  readonly choose: Choose;
  readonly chance: Chance;
  readonly serve: Serve;
  readonly tap?: Tap;
  readonly probe?: Probe;
  now: number;
  nextConnectionId: number;
  schedule(timed: Timed): void;
}

export function hostOf(kernel: Kernel, namespace: string): Host {
  const host = kernel.hosts.get(namespace);
  invariant(host, `namespace ${namespace} exists`);
  return host;
}

export interface HopDetails {
  readonly namespace: string;
  readonly stage: Stage;
  readonly layer: Layer;
  readonly before: Snapshot | null;
  readonly after?: Snapshot | null;
  readonly summary: string;
  readonly packet: number;
  readonly device?: string;
  readonly hook?: Hop['hook'];
  readonly outer?: boolean;
  readonly verdict?: Verdict;
  readonly causes?: readonly Cause[];
  readonly decidedBy?: number;
}

/** Records one hop; what is not said stays as it was. */
export function record(kernel: Kernel, details: HopDetails): Hop {
  return kernel.recorder.hop(kernel.now, {
    ...details,
    after: details.after === undefined ? details.before : details.after,
    verdict: details.verdict ?? CONTINUE,
    causes: details.causes ?? [],
  });
}

export function cause(
  kind: Cause['kind'],
  text: string,
  origin: Origin,
  more: Partial<Cause> = {},
): Cause {
  return { kind, text, origin, matched: true, ...more };
}

export const dropped = (reason: string, message: string): Verdict => ({
  kind: 'dropped',
  reason,
  message,
});

export function countersOf(host: Host, device: string): DeviceCounters {
  const known = host.state.counters[device];
  if (known) return known;
  const fresh = { rxPackets: 0, rxBytes: 0, rxDropped: 0, txPackets: 0, txBytes: 0, txDropped: 0 };
  host.state.counters[device] = fresh;
  return fresh;
}

/** Every host numbers the packets that it makes (RFC 791); atomic packets may carry any value (RFC 6864). */
export function nextIdentification(host: Host): number {
  host.state.ipIdentification = (host.state.ipIdentification + 1) & 0xffff;
  return host.state.ipIdentification;
}

/** A packet made here, ready for the output path. */
export function localPacket(
  packet: Ipv4Packet,
  identity: Skb['identity'],
  more: Partial<Skb> = {},
): Skb {
  return {
    identity,
    packet,
    mark: 0,
    tracking: { connection: null, state: 'UNTRACKED', direction: 'original' },
    outer: false,
    isLocal: true,
    ...more,
  };
}
