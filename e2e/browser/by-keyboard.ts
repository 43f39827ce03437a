/** A person without a mouse: what is reached is reached by Tab, and what has the focus can be seen. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Hands } from './answer';

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

export class Keys implements Hands {
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

  /** Tab leads to one of the radio buttons of a group; arrows lead to the others. */
  async choose(wanted: Locator, first: Locator): Promise<void> {
    if ((await wanted.getAttribute('type')) === 'checkbox') return this.press(wanted, 'Space');
    await this.press(first, 'Space');
    for (let step = 0; !(await wanted.isChecked()) && step < MOST_CHOICES; step += 1)
      await this.page.keyboard.press('ArrowDown');
    await expect(wanted).toBeChecked();
  }
}
