/** The questions; loaded when they are first needed. */
import type { Bank } from '../quiz';

export async function loadBank(): Promise<Bank> {
  const { default: bank } = await import('virtual:podpath/quiz');
  return bank;
}
