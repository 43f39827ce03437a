/** A fault: one named change of a healthy world, with its true cause and the place where it shows. */
import type { AnyObject } from '../kube/types';
import type { Ruleset } from '../plan';
import type { Layer } from '../trace/types';
import type { CniName, FaultId, WorldOptions } from '../world';

export interface FaultyWorld {
  readonly objects: readonly AnyObject[];
  readonly options: WorldOptions;
}

export interface Evidence {
  /** the object or device that carries the mistake: "Service default/my-service, spec.selector" */
  readonly object: string;
  /** where the command is typed: "workstation", "node-2", "default/pod-a" */
  readonly at: string;
  readonly command: string;
  /** what to look for in its output */
  readonly shows: string;
}

export interface Repair {
  readonly summary: string;
  /** what an administrator would type */
  readonly command: string;
}

export interface Fault {
  readonly id: FaultId;
  readonly title: string;
  readonly layer: Layer;
  /** what the ticket says, in the words of somebody who sees only the outside */
  readonly symptom: string;
  readonly trueCause: string;
  readonly where: Evidence;
  /** the same world without the fault is the repaired one: see `repaired` */
  readonly fix: Repair;
  /** CNIs under which the fault can exist; all of them when absent */
  readonly cnis?: readonly CniName[];
  /** the name that the client asks for, where the mistake is the client's */
  readonly clientName?: string;
  apply(objects: readonly AnyObject[], options: WorldOptions): FaultyWorld;
  /** rules of a host firewall that this fault puts on a node */
  firewall?(nodeName: string, overlayPort: number): Ruleset;
}
