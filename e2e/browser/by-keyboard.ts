/** A person without a mouse: what is reached is reached by Tab, and what has the focus can be seen. */
import { expect, type Locator, type Page } from '@playwright/test';
import { keyOf, plain, type Question, type Response, rightSides } from '../../src/quiz';

const MOST_STOPS = 600;
const MOST_CHOICES = 40;
const STARTING_MILLISECONDS = 100;

/** The next Tab leads towards it; null once it has the focus. */
const towards = (target: Locator): Promise<'Tab' | 'Shift+Tab' | null> =>
  target.evaluate((element) => {
    const now = document.activeElement;
    if (now === element) return null;
    const isBefore =
      now !== null &&
      now !== document.body &&
      (now.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
    return isBefore ? 'Shift+Tab' : 'Tab';
  });

/** What is wrong with the place of the focus; null when it can be seen. */
const unseen = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const now = document.activeElement;
    if (!now || now === document.body || now === document.documentElement) return null;
    const says = `${now.tagName} ${(now.getAttribute('aria-label') ?? now.textContent ?? '').trim().slice(0, 50)}`;
    const { width, height, top, bottom } = now.getBoundingClientRect();
    if (bottom <= 0 || top >= window.innerHeight) return `${says} is not on the screen`;
    if (width < 1 || height < 1) return `${says} has no size`;
    // A chosen radio of a picture may be shown by its label.
    const shown = [now, now.nextElementSibling, now.closest('label'), now.parentElement].some(
      (part) => {
        if (!part) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
      },
    );
    return shown ? null : `${says} has the focus and does not show it`;
  });

export class Keys {
  readonly problems: string[] = [];
  stops = 0;

  constructor(private readonly page: Page) {}

  /** Tab, forward or back, until it has the focus. A picture starts when the focus comes near it. */
  async reach(target: Locator): Promise<void> {
    for (let step = 0; step < MOST_STOPS; step += 1) {
      const isThere = (await target.count()) > 0;
      const key = isThere ? await towards(target) : 'Tab';
      if (key === null) return;
      await this.page.keyboard.press(key);
      this.stops += 1;
      const problem = await unseen(this.page);
      if (problem) this.problems.push(problem);
      if (!isThere) await this.page.waitForTimeout(STARTING_MILLISECONDS);
    }
    throw new Error(`not reached by Tab: ${target}`);
  }

  async press(target: Locator, ...keys: readonly string[]): Promise<void> {
    await this.reach(target);
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(target: Locator, text: string): Promise<void> {
    await this.press(target, 'ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }

  async answer(
    quiz: Locator,
    question: Question,
    response: Response = keyOf(question),
  ): Promise<void> {
    switch (response.kind) {
      case 'choices':
        await this.choose(quiz, question, response.chosen);
        break;
      case 'order':
        await this.arrange(quiz, response.order);
        break;
      case 'number':
        await this.type(quiz.getByRole('spinbutton'), String(response.value));
        break;
      case 'match':
        if (question.kind === 'match')
          for (const pair of question.pairs) {
            const side = rightSides(question).find(({ id }) => id === response.pairs[pair.id]);
            await this.pick(
              quiz.getByLabel(plain(pair.left), { exact: true }),
              plain(side?.text ?? ''),
            );
          }
        break;
      case 'fields':
        if (question.kind === 'predict')
          for (const field of question.fields)
            await this.pick(
              quiz.getByLabel(plain(field.label), { exact: true }),
              response.values[field.id] ?? '',
            );
        break;
      case 'repair':
        await this.type(quiz.getByRole('textbox', { name: 'The manifest' }), response.text);
        await this.press(
          quiz.getByRole('button', { name: 'Apply it and run the request' }),
          'Enter',
        );
        await expect(quiz.getByRole('figure', { name: 'What the request printed' })).toBeVisible({
          timeout: 20_000,
        });
    }
    await this.press(quiz.getByRole('button', { name: 'Answer', exact: true }), 'Enter');
  }

  /** Tab leads to one of the radio buttons of a group; arrows lead to the others. */
  private async choose(quiz: Locator, question: Question, ids: readonly string[]): Promise<void> {
    const role = question.kind === 'multiple' ? 'checkbox' : 'radio';
    for (const choice of 'choices' in question ? question.choices : []) {
      if (!ids.includes(choice.id)) continue;
      const name = plain(choice.text).replace(/\s+/g, ' ').trim();
      const wanted = quiz.getByRole(role, { name, exact: true });
      if (role === 'checkbox') {
        await this.press(wanted, 'Space');
        continue;
      }
      await this.press(quiz.getByRole('radio').first(), 'Space');
      for (let step = 0; !(await wanted.isChecked()) && step < MOST_CHOICES; step += 1)
        await this.page.keyboard.press('ArrowDown');
      await expect(wanted).toBeChecked();
    }
  }

  private async arrange(quiz: Locator, order: readonly string[]): Promise<void> {
    const places = () =>
      quiz
        .locator('[data-item]')
        .evaluateAll((items) => items.map((item) => item.getAttribute('data-item')));
    for (const [wanted, id] of order.entries())
      for (
        let guard = 0;
        (await places()).indexOf(id) !== wanted && guard < order.length;
        guard += 1
      ) {
        const row = quiz.locator(`[data-item="${id}"]`);
        await this.press(row.getByRole('button', { disabled: false }).first(), 'ArrowUp');
      }
  }

  private async pick(select: Locator, text: string): Promise<void> {
    const index = (await select.locator('option').allTextContents()).indexOf(text);
    expect(index, `no option "${text}"`).toBeGreaterThan(0);
    await this.press(select, ...Array<string>(index).fill('ArrowDown'));
    await expect(select.locator('option:checked')).toHaveText(text);
  }
}
