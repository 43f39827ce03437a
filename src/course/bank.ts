/** The questions; loaded when they are first needed. */
import type { Bank } from '../quiz';

export async function loadBank(): Promise<Bank> {
  const { default: read } = await import('virtual:podpath/quiz');
  const { objectives = [], entries = [] } = read as unknown as Partial<Bank>;
  return { objectives, entries };
}
