import { expect, type Locator, type Page } from '@playwright/test';
import { type Bank, keyOf, plain, type Question, type Response, rightSides } from '../../src/quiz';
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

/** Gives an answer with the keyboard alone, and sends it. */
export async function answerByKeyboard(
  quiz: Locator,
  question: Question,
  response: Response = keyOf(question),
): Promise<void> {
  switch (response.kind) {
    case 'choices':
      await choose(quiz, question, response.chosen);
      break;
    case 'order':
      await arrange(quiz, response.order);
      break;
    case 'number':
      await quiz.getByRole('spinbutton').pressSequentially(String(response.value));
      break;
    case 'match':
      if (question.kind === 'match')
        for (const pair of question.pairs) {
          const side = rightSides(question).find(({ id }) => id === response.pairs[pair.id]);
          await pick(quiz.getByLabel(plain(pair.left), { exact: true }), plain(side?.text ?? ''));
        }
      break;
    case 'fields':
      if (question.kind === 'predict')
        for (const field of question.fields)
          await pick(
            quiz.getByLabel(plain(field.label), { exact: true }),
            response.values[field.id] ?? '',
          );
      break;
    case 'repair': {
      const editor = quiz.getByRole('textbox', { name: 'The manifest' });
      await typeOver(editor, response.text);
      await quiz.getByRole('button', { name: 'Apply it and run the request' }).press('Enter');
      await expect(quiz.getByRole('figure', { name: 'What the request printed' })).toBeVisible({
        timeout: 20_000,
      });
    }
  }
  await quiz.getByRole('button', { name: 'Answer', exact: true }).press('Enter');
}

async function choose(quiz: Locator, question: Question, ids: readonly string[]): Promise<void> {
  const role = question.kind === 'multiple' ? 'checkbox' : 'radio';
  for (const choice of 'choices' in question ? question.choices : []) {
    if (!ids.includes(choice.id)) continue;
    const name = plain(choice.text).replace(/\s+/g, ' ').trim();
    await quiz.getByRole(role, { name, exact: true }).press('Space');
  }
}

async function arrange(quiz: Locator, order: readonly string[]): Promise<void> {
  for (const [wanted, id] of order.entries()) {
    for (let guard = 0; guard < order.length; guard += 1) {
      const now = await quiz
        .locator('[data-item]')
        .evaluateAll((items) => items.map((item) => item.getAttribute('data-item')));
      if (now.indexOf(id) === wanted) break;
      const row = quiz.locator(`[data-item="${id}"]`);
      await row.getByRole('button', { disabled: false }).first().press('ArrowUp');
    }
  }
}

async function pick(select: Locator, text: string): Promise<void> {
  const options = await select.locator('option').allTextContents();
  const index = options.indexOf(text);
  expect(index, `no option "${text}" among ${options.join(', ')}`).toBeGreaterThan(0);
  await select.focus();
  for (let step = 0; step < index; step += 1) await select.press('ArrowDown');
  await expect(select.locator('option:checked')).toHaveText(text);
}
