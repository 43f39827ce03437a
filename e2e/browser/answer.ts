/** How a question of any kind is answered by keyboard; whose hands press the keys is left open. */
import { expect, type Locator } from '@playwright/test';
import { keyOf, plain, type Question, type Response, rightSides } from '../../src/quiz';

export interface Hands {
  press(target: Locator, ...keys: readonly string[]): Promise<void>;
  /** instead of what stands there */
  type(target: Locator, text: string): Promise<void>;
  /** `first` is the first choice of the question */
  choose(wanted: Locator, first: Locator): Promise<void>;
}

/** Gives an answer, the right one unless told otherwise, and sends it. */
export async function answer(
  hands: Hands,
  quiz: Locator,
  question: Question,
  response: Response = keyOf(question),
): Promise<void> {
  switch (response.kind) {
    case 'choices':
      await choose(hands, quiz, question, response.chosen);
      break;
    case 'order':
      await arrange(hands, quiz, response.order);
      break;
    case 'number':
      await hands.type(quiz.getByRole('spinbutton'), String(response.value));
      break;
    case 'match':
      if (question.kind === 'match')
        for (const pair of question.pairs) {
          const side = rightSides(question).find(({ id }) => id === response.pairs[pair.id]);
          await pick(hands, quiz, pair.left, plain(side?.text ?? ''));
        }
      break;
    case 'fields':
      if (question.kind === 'predict')
        for (const field of question.fields)
          await pick(hands, quiz, field.label, response.values[field.id] ?? '');
      break;
    case 'repair':
      await hands.type(quiz.getByRole('textbox', { name: 'The manifest' }), response.text);
      await hands.press(
        quiz.getByRole('button', { name: 'Apply it and run the request' }),
        'Enter',
      );
      await expect(quiz.getByRole('figure', { name: 'What the request printed' })).toBeVisible({
        timeout: 20_000,
      });
  }
  await hands.press(quiz.getByRole('button', { name: 'Answer', exact: true }), 'Enter');
}

async function choose(
  hands: Hands,
  quiz: Locator,
  question: Question,
  ids: readonly string[],
): Promise<void> {
  const role = question.kind === 'multiple' ? 'checkbox' : 'radio';
  for (const choice of 'choices' in question ? question.choices : []) {
    if (!ids.includes(choice.id)) continue;
    const name = plain(choice.text).replace(/\s+/g, ' ').trim();
    const wanted = quiz.getByRole(role, { name, exact: true });
    await hands.choose(wanted, quiz.getByRole(role).first());
  }
}

async function arrange(hands: Hands, quiz: Locator, order: readonly string[]): Promise<void> {
  const places = () =>
    quiz
      .locator('[data-item]')
      .evaluateAll((items) => items.map((item) => item.getAttribute('data-item')));
  for (const [wanted, id] of order.entries())
    for (let guard = 0; guard < order.length && (await places()).indexOf(id) !== wanted; guard += 1)
      await hands.press(
        quiz.locator(`[data-item="${id}"]`).getByRole('button', { disabled: false }).first(),
        'ArrowUp',
      );
}

async function pick(hands: Hands, quiz: Locator, label: string, text: string): Promise<void> {
  const select = quiz.getByLabel(plain(label), { exact: true });
  const options = await select.locator('option').allTextContents();
  const index = options.indexOf(text);
  expect(index, `no option "${text}" among ${options.join(', ')}`).toBeGreaterThan(0);
  await hands.press(select, ...Array<string>(index).fill('ArrowDown'));
  await expect(select.locator('option:checked')).toHaveText(text);
}
