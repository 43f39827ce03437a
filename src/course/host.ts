/**
 * The outside world of a course, as lesson and quiz may know it: one port, whatever stands behind it
 * (nothing, a page that holds the frame, an LMS, an LRS, an element's owner).
 */
import type { Log } from './log';

export const HOST_KINDS = [
  'standalone',
  'iframe',
  'scorm12',
  'scorm2004',
  'cmi5',
  'element',
] as const;
export type HostKind = (typeof HOST_KINDS)[number];

/** What the host can do; asked before anything is promised to the learner. */
export interface Capabilities {
  /** the longest saved state in characters; 0 when the host keeps none */
  readonly stateLimit: number;
  readonly takesReports: boolean;
  readonly resizes: boolean;
  readonly closes: boolean;
}

/** What the host says at the beginning. */
export interface Welcome {
  /** as stored last time, unread: it may be foreign, cut off or from a later version */
  readonly state: string | null;
  /** true in review, browse and no-credit launches: nothing is written */
  readonly isReadOnly: boolean;
  /** 0..1, where the LMS overrides the pass mark of the package */
  readonly passMark: number | null;
  readonly theme: 'auto' | 'light' | 'dark' | null;
}

/** An answer and its key as data; ids are short words of the authored question, stable across editions. */
export type AnswerData =
  | {
      readonly kind: 'choice' | 'sequencing';
      readonly chosen: readonly string[];
      readonly correct: readonly string[];
    }
  | {
      readonly kind: 'matching';
      readonly chosen: readonly (readonly [left: string, right: string])[];
      readonly correct: readonly (readonly [left: string, right: string])[];
    }
  | { readonly kind: 'numeric'; readonly chosen: number; readonly correct: number }
  | {
      /** text: typed values; performance: something done and tried, here a repaired manifest */
      readonly kind: 'text' | 'performance';
      readonly chosen: string;
      readonly correct: string;
    };

export interface Interaction {
  /** the question's id: a slug, stable across editions */
  readonly id: string;
  /** the question as the learner read it, without markup */
  readonly text: string;
  readonly answer: AnswerData;
  readonly isRight: boolean;
  readonly latencySeconds: number;
  /** milliseconds since 1970 */
  readonly answeredAt: number;
}

export interface Outcome {
  /** 0..1; null when nothing is graded */
  readonly scaled: number | null;
  /** null when nothing is graded: a lesson is completed, never passed */
  readonly hasPassed: boolean | null;
}

export type Report =
  /** `scaled`: the running score over all questions of the sitting; null in practice, which is not graded */
  | {
      readonly type: 'answered';
      readonly interaction: Interaction;
      readonly scaled: number | null;
    }
  | { readonly type: 'progress'; readonly fraction: number; readonly place: string }
  | { readonly type: 'finished'; readonly outcome: Outcome };

export type HostCommand =
  | { readonly type: 'goto'; readonly step: string }
  | { readonly type: 'pause' | 'resume' };

export interface CourseHost {
  readonly kind: HostKind;
  readonly can: Capabilities;
  /** what happened; for the diagnostics panel */
  readonly log: Log;
  /** Connects. Rejects with a sentence for the learner when the host cannot be used at all. */
  ready(): Promise<Welcome>;
  getState(): string | null;
  /** True once the host has confirmed that it keeps the text. Never rejects. */
  setState(text: string): Promise<boolean>;
  /** True once the host has taken the report. Never rejects. */
  report(report: Report): Promise<boolean>;
  resize(heightPixels: number): void;
  /** Writes what is waiting at once; called when the page is hidden. Never throws. */
  flush(): void;
  /** Ends the session, once; safe while the page goes away. Never throws. */
  close(): void;
  /** Calls back for what the host asks of the content; gives back how to stop. */
  onCommand(listener: (command: HostCommand) => void): () => void;
  /** Calls back when a host that was silent at first answers after all. */
  onLateWelcome?(listener: (welcome: Welcome) => void): void;
}

export const WELCOME: Welcome = { state: null, isReadOnly: false, passMark: null, theme: null };
