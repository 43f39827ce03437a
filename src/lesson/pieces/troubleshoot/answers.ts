import type { AnswerTable } from '../../../sim';

let loading: Promise<AnswerTable> | null = null;

/** What every incident can answer to every check, computed when the page was built. */
export function loadAnswers(): Promise<AnswerTable> {
  loading ??= import('virtual:podpath/answers/lesson').then((module) => module.default);
  return loading;
}
