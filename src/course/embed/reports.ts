/** The quiz's bank is loaded when the quiz first speaks; then its word becomes reports. */
import {
  decodeSession,
  encodeSession,
  type QuizEvent,
  type Session,
  startSession,
} from '../../quiz';
import { shortId } from '../../quiz';
import { restoreSession, savedSession } from '../../state/quiz';
import { loadBank } from '../bank';
import type { Report } from '../host';
import { reportsOf } from '../quiz-reports';
import { lessonSections } from './pieces';

async function currentSession(): Promise<Session | null> {
  const text = savedSession();
  if (text === null) return null;
  const decoded = decodeSession(text, await loadBank());
  return decoded.ok ? decoded.session : null;
}

/** `passMark` is the course's; a sitting that was begun elsewhere may have had another. */
export async function judgedReports(
  event: QuizEvent,
  passMark: number,
): Promise<readonly Report[]> {
  const now = Date.now();
  if (event.type === 'answered') return reportsOf(event, await currentSession(), now);
  // Practice and review are for the learner alone.
  if (event.mode !== 'assessment') return [];
  return [
    { type: 'finished', outcome: { scaled: event.scaled, hasPassed: event.scaled >= passMark } },
  ];
}

/** In a course the quiz is an assessment; its seed differs between neighbours and stays with the attempt. */
export async function prepareQuiz(passMark: number): Promise<void> {
  if (savedSession() !== null) return;
  const bank = await loadBank();
  if (bank.entries.length === 0) return;
  const [seed = 1] = crypto.getRandomValues(new Uint16Array(1));
  restoreSession(encodeSession(startSession(bank, { mode: 'assessment', seed, passMark }), bank));
}

/** The quiz inside a whole lesson: answers are told, but what completes the lesson is reading it. */
export const ungraded = (reports: readonly Report[]): readonly Report[] =>
  reports.flatMap((report) => (report.type === 'answered' ? [{ ...report, scaled: null }] : []));

export const visitedFraction = (visited: readonly string[]): number =>
  lessonSections.filter((id) => visited.includes(shortId(id))).length /
  Math.max(1, lessonSections.length);
