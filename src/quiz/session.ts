/** One sitting: which questions in which variants, what was answered, and what follows from it. Pure values. */
import { assessmentIds, type Bank, PASS_MARK, practiceIds, questionOf, variantOf } from './bank';
import type { Mode } from './events';
import type { Response } from './grade';
import type { Question } from './question';

export interface Entry {
  readonly id: string;
  readonly variant: number;
  /** the latest answer */
  readonly response?: Response;
  readonly correct: boolean;
  readonly score: number;
  readonly attempts: number;
  readonly hints: number;
  readonly seconds: number;
}

export interface Session {
  readonly mode: Mode;
  readonly seed: number;
  readonly passMark: number;
  /** index of the entry that is open */
  readonly at: number;
  readonly finished: boolean;
  readonly entries: readonly Entry[];
}

export interface Start {
  readonly mode: Mode;
  readonly seed: number;
  readonly passMark?: number;
  /** review: the questions that are due; else drawn from the bank */
  readonly ids?: readonly string[];
}

export function startSession(
  bank: Bank,
  { mode, seed, passMark = PASS_MARK, ids }: Start,
): Session {
  const wanted = ids ?? (mode === 'assessment' ? assessmentIds(bank, seed) : practiceIds(bank));
  const entries = wanted.flatMap((id): Entry[] => {
    const entry = bank.entries.find((candidate) => candidate.question.id === id);
    if (!entry) return [];
    const variant = variantOf(entry, seed);
    return [{ id, variant, correct: false, score: 0, attempts: 0, hints: 0, seconds: 0 }];
  });
  return { mode, seed, passMark, at: 0, finished: false, entries };
}

export function questionAt(bank: Bank, session: Session, index = session.at): Question | undefined {
  const entry = session.entries[index];
  const found = bank.entries.find((candidate) => candidate.question.id === entry?.id);
  return entry && found ? questionOf(found, entry.variant) : undefined;
}

export const answeredCount = (session: Session): number =>
  session.entries.filter((entry) => entry.attempts > 0).length;

/** Mean of the scores, 0 to 1; what was not answered counts nothing. */
export const scaledOf = (session: Session): number =>
  session.entries.length === 0
    ? 0
    : Math.round(
        (session.entries.reduce((sum, entry) => sum + entry.score, 0) / session.entries.length) *
          10000,
      ) / 10000;

export const isPassed = (session: Session): boolean => scaledOf(session) >= session.passMark;

export interface Strength {
  readonly objective: string;
  readonly scaled: number;
  readonly asked: number;
}

/** How each objective went, weakest first; only what was answered counts. */
export function strengths(bank: Bank, session: Session): readonly Strength[] {
  const objectiveOf = new Map(
    bank.entries.map(({ question }) => [question.id, question.objective]),
  );
  return bank.objectives
    .flatMap(({ id }): Strength[] => {
      const own = session.entries.filter(
        (entry) => objectiveOf.get(entry.id) === id && (entry.attempts > 0 || session.finished),
      );
      if (own.length === 0) return [];
      const scaled = own.reduce((sum, entry) => sum + entry.score, 0) / own.length;
      return [{ objective: id, scaled, asked: own.length }];
    })
    .sort((one, other) => one.scaled - other.scaled);
}
