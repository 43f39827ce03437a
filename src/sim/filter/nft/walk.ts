/** What a walk of one packet through one base chain carries along. */
import type { Cause } from '../../trace/types';
import type { Dice, PacketContext } from '../types';
import type { CompiledNftTable } from './types';

export interface Walk {
  readonly table: CompiledNftTable;
  readonly context: PacketContext;
  readonly dice: Dice;
  readonly causes: Cause[];
  mark: number;
  notrack: boolean;
  decidedBy: number;
}
