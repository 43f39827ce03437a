/** The quiz as a course's adapter keeps it: hand out the sitting in its short form, take one back, hear of changes. */
import { progress } from './progress';
import type { QuizProgress } from './quiz-progress';

export const changeQuiz = (change: Partial<QuizProgress>): void =>
  progress.setState((state) => ({ quiz: { ...state.quiz, ...change } }));

/** What a host should store; under 3,500 characters of printable ASCII. Null before the first sitting. */
export const savedSession = (): string | null => progress.getState().quiz.session;

/**
 * Takes over a sitting that a host kept. The text is read when the questions are there; one that cannot be read is set
 * aside with a notice then.
 */
export const restoreSession = (text: string): void => changeQuiz({ session: text });

/** Calls back whenever the sitting has changed; gives back the way to stop. */
export const watchSession = (onChange: (text: string | null) => void): (() => void) =>
  progress.subscribe((state, before) => {
    if (state.quiz.session !== before.quiz.session) onChange(state.quiz.session);
  });
