import { expect, type Locator } from '@playwright/test';
import { test } from './watched';
import { readQuiz } from '../../src/authoring/quiz';
import { assessmentIds, type Bank, questionAt, startSession } from '../../src/quiz';
import { openLesson, typeOver } from './page';
import {
  answerByKeyboard,
  ONE_OF_EACH,
  openQuestion,
  openQuiz,
  variantOnScreen,
} from './quiz-page';
import { savedFile } from './saved-file';

let bank: Bank;
test.beforeAll(() => {
  test.setTimeout(180_000);
  bank = readQuiz();
});

/** The question on the screen, by its number and the seed of the sitting. */
const shownIn = (quiz: Locator) => quiz.getByRole('heading', { name: /^Question \d+ of \d+$/ });

const KINDS = Object.entries(ONE_OF_EACH);

test('practice with the keyboard: hints in three steps, a wrong try, the right one, and a reload', async ({
  page,
}) => {
  const quiz = await openQuiz(page);
  await quiz.getByRole('button', { name: 'Practise' }).press('Enter');
  await expect(shownIn(quiz)).toHaveText(`Question 1 of ${bank.entries.length}`);
  const first = startSession(bank, { mode: 'practice', seed: 1 }).entries[0];
  const question = await variantOnScreen(quiz, bank, first?.id ?? '');
  const hints = quiz.getByRole('list', { name: 'Hints' }).getByRole('listitem');
  for (const [index, name] of ['A hint', /Another hint \(1/, /Another hint \(2/].entries()) {
    await quiz.getByRole('button', { name }).press('Enter');
    await expect(hints).toHaveCount(index + 1);
  }
  await expect(quiz.getByRole('button', { name: /Another hint/ })).toBeDisabled();
  if (!('choices' in question)) throw new Error('the first question has choices');
  const tempting = question.choices.find((choice) => !choice.correct);
  await answerByKeyboard(quiz, question, { kind: 'choices', chosen: [tempting?.id ?? ''] });
  await expect(quiz.getByText('Not this time.')).toBeVisible();
  await expect(quiz.getByText((tempting?.why ?? '').replaceAll('`', ''))).toBeVisible();
  await page.reload();
  const again = await openQuiz(page);
  await expect(again.getByText('Not this time.')).toBeVisible();
  await again.getByRole('button', { name: 'Try again' }).press('Enter');
  await answerByKeyboard(again, question);
  await expect(again.getByText('Right.', { exact: true })).toBeVisible();
  await again.getByRole('button', { name: 'Next question' }).press('Enter');
  await expect(shownIn(again)).toHaveText(/Question 2 of/);
  await expect(shownIn(again)).toBeFocused();
  await page.reload();
  await expect(shownIn(await openQuiz(page))).toHaveText(/Question 2 of/);
});

test('a whole assessment: the same number gives the same paper; it is handed in, reviewed and kept', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const seed = 23;
  const paper = startSession(bank, { mode: 'assessment', seed });
  const quiz = await openQuiz(page);
  await typeOver(quiz.getByRole('spinbutton', { name: 'Number of the paper' }), String(seed));
  await quiz.getByRole('button', { name: 'Begin' }).press('Enter');
  const wrongAt = 2;
  for (const [index, entry] of paper.entries.entries()) {
    await expect(shownIn(quiz)).toHaveText(`Question ${index + 1} of ${paper.entries.length}`);
    const question = questionAt(bank, paper, index);
    if (!question) throw new Error(`no question ${entry.id}`);
    await expect(quiz.getByRole('button', { name: /hint/ })).toHaveCount(0);
    await expect(quiz.getByText('The cluster is starting')).toHaveCount(0, { timeout: 20_000 });
    if (index === wrongAt) await quiz.getByRole('button', { name: 'Skip for now' }).press('Enter');
    else await answerByKeyboard(quiz, question);
    if (index === 4) {
      await page.reload();
      await openQuiz(page);
    }
  }
  await expect(quiz.getByText(/^1 of 15 questions have no answer yet/)).toBeVisible();
  await quiz.getByRole('button', { name: 'Hand in' }).press('Enter');
  await expect(quiz.getByRole('heading', { name: '14 of 15 right' })).toBeVisible();
  await expect(quiz.getByText(/^Passed with 93 %; 80 % were needed\. Paper 23\./)).toBeVisible();
  const objective = bank.entries.find(({ question }) => question.id === paper.entries[wrongAt]?.id)
    ?.question.objective;
  const weak = bank.objectives.find(({ id }) => id === objective);
  await expect(
    quiz.getByRole('region', { name: 'Objectives' }).getByRole('link', { name: weak?.title }),
  ).toHaveAttribute('href', `#${weak?.section}`);
  const missed = quiz.locator('details').filter({ hasText: 'not answered' });
  await missed.locator('summary').press('Enter');
  await expect(missed.getByText('The answer:')).toBeVisible();
  await expect(missed.getByRole('link')).toHaveAttribute('href', /#scene-/);
  await page.reload();
  await expect(
    (await openQuiz(page)).getByRole('heading', { name: '14 of 15 right' }),
  ).toBeVisible();
  await quiz.getByRole('button', { name: 'Take paper 24' }).press('Enter');
  await expect(shownIn(quiz)).toHaveText('Question 1 of 15');
  expect(assessmentIds(bank, 24)).not.toEqual(assessmentIds(bank, seed));
});

for (const [kind, id] of KINDS) {
  test(`a question of the kind "${kind}" is answered right by keyboard`, async ({ page }) => {
    const quiz = await openQuestion(page, id);
    await answerByKeyboard(quiz, await variantOnScreen(quiz, bank, id));
    await expect(quiz.getByText('Right.', { exact: true })).toBeVisible();
    await quiz.getByRole('button', { name: 'See the result' }).press('Enter');
    await expect(quiz.getByRole('heading', { name: '1 of 1 right' })).toBeVisible();
  });
}

test('a pin in the picture chooses like its line in the list', async ({ page }) => {
  const quiz = await openQuestion(page, 'where-dnat');
  await quiz.getByText('C', { exact: true }).first().click();
  await expect(quiz.getByRole('radio').nth(2)).toBeChecked();
});

test('a repair that does not read is told with its line, and the text is kept over a reload', async ({
  page,
}) => {
  const quiz = await openQuestion(page, 'mend-selector');
  const editor = quiz.getByRole('textbox', { name: 'The manifest' });
  await typeOver(editor, 'kind: [Service');
  await quiz.getByRole('button', { name: 'Apply it and run the request' }).press('Enter');
  await expect(quiz.getByText(/line 1, column \d+: /)).toBeVisible();
  await page.reload();
  await openQuiz(page);
  await expect(editor).toHaveValue('kind: [Service', { timeout: 20_000 });
});

test('a reviewed question goes away for days, and comes back when it was missed', async ({
  page,
}) => {
  const quiz = await openQuestion(page, 'who-assigns-pod-ip');
  await answerByKeyboard(quiz, await variantOnScreen(quiz, bank, 'who-assigns-pod-ip'));
  await quiz.getByRole('button', { name: 'See the result' }).press('Enter');
  await quiz.getByRole('button', { name: 'Back to the start' }).press('Enter');
  await expect(quiz.getByText(/Nothing is due\. The next one comes back in \d+ day/)).toBeVisible();
  await page.reload();
  await openQuiz(page);
  await quiz.getByRole('button', { name: 'Back to the start' }).press('Enter');
  await expect(quiz.getByText(/Nothing is due/)).toBeVisible();
});

test('progress is saved to a file, loaded again, and a bad file changes nothing', async ({
  page,
}) => {
  const quiz = await openQuestion(page, 'who-assigns-pod-ip');
  await quiz.getByRole('button', { name: 'Pause' }).press('Enter');
  await quiz.getByText('Take your progress along').press('Enter');
  const { name, bytes } = await savedFile(page, () =>
    quiz.getByRole('button', { name: 'Save as a file' }).press('Enter'),
  );
  expect(name).toBe('podpath-progress.json');
  const saved = Buffer.from(bytes).toString('utf8');
  expect(JSON.parse(saved).progress.quiz.cards).toHaveProperty('who-assigns-pod-ip');
  const input = quiz.getByLabel('Load a file');
  const load = (name: string, text: string) =>
    input.setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  await load('notes.json', 'not json');
  await expect(
    quiz.getByText(/notes\.json was not loaded: it is not JSON\..* Nothing has changed\./),
  ).toBeVisible();
  await load('other.json', '{"format":"other"}');
  await expect(quiz.getByText(/other\.json was not loaded: the field "format"/)).toBeVisible();
  await expect(quiz.getByRole('button', { name: 'Review 1' })).toBeEnabled();
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await openQuiz(page);
  await expect(quiz.getByRole('button', { name: 'Review', exact: true })).toBeDisabled();
  await quiz.getByText('Take your progress along').press('Enter');
  await load('podpath-progress.json', saved);
  await expect(shownIn(quiz)).toHaveText('Question 1 of 1');
  await page.reload();
  await expect(shownIn(await openQuiz(page))).toHaveText('Question 1 of 1');
});

test('a stored sitting that cannot be read is set aside with a notice', async ({ page }) => {
  await openLesson(page);
  await page.evaluate(() => {
    const quiz = { session: 'q9.from.the.future', drafts: {}, results: [], cards: {} };
    localStorage.setItem(
      'podpath.progress',
      JSON.stringify({ version: 2, answers: {}, theme: 'system', quiz }),
    );
  });
  const quiz = await openQuiz(page);
  await expect(quiz.getByRole('button', { name: 'Practise' })).toBeVisible();
  await expect(page.getByText(/not a saved quiz of this version/)).toBeVisible();
});

test('questions and their code are loaded only when the quiz comes near', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await openLesson(page);
  expect(asked.filter((url) => /Quiz-|spaced/.test(url))).toEqual([]);
  await openQuiz(page);
  expect(asked.some((url) => url.includes('Quiz-'))).toBe(true);
  expect(asked.some((url) => url.includes('spaced'))).toBe(false);
});

test('nothing scrolls sideways at 360 px in any kind of question', async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 360, height: 780 });
  for (const [kind, id] of KINDS) {
    await openQuestion(page, id);
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect([kind, Math.max(0, excess)]).toEqual([kind, 0]);
  }
});
