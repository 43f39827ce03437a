import { expect, type Locator, type Page } from '@playwright/test';
import type { Bank, Question, Response } from '../../src/quiz';
import { answer, type Hands } from './answer';
import { openLesson, typeOver } from './page';
import { variantOf } from './variant';

/** A question of each kind, by its id in the bank. */
export const ONE_OF_EACH = {
  single: 'no-endpoints',
  multiple: 'prefix-match',
  order: 'eight-moments',
  match: 'address-givers',
  number: 'last-probability',
  place: 'where-dnat',
  predict: 'overlay-packet',
  line: 'overlay-route',
  repair: 'mend-selector',
} as const satisfies Record<Question['kind'], string>;
/** Opens the lesson and brings the quiz near. */
export async function openQuiz(page: Page): Promise<Locator> {
  await openLesson(page);
  const quiz = page.getByRole('region', { name: 'Quiz', exact: true });
  await quiz.scrollIntoViewIfNeeded();
  await expect(quiz.getByRole('heading', { level: 3 })).toBeVisible({ timeout: 20_000 });
  return quiz;
}

/** Opens one question alone: it was missed once and is due for review. */
export async function openQuestion(page: Page, id: string): Promise<Locator> {
  const card = {
    due: 1,
    stability: 0,
    difficulty: 0,
    scheduledDays: 0,
    learningSteps: 0,
    reps: 0,
    lapses: 0,
    state: 0,
  };
  const quiz = { session: null, drafts: {}, results: [], cards: { [id]: card } };
  await openLesson(page);
  await page.evaluate(
    (text) => localStorage.setItem('podpath.progress', text),
    JSON.stringify({ version: 2, answers: {}, theme: 'system', quiz }),
  );
  const box = await openQuiz(page);
  await box.getByRole('button', { name: 'Review 1' }).press('Enter');
  await expect(box.getByRole('heading', { name: 'Question 1 of 1' })).toBeVisible();
  await expect(box.getByText('The cluster is starting')).toHaveCount(0, { timeout: 20_000 });
  return box;
}

export async function variantOnScreen(quiz: Locator, bank: Bank, id: string): Promise<Question> {
  const editor = quiz.getByRole('textbox', { name: 'The manifest' });
  const edited = (await editor.count()) > 0 ? await editor.inputValue() : '';
  return variantOf(bank, id, `${await quiz.textContent()}${edited}`);
}

const PRESSES: Hands = {
  press: async (target, ...keys) => {
    for (const key of keys) await target.press(key);
  },
  type: typeOver,
  choose: (wanted) => wanted.press('Space'),
};

/** Gives an answer with keys, each pressed where it is wanted, and sends it. */
export const answerByKeyboard = (
  quiz: Locator,
  question: Question,
  response?: Response,
): Promise<void> => answer(PRESSES, quiz, question, response);
