/** Where the stream of connections runs: down a shaft from which every rule takes its share to the right. */
import type { Branch } from './model';

const HEAD = 58;
const LEFT = 14;
const BEND = 14;
/** px of air between the entry and the first row */
const AIR = 12;
const NARROW = 520;

export interface Room {
  readonly row: number;
  readonly shaft: number;
  /** where the rows begin, right of the shaft */
  readonly x: number;
  readonly height: number;
  /** middle of a row's button below the row's top */
  readonly middle: number;
}

export function roomFor(width: number, rows: number): Room {
  const isNarrow = width < NARROW;
  const row = isNarrow ? 96 : Math.max(54, Math.min(96, 500 / Math.max(1, rows)));
  const shaft = isNarrow ? 36 : 84;
  const height = HEAD + AIR + Math.max(1.4, rows) * row;
  return { row, shaft, x: LEFT + shaft + 46, height, middle: isNarrow ? 22 : 17 };
}

export const rowTop = (room: Room, index: number): number => HEAD + AIR + index * room.row;

export interface Ribbon {
  readonly path: string;
  readonly width: number;
  /** where it turns, for what travels along it */
  readonly x: number;
  readonly y: number;
}

export function ribbonsOf(branches: readonly Branch[], room: Room): readonly Ribbon[] {
  let rest = 1;
  return branches.map((branch, index) => {
    const x = LEFT + room.shaft * (rest - branch.share / 2);
    rest -= branch.share;
    const y = rowTop(room, index) + room.middle;
    return {
      path: `M${x},${HEAD - 18}V${y - BEND}Q${x},${y} ${x + BEND},${y}H${room.x - 8}`,
      width: Math.max(1.5, room.shaft * branch.share - 0.5),
      x,
      y,
    };
  });
}

/** No endpoint: everything turns round. */
export function turnBack({ shaft }: Room): string {
  const x = LEFT + shaft / 4;
  const y = HEAD + 40;
  const half = shaft / 4;
  return `M${x},${HEAD - 18}V${y}Q${x},${y + BEND} ${x + half},${y + BEND}Q${x + 2 * half},${y + BEND} ${x + 2 * half},${y}V${HEAD}`;
}
