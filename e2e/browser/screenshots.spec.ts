/**
 * Every figure in its key states as a picture, pixel by pixel: a change to drawing arrives with its pictures. They hold for the
 * renderer that drew them, so another browser or other fonts skip them and say how to store new ones.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type TestInfo } from '@playwright/test';
import { figure, ROUNDS, settled, THEMES, wear, WIDTHS } from './figure-states';
import { drawnIn, widthsAtRest } from './picture';
import { type Renderer, rendererOf, storedRenderer, storeRenderer } from './renderer';
import { squeezed } from './squeeze';

const FOLDER = path.join(import.meta.dirname, 'screenshots');
/** px; taller than the tallest drawing, so that nothing has to be scrolled while it is taken */
const HEIGHT = 1600;

const nameOf = (state: string, width: number, theme: string) => `${state}-${width}-${theme}.png`;

let here: Renderer;

test.use({ contextOptions: { reducedMotion: 'reduce' }, deviceScaleFactor: 1 });

const isStoring = ({ config }: TestInfo) =>
  config.updateSnapshots === 'all' || config.updateSnapshots === 'changed';

const stored = () => readdirSync(FOLDER).filter((file) => file.endsWith('.png'));

test.beforeAll(async ({ browser }, info) => {
  here = await rendererOf(browser);
  if (isStoring(info)) storeRenderer(here);
});

// oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern that nothing is wanted
test.afterAll(({}, info) => {
  if (!isStoring(info)) return;
  for (const file of stored().map((name) => path.join(FOLDER, name)))
    writeFileSync(file, squeezed(readFileSync(file)));
});

for (const width of WIDTHS)
  for (const { figures, open } of ROUNDS)
    test(`${Object.keys(figures).join(', ')} at ${width} px look as they did`, async ({ page }) => {
      const { browser, letters } = storedRenderer();
      const isOther = here.browser !== browser || here.letters !== letters;
      const why = `the stored pictures hold for Chromium ${browser} with the fonts of their machine; npm run screenshots stores those of this one`;
      expect(isOther && process.env.PODPATH_PINNED ? why : '').toBe('');
      test.skip(isOther, why);
      await page.setViewportSize({ width, height: HEIGHT });
      await open(page);
      for (const [state, title] of Object.entries(figures)) {
        const region = await figure(page, title);
        await expect(page.getByText('The cluster is starting')).toHaveCount(0);
        await page.evaluate(() => document.fonts.ready);
        await expect(async () => expect(await widthsAtRest(region)).toEqual([])).toPass();
        await settled(page, region);
        for (const theme of THEMES) {
          await wear(page, theme);
          const clip = await drawnIn(region);
          expect(clip.y + clip.height, `${state} fits the window`).toBeLessThanOrEqual(HEIGHT);
          await expect.soft(page).toHaveScreenshot(nameOf(state, width, theme), { clip });
        }
        await wear(page, 'light');
      }
    });

test('each state of each figure is stored in both themes and at each width, and nothing else is', () => {
  const states = ROUNDS.flatMap(({ figures }) => Object.keys(figures));
  const names = states.flatMap((state) =>
    WIDTHS.flatMap((width) => THEMES.map((theme) => nameOf(state, width, theme))),
  );
  expect(stored().toSorted()).toEqual(names.toSorted());
});
