/** What outlives the page: answers, places visited, settings. Versioned; a damaged copy is kept aside and never overwritten in silence. */
import { createStore } from 'zustand/vanilla';
import { notify } from './notices';
import { NO_QUIZ, parseQuizProgress, type QuizProgress } from './quiz-progress';
import { DEFAULT_SETTINGS, readSettings, type Settings } from './settings';

export interface Progress extends Settings {
  readonly version: 2;
  /** by question id: was the last answer right? */
  readonly answers: Readonly<Record<string, boolean>>;
  /** "lesson#section" of every section that was read */
  readonly visited: Readonly<Record<string, boolean>>;
  /** since version 2 */
  readonly quiz: QuizProgress;
}

const KEY = 'podpath.progress';
const EMPTY: Progress = {
  version: 2,
  answers: {},
  visited: {},
  quiz: NO_QUIZ,
  ...DEFAULT_SETTINGS,
};

export const progress = createStore<Progress>(() => EMPTY);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const flags = (value: unknown): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).filter(
      (entry): entry is [string, boolean] => typeof entry[1] === 'boolean',
    ),
  );

/** Reads version 2, and version 1 (which had no quiz session); null when it is neither. */
export function parseProgress(text: string): Progress | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || !isRecord(value.answers)) return null;
  const { version, answers, visited, quiz } = value;
  if (version !== 1 && version !== 2) return null;
  const stored = version === 1 ? NO_QUIZ : parseQuizProgress(quiz);
  if (!stored) return null;
  return {
    version: 2,
    answers: flags(answers),
    visited: flags(visited),
    quiz: stored,
    ...readSettings(value),
  };
}

/** Reads what is stored and keeps writing from then on. Storage that throws is lived without. */
export function connectStorage(storage: Pick<Storage, 'getItem' | 'setItem'>): void {
  try {
    const text = storage.getItem(KEY);
    const stored = text === null ? EMPTY : parseProgress(text);
    if (stored) progress.setState(stored);
    else if (text !== null) {
      storage.setItem(`${KEY}.damaged`, text);
      notify('Your stored progress could not be read. It was set aside, and you start afresh.');
    }
  } catch {
    notify('This browser does not let the page keep your progress.');
  }
  progress.subscribe((state) => {
    try {
      storage.setItem(KEY, JSON.stringify(state));
    } catch {
      notify('Your progress could not be saved: the storage of this browser is full or closed.');
    }
  });
}

export const recordAnswer = (id: string, right: boolean): void =>
  progress.setState((state) => ({ answers: { ...state.answers, [id]: right } }));

export const recordVisit = (section: string): void => {
  if (progress.getState().visited[section]) return;
  progress.setState((state) => ({ visited: { ...state.visited, [section]: true } }));
};
