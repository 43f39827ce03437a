/** What the cutaway consists of: houses, rooms and devices with their places, and the wires between them. */
import type { Layer } from '../../sim';

export type Point = readonly [number, number];

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Which of the three networks a thing belongs to. */
export type Network = 'node' | 'pod' | 'service';

export type PlaceKind =
  | 'room'
  | 'app'
  | 'port'
  | 'veth'
  | 'bridge'
  | 'station'
  | 'tunnel'
  | 'nic'
  | 'switch'
  | 'router';

/** One thing that can be pointed at. Every line of its text fits its width. */
export interface Place extends Rect {
  /** "default/pod-a", "node-1/cni0", "node-1#PREROUTING" */
  readonly id: string;
  readonly kind: PlaceKind;
  readonly lines: readonly string[];
  /** in full, for the name that a screen reader gets */
  readonly name: string;
  readonly address: string;
  readonly layer: Layer;
  readonly network: Network;
}

/** A node, cut open: its pods as rooms above the slab, its own namespace with the desk below. */
export interface House extends Rect {
  readonly id: string;
  readonly label: string;
  readonly address: string;
  readonly wall: number;
  readonly lintel: Rect;
  /** the floor between the pods and the node's own namespace */
  readonly slab: Rect;
  /** the table where routes and rules are read; a house beside the path has none */
  readonly desk: Rect | null;
  /** the sheet on the desk, where the line that decided is written */
  readonly sheet: Rect | null;
}

export interface Wire {
  readonly id: string;
  readonly kind: 'cable' | 'veth';
  readonly network: Network;
  readonly points: readonly Point[];
}

export interface ServiceChip extends Rect {
  readonly name: string;
  readonly address: string;
}

export interface Cutaway {
  readonly width: number;
  readonly height: number;
  readonly isCompact: boolean;
  readonly houses: readonly House[];
  readonly places: readonly Place[];
  readonly wires: readonly Wire[];
  readonly ribbon: Rect;
  readonly services: readonly ServiceChip[];
  /** y of the ground line; the cable lies below it */
  readonly ground: number;
  readonly graph: Graph;
}

/** Where a packet can stand, and between which of these points a wire or a table leads. */
export interface Graph {
  readonly points: ReadonlyMap<string, Point>;
  readonly edges: ReadonlyMap<string, readonly string[]>;
}
