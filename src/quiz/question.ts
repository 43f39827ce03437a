/**
 * A question as every part of the product sees it: the page, the teacher's list, the exports, a course's report.
 * Pure data, made at build from content/quiz; nothing here knows React or a browser.
 */
export const KINDS = [
  'single',
  'multiple',
  'order',
  'match',
  'number',
  'place',
  'predict',
  'line',
  'repair',
] as const;
export type Kind = (typeof KINDS)[number];

export const DEPTHS = ['recall', 'predict', 'diagnose'] as const;
export type Depth = (typeof DEPTHS)[number];

export interface Objective {
  readonly id: string;
  /** "Say where a ClusterIP lives, and prove it" */
  readonly title: string;
  /** anchor of the lesson's section that teaches it */
  readonly section: string;
}

/** Where to look again: a picture of the lesson, at the very hop where that matters. */
export interface Look {
  readonly scene: string;
  readonly text: string;
  /** state of the picture as its address parameter holds it, "hop:13" */
  readonly state?: string;
}

/** Output of the simulated cluster that the question shows. */
export interface Exhibit {
  readonly at: string;
  readonly command: string;
  readonly output: string;
}

/** `text`, `why` and every other sentence are plain text in which `backticks` mark code; see `segments`. */
export interface Choice {
  /** one letter, stable across releases and variants */
  readonly id: string;
  readonly text: string;
  readonly correct: boolean;
  /** of a wrong choice: why it tempts, and which observation rules it out */
  readonly why: string;
}

/** A place of the picture: "node-1/flannel.1", "node-1#PREROUTING", or "none" */
export interface PlaceChoice extends Choice {
  readonly place: string;
}

export interface Item {
  readonly id: string;
  readonly text: string;
  /** why it stands after the one before; empty for the first */
  readonly why: string;
}

export interface Pair {
  readonly id: string;
  readonly left: string;
  readonly right: string;
  /** why these two belong together */
  readonly why: string;
}

export interface WrongValue {
  readonly value: string;
  readonly why: string;
}

/** One field of a header that the learner fills in. The trace is the key. */
export interface PacketField {
  readonly id: string;
  readonly label: string;
  readonly answer: string;
  readonly why: string;
  /** the other values on offer; with none of them the learner types */
  readonly wrong: readonly WrongValue[];
}

/** What a repaired cluster must do: the command's output matches. */
export interface RepairCheck {
  readonly at: string;
  readonly run: string;
  readonly matches: string;
}

export interface WrongRepair {
  readonly text: string;
  readonly why: string;
}

interface Base {
  readonly id: string;
  readonly objective: string;
  readonly depth: Depth;
  readonly concepts: readonly string[];
  /** 0 is the lesson's own cluster; others have other addresses, ports and places */
  readonly variant: number;
  /** paragraphs between empty lines */
  readonly stem: string;
  readonly explain: string;
  /** three steps: where to look, what to see there, all but the answer */
  readonly hints: readonly string[];
  readonly exhibits: readonly Exhibit[];
  readonly see: Look;
}

export type Question =
  | (Base & { readonly kind: 'single' | 'multiple' | 'line'; readonly choices: readonly Choice[] })
  | (Base & {
      readonly kind: 'place';
      readonly choices: readonly PlaceChoice[];
      readonly cni: string;
    })
  | (Base & { readonly kind: 'order'; readonly items: readonly Item[] })
  | (Base & {
      readonly kind: 'match';
      readonly pairs: readonly Pair[];
      /** right sides that belong to nothing */
      readonly spare: readonly string[];
    })
  | (Base & {
      readonly kind: 'number';
      readonly answer: number;
      readonly unit: string;
      readonly tolerance: number;
      readonly why: string;
      readonly wrong: readonly WrongValue[];
    })
  | (Base & { readonly kind: 'predict'; readonly fields: readonly PacketField[] })
  | (Base & {
      readonly kind: 'repair';
      /** the manifests that the learner edits, and what stays as it is */
      readonly manifest: string;
      readonly rest: string;
      readonly cni: string;
      readonly check: RepairCheck;
      readonly solution: string;
      readonly wrong: readonly WrongRepair[];
    });

export interface Segment {
  readonly kind: 'text' | 'code';
  readonly text: string;
}

/** Splits a sentence at its backticks. */
export const segments = (text: string): readonly Segment[] =>
  text
    .split('`')
    .map((part, index): Segment => ({ kind: index % 2 === 1 ? 'code' : 'text', text: part }))
    .filter((segment) => segment.text !== '');

/** The sentence without markup. */
export const plain = (text: string): string => text.replaceAll('`', '');
