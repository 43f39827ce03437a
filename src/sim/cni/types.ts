/**
 * What every CNI implementation gives: pure functions from the cluster's desired state to kernel records.
 * The container runtime calls the plug-in once per pod (CNI spec 1.1, ADD); its daemon looks after the node.
 */
import type { Cluster, Node, Pod } from '../kube/types';
import type { Address, FdbEntry, Link, Neighbour, Route, Ruleset } from '../plan';
import type { CniName, WorldOptions } from '../world';

/** Records that one agent adds to one namespace. */
export interface Contribution {
  readonly links?: readonly Link[];
  readonly addresses?: readonly Address[];
  readonly routes?: readonly Route[];
  readonly neighbours?: readonly Neighbour[];
  readonly fdb?: readonly FdbEntry[];
  readonly sysctl?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly rules?: readonly Ruleset[];
}

export interface CniContext {
  readonly cluster: Cluster;
  readonly options: WorldOptions;
  /** MTU of the nodes' eth0, bytes */
  readonly nodeMtu: number;
  /** MTU of pod interfaces, bytes */
  readonly podMtu: number;
}

/** A pod as its node sees it: the n-th one wired there. */
export interface PodSlot {
  readonly pod: Pod;
  readonly node: Node;
  /** interface index of the host end of its veth pair */
  readonly hostIndex: number;
}

export interface Cni {
  readonly name: CniName;
  /** bytes that encapsulation adds to each packet between nodes */
  readonly overheadBytes: number;
  /** UDP port of the overlay, absent where packets travel as they are */
  readonly overlayPort?: number;
  readonly enforcesPolicy: boolean;
  /** first free interface index on a node, after the devices of the CNI itself */
  readonly firstPodIndex: number;
  wireNode(node: Node, slots: readonly PodSlot[], context: CniContext): Contribution;
  wirePod(slot: PodSlot, context: CniContext): Contribution;
  /** name of the host end of the pod's veth pair */
  hostInterface(pod: Pod): string;
}
