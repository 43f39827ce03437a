/** Every figure in its key states, at three widths: both themes draw the same marks in the same tokens, and every label can be read. */
import { expect, type Locator, type Page } from '@playwright/test';
import { faintLetters } from './contrast';
import { figure, ROUNDS, settled, wear, WIDTHS } from './figure-states';
import { badLabels, pictureOf } from './picture';
import { test } from './watched';

/** Compares a figure in both themes, once nothing in it moves, and reads its labels. */
async function look(page: Page, region: Locator, name: string): Promise<void> {
  const drawn = await settled(page, region);
  expect.soft([name, ...(await badLabels(region))]).toEqual([name]);
  expect.soft([name, 'light', ...(await faintLetters(region))]).toEqual([name, 'light']);
  await wear(page, 'dark');
  expect.soft(await pictureOf(region)).toBe(drawn);
  expect.soft([name, 'dark', ...(await faintLetters(region))]).toEqual([name, 'dark']);
  await wear(page, 'light');
}

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

for (const width of WIDTHS)
  for (const { figures, open } of ROUNDS)
    test(`${Object.keys(figures).join(', ')} at ${width} px draw the same marks in the tokens of both themes, and every label can be read`, async ({
      page,
    }) => {
      await page.setViewportSize({ width, height: 900 });
      await open(page);
      for (const [name, title] of Object.entries(figures))
        await look(page, await figure(page, title), `${name}-${width}`);
    });
