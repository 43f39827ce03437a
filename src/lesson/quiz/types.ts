/** A question as data, read from content/quiz at build. */
interface Base {
  readonly id: string;
  readonly objective: string;
  readonly concepts: readonly string[];
  /** paragraphs, `code` in backticks */
  readonly stem: string;
  readonly explain: string;
}

export interface Choice {
  readonly text: string;
  readonly correct: boolean;
  /** of a wrong choice: why it tempts, and which observation rules it out */
  readonly why: string;
}

export type Question =
  | (Base & { readonly kind: 'single' | 'multiple'; readonly choices: readonly Choice[] })
  | (Base & { readonly kind: 'order'; readonly items: readonly string[]; readonly why: string })
  | (Base & {
      readonly kind: 'number';
      readonly answer: number;
      readonly unit: string;
      readonly tolerance: number;
      readonly why: string;
      readonly wrong: readonly { readonly value: number; readonly why: string }[];
    })
  | (Base & {
      readonly kind: 'place';
      /** "node-1/flannel.1" */
      readonly answer: string;
      readonly why: string;
      readonly wrong: readonly { readonly place: string; readonly why: string }[];
    });
