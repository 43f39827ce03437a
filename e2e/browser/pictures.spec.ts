/** Every figure in its key states, at three widths: both themes draw the same marks in the same tokens, and no label lies on another or is cut. */
import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './watched';
import { openLesson, scene } from './page';
import { badLabels, pictureOf } from './picture';

const WIDTHS = [360, 768, 1440];

const CLUSTERIP = 'A request to the ClusterIP, there and back';
const LANES = 'VXLAN and plain routes, side by side';
const DICE = 'The dice of a Service';

/** One opening of the lesson, and what is looked at: name of the state, title of the figure. */
interface Round {
  readonly query: string;
  readonly figures: Readonly<Record<string, string>>;
}

const ROUNDS: readonly Round[] = [
  {
    query: '?clusterip-trace=hop:0&walk-same-node=hop:3&walk-cross-node=hop:8',
    figures: {
      'three-networks': 'Three networks in one cluster',
      'same-node': 'pod-a to pod-b on one node',
      'cross-node-wrapped': 'pod-a to pod-c across the cable',
      lanes: LANES,
      dice: DICE,
      'clusterip-sent': CLUSTERIP,
    },
  },
  {
    query: '?clusterip-trace=hop:5&vxlan-vs-bgp=payload:1423&service-rules=dead:1,probe:0',
    figures: { 'lanes-too-big': LANES, 'dice-one-dead': DICE, 'clusterip-rewritten': CLUSTERIP },
  },
  { query: '?clusterip-trace=hop:12', figures: { 'clusterip-in-tunnel': CLUSTERIP } },
  { query: '?clusterip-trace=hop:77', figures: { 'clusterip-end': CLUSTERIP } },
];

/** Compares a figure in both themes, once nothing in it moves, and reads its labels. */
async function look(page: Page, region: Locator, name: string): Promise<void> {
  await expect(region.locator('svg').first()).toBeVisible();
  let drawn = '';
  await expect(async () => {
    const before = await pictureOf(region);
    await page.waitForTimeout(300);
    drawn = await pictureOf(region);
    expect(drawn).toBe(before);
  }).toPass();
  expect.soft([name, ...(await badLabels(region))]).toEqual([name]);
  const theme = (value: string) =>
    page.evaluate((wanted) => {
      document.documentElement.dataset.theme = wanted;
    }, value);
  await theme('dark');
  expect.soft(await pictureOf(region)).toBe(drawn);
  await theme('light');
}

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

for (const width of WIDTHS) {
  for (const { query, figures } of ROUNDS)
    test(`${Object.keys(figures).join(', ')} at ${width} px draw the same marks in the tokens of both themes, and every label can be read`, async ({
      page,
    }) => {
      await page.setViewportSize({ width, height: 900 });
      await openLesson(page, query);
      for (const [name, title] of Object.entries(figures))
        await look(page, await scene(page, title), `${name}-${width}`);
    });

  test(`the home page at ${width} px draws the same marks in the tokens of both themes, and every label can be read`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/index.html');
    await page.waitForLoadState('networkidle');
    const region = page.getByRole('region', { name: 'A request on its way' });
    await expect(region.getByRole('slider')).toBeVisible();
    await look(page, region, `home-${width}`);
  });
}
