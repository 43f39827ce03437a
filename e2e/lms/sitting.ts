/** A sitting of the quiz in a course: what will be answered is known before, from the sitting that the host keeps. */
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { readState } from '../../src/course/saved-state';
import {
  type Bank,
  decodeSession,
  grade,
  keyOf,
  questionAt,
  type Question,
  type Response,
  type Session,
} from '../../src/quiz';
import { answerByKeyboard } from '../browser/quiz-page';

export interface Given {
  readonly question: Question;
  readonly response: Response;
  readonly isRight: boolean;
  readonly score: number;
}

const MOST_WRONG = 2;

/** Wrong on purpose where a wrong choice is at hand, right everywhere else. */
export function plan(bank: Bank, session: Session): readonly Given[] {
  let wrong = 0;
  return session.entries.map((_, index) => {
    const question = questionAt(bank, session, index);
    if (!question) throw new Error(`no question at ${index}`);
    const tempting =
      'choices' in question ? question.choices.find(({ correct }) => !correct) : undefined;
    const isWrong = tempting !== undefined && wrong < MOST_WRONG;
    if (isWrong) wrong += 1;
    const response: Response = isWrong
      ? { kind: 'choices', chosen: [tempting.id] }
      : keyOf(question);
    const { correct, score } = grade(question, response);
    return { question, response, isRight: correct, score };
  });
}

export const scaledOf = (given: readonly Given[]): number =>
  Math.round((given.reduce((sum, { score }) => sum + score, 0) / given.length) * 10_000) / 10_000;

export const quizIn = (place: Page | FrameLocator): Locator =>
  place.getByRole('region', { name: 'Quiz', exact: true });

export async function answerFrom(
  quiz: Locator,
  given: readonly Given[],
  from = 0,
  to = given.length,
) {
  for (let index = from; index < to; index += 1) {
    const entry = given[index];
    if (!entry) throw new Error(`nothing is planned for ${index}`);
    await expect(
      quiz.getByRole('heading', { name: `Question ${index + 1} of ${given.length}`, exact: true }),
    ).toBeVisible({ timeout: 40_000 });
    await expect(quiz.getByText('The cluster is starting')).toHaveCount(0, { timeout: 40_000 });
    await answerByKeyboard(quiz, entry.question, entry.response);
  }
}

/** The sitting that the piece has drawn, as its host keeps it. */
export async function keptSession(
  bank: Bank,
  read: () => Promise<string | undefined>,
): Promise<Session> {
  let session: Session | null = null;
  await expect(async () => {
    const decoded = decodeSession(readState(await read()).state.quiz, bank);
    expect(decoded.ok).toBe(true);
    if (decoded.ok) session = decoded.session;
  }).toPass({ timeout: 60_000 });
  if (!session) throw new Error('the host keeps no sitting');
  return session;
}
