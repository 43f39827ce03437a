import type { Question, Response } from '../../../quiz';

export interface KindProps<K extends Question['kind'] = Question['kind']> {
  readonly question: Question & { readonly kind: K };
  readonly response: Response | undefined;
  readonly onChange: (response: Response | undefined) => void;
  /** draws the order in which choices stand */
  readonly seed: number;
}
