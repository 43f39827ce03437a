/** Sizes that every house of a picture shares, and what a house is asked for. */
import type { NamespacePlan } from '../../sim';
import type { Rect } from './types';

export interface HouseRequest {
  readonly node: string;
  readonly pods: readonly string[];
  readonly isSlim: boolean;
  readonly frame: Rect;
  readonly isCompact: boolean;
  readonly isMap: boolean;
  /** namespace -> name of the process that sends from there */
  readonly senders: Readonly<Record<string, string>>;
}

export const GAP = 6;
export const DEVICE = 20;
export const STATION = 21;
const MAP_DESK = 36;

export interface Metrics {
  readonly wall: number;
  readonly lintel: number;
  readonly room: number;
  readonly veth: number;
  readonly bridge: number;
  readonly desk: number;
  readonly sheet: number;
  readonly tunnel: number;
  readonly nic: number;
  readonly height: number;
}

/** Heights are the same for every node of a picture, so that two of them can be compared. */
export function metricsOf(isCompact: boolean, rows: number, isMap: boolean): Metrics {
  const wall = isCompact ? 4 : 5;
  const lintel = isCompact ? 36 : 26;
  const room = isCompact ? 78 : 84;
  const sheet = isCompact ? 46 : 32;
  const rooms = lintel + rows * (room + GAP) + GAP;
  const veth = rooms + 10;
  const bridge = veth + 30 + 6;
  const desk = bridge + DEVICE + 10;
  const tunnel = desk + (isMap ? MAP_DESK : 2 * STATION + sheet + 26) + 9;
  const nic = tunnel + DEVICE + 10;
  return { wall, lintel, room, veth, bridge, desk, sheet, tunnel, nic, height: nic + 22 + wall };
}

export const ipOf = (plan: NamespacePlan | undefined, device: string): string =>
  plan?.addresses.find((entry) => entry.device === device)?.address.split('/')[0] ?? '';

export const middle = (box: Rect): number => box.x + box.width / 2;
