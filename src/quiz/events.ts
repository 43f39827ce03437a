/**
 * What the quiz tells whoever listens: a course that keeps the gradebook, or nobody. One stream, no knowledge of who
 * hears it; a listener that throws does not stop the quiz.
 */
import type { Response } from './grade';
import type { Depth, Kind } from './question';

export type Mode = 'practice' | 'assessment' | 'review';

export interface Answered {
  readonly type: 'answered';
  readonly mode: Mode;
  readonly questionId: string;
  readonly variant: number;
  readonly objective: string;
  readonly depth: Depth;
  readonly kind: Kind;
  /** the question in words, without markup */
  readonly text: string;
  readonly response: Response;
  readonly key: Response;
  readonly correct: boolean;
  /** 0 to 1 */
  readonly score: number;
  readonly durationMs: number;
  /** 1 for the first try; in an assessment a changed answer counts up */
  readonly attempt: number;
  readonly hints: number;
}

export interface Finished {
  readonly type: 'finished';
  readonly mode: Mode;
  readonly seed: number;
  /** mean of the scores, 0 to 1 */
  readonly scaled: number;
  readonly passMark: number;
  readonly passed: boolean;
  readonly durationMs: number;
}

export type QuizEvent = Answered | Finished;
type Listener = (event: QuizEvent) => void;

const listeners = new Set<Listener>();

/** Gives back the way to stop listening. */
export function listenToQuiz(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellQuiz(event: QuizEvent): void {
  for (const listener of listeners) {
    try {
      listener(event);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
