/** A piece at rest: one picture without a page around it, for paper and for where no script runs. */
import type { ReactNode } from 'react';
import type { Lab } from '../../state/worlds';

/** CSS pixels; every still is as wide as that. */
export const STILL_WIDTH = 800;

export interface Still {
  readonly height: number;
  readonly marks: ReactNode;
  /** what is to be seen, in one sentence or two */
  readonly says: string;
}

/** A still of a piece at a position; without one, where the piece says most. */
export type Draw<Position extends object> = (lab: Lab, position?: Partial<Position>) => Still;
