/** Every figure in its key states: the table that both the geometry and the stored pictures go through. */
import { expect, type Locator, type Page } from '@playwright/test';
import { openLesson, scene } from './page';
import { pictureOf } from './picture';

export const WIDTHS = [360, 768, 1440];

const CLUSTERIP = 'A request to the ClusterIP, there and back';
const LANES = 'VXLAN and plain routes, side by side';
const DICE = 'The dice of a Service';

/** One opening of a page, and what is looked at there: name of the state, title of the figure. */
interface Round {
  readonly figures: Readonly<Record<string, string>>;
  readonly open: (page: Page) => Promise<void>;
}

const inLesson = (query: string, figures: Round['figures']): Round => ({
  figures,
  open: (page) => openLesson(page, query),
});

const LESSON: readonly Round[] = [
  inLesson('?clusterip-trace=hop:0&walk-same-node=hop:3&walk-cross-node=hop:8', {
    'three-networks': 'Three networks in one cluster',
    'same-node': 'pod-a to pod-b on one node',
    'cross-node-wrapped': 'pod-a to pod-c across the cable',
    lanes: LANES,
    dice: DICE,
    'clusterip-sent': CLUSTERIP,
  }),
  inLesson('?clusterip-trace=hop:5&vxlan-vs-bgp=payload:1423&service-rules=dead:1,probe:0,sent:1', {
    'lanes-too-big': LANES,
    'dice-one-dead': DICE,
    'clusterip-rewritten': CLUSTERIP,
  }),
  inLesson('?clusterip-trace=hop:12', { 'clusterip-in-tunnel': CLUSTERIP }),
  inLesson('?clusterip-trace=hop:77', { 'clusterip-end': CLUSTERIP }),
];

const HOME: Round = {
  figures: { home: 'A request on its way' },
  async open(page) {
    await page.goto('/index.html');
    await page.waitForLoadState('networkidle');
  },
};

export const ROUNDS: readonly Round[] = [...LESSON, HOME];

/** Brings a figure near and waits until it lives. */
export async function figure(page: Page, title: string): Promise<Locator> {
  const region = await scene(page, title);
  if (title === HOME.figures.home) await expect(region.getByRole('slider')).toBeVisible();
  await expect(region.locator('svg').first()).toBeVisible();
  return region;
}

/** Waits until nothing in a figure moves, and gives back what is drawn. */
export async function settled(page: Page, region: Locator): Promise<string> {
  let drawn = '';
  await expect(async () => {
    const before = await pictureOf(region);
    await page.waitForTimeout(300);
    drawn = await pictureOf(region);
    expect(drawn).toBe(before);
  }).toPass();
  return drawn;
}

export const THEMES = ['light', 'dark'] as const;

export async function wear(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
  await page.evaluate((wanted) => {
    document.documentElement.dataset.theme = wanted;
  }, theme);
}
