import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, type Locator, type Page } from '@playwright/test';
import { serveFolder } from '../../src/cli/static-server';
import { test } from './watched';
import { BUDGETS, COMMITS_PER_HOP, OFFLINE_BYTES, OTHER_PAGES } from './budgets';
import { hasNoScripts, NO_SCRIPTS, openLesson, scene, typeOver } from './page';

const DIST = 'dist';
/** A page of somebody else's that shows the custom element is no page of the site: course-element.spec.ts visits it. */
const FOREIGN = 'element-example.html';
const PAGES = readdirSync(DIST).filter((file) => file.endsWith('.html') && file !== FOREIGN);
const LESSON = 'osi-meets-kubernetes.html';
const brotli = (file: string): number => brotliCompressSync(readFileSync(file)).length;

interface Visit {
  readonly files: readonly string[];
  readonly foreign: readonly string[];
  readonly nodes: number;
}

/** Opens a page, waits until it has come to rest, and says what was asked for. */
async function visit(page: Page, file: string): Promise<Visit> {
  const files: string[] = [];
  const foreign: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol === 'data:') return;
    if (url.hostname === '127.0.0.1') files.push(url.pathname.slice(1) || 'index.html');
    else foreign.push(request.url());
  });
  await page.goto(`/${file}`);
  await page.waitForLoadState('networkidle');
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  return { files, foreign, nodes };
}

test('the site has its pages', () => {
  expect(PAGES).toEqual(expect.arrayContaining(Object.keys(BUDGETS)));
});

for (const file of PAGES) {
  test(`${file} keeps its budget and asks nobody else`, async ({ page }) => {
    await page.setViewportSize({ width: 412, height: 823 });
    const { files, foreign, nodes } = await visit(page, file);
    const budget = BUDGETS[file] ?? OTHER_PAGES;
    const sum = (wanted: (name: string) => boolean) =>
      files.filter(wanted).reduce((bytes, name) => bytes + brotli(path.join(DIST, name)), 0);
    const html = readFileSync(path.join(DIST, file), 'utf8');
    const inline = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)]
      .map((found) => found[1])
      .join('');
    const cost = {
      totalBytes: sum(() => true),
      scriptBytes: sum((name) => name.endsWith('.js')),
      ownScriptBytes: sum((name) => name.endsWith('.js') && !/\/react-/.test(name)),
      styleBytes:
        sum((name) => name.endsWith('.css')) + brotliCompressSync(Buffer.from(inline)).length,
      htmlBytes: brotliCompressSync(Buffer.from(html.replace(inline, ''))).length,
      requests: files.length,
      nodes,
    };
    test.info().annotations.push({ type: 'cost', description: JSON.stringify(cost) });
    const over = Object.entries(budget).filter(
      ([name, most]) => cost[name as keyof typeof cost] > most,
    );
    expect(over, JSON.stringify(cost)).toEqual([]);
    expect(foreign).toEqual([]);
    expect(cost.requests).toBeGreaterThan(0);
  });

  test(`${file} fits 320 px and twice the text size`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`/${file}`);
    await page.waitForLoadState('networkidle');
    const excess = () =>
      page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await excess()).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 640, height: 640 });
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    expect(await excess()).toBeLessThanOrEqual(0);
  });

  test(`${file} reads without JavaScript`, async ({ page }) => {
    const site = await serveFolder(DIST, { headers: { 'Content-Security-Policy': NO_SCRIPTS } });
    try {
      await page.goto(`${site.url}/${file}`);
    } finally {
      await site.close();
    }
    expect(await hasNoScripts(page)).toBe(true);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const links = await page
      .getByRole('link')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    const lost = links.filter((href) => {
      const [target = '', hash] = href.split('#');
      const name = target.replace('./', '').replace(/\?.*/, '') || file;
      if (!PAGES.includes(name))
        return !href.startsWith('http') && !existsSync(path.join(DIST, name));
      return (
        hash !== undefined && !readFileSync(path.join(DIST, name), 'utf8').includes(`id="${hash}"`)
      );
    });
    expect(lost).toEqual([]);
    expect(links.length).toBeGreaterThan(3);
  });
}

test('what is kept for reading without a network keeps its budget', () => {
  const worker = readFileSync(path.join(DIST, 'sw.js'), 'utf8');
  const kept: string[] = JSON.parse(/"files":(\[[^\]]*\])/.exec(worker)?.[1] ?? '[]');
  expect(kept.length).toBeGreaterThan(20);
  const bytes = kept.reduce((sum, name) => sum + brotli(path.join(DIST, name)), 0);
  expect(bytes).toBeLessThanOrEqual(OFFLINE_BYTES);
});

/** Counts React's commits as its developer tools would. */
async function countCommits(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counter = window as unknown as {
      commits: number;
      __REACT_DEVTOOLS_GLOBAL_HOOK__: object;
    };
    counter.commits = 0;
    counter.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
      supportsFiber: true,
      isDisabled: false,
      inject: () => 1,
      onCommitFiberRoot: () => {
        counter.commits += 1;
      },
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
    };
  });
  return () => page.evaluate(() => (window as unknown as { commits: number }).commits);
}

const STEPS = 6;
const LONGER_THAN_A_HOP_MOVES = 700;

async function expectFewCommits(
  page: Page,
  commits: () => Promise<number>,
  slider: Locator,
  step: () => Promise<void>,
) {
  await page.waitForTimeout(LONGER_THAN_A_HOP_MOVES);
  expect(await commits()).toBeGreaterThan(0);
  for (let hop = 0; hop < STEPS; hop += 1) {
    const before = await commits();
    const at = Number(await slider.getAttribute('aria-valuenow'));
    await step();
    await expect(slider).toHaveAttribute('aria-valuenow', String(at + 1));
    await page.waitForTimeout(50);
    const after = await commits();
    expect(after - before).toBeGreaterThan(0);
    expect(after - before).toBeLessThanOrEqual(COMMITS_PER_HOP);
    await page.waitForTimeout(LONGER_THAN_A_HOP_MOVES);
    expect(await commits()).toBe(after);
  }
}

test('React commits at most twice per hop on the home page and never while the packet moves', async ({
  page,
}) => {
  const commits = await countCommits(page);
  await page.goto('/index.html');
  const picture = page.getByRole('region', { name: 'A request on its way' });
  await page.waitForLoadState('networkidle');
  await expectFewCommits(page, commits, picture.getByRole('slider'), () =>
    picture.getByRole('button', { name: 'Next hop' }).press('Enter'),
  );
});

test('React commits at most twice per hop in the ClusterIP picture and never while the packet moves', async ({
  page,
}) => {
  const commits = await countCommits(page);
  await openLesson(page, '?clusterip-trace=hop:0');
  const region = await scene(page, 'A request to the ClusterIP, there and back');
  const slider = region.getByRole('slider').first();
  await slider.focus();
  await expectFewCommits(page, commits, slider, () => slider.press('ArrowRight'));
});

for (const width of [700, 1010, 1110, 1280])
  test(`nothing that has the focus lies under the bar at ${width} px, also in larger text`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 700 });
    await page.goto(`/${LESSON}`);
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'larger' }).check();
    await page.keyboard.press('Escape');
    await expect(page.locator('html')).toHaveAttribute('data-text', 'larger');
    await page.evaluate(() => window.scrollTo(0, 4000));
    const hidden = () =>
      page.evaluate(() => {
        const bar = document.querySelector('.bar');
        const focused = document.activeElement;
        if (
          !bar ||
          !focused ||
          bar.contains(focused) ||
          getComputedStyle(bar).position !== 'sticky'
        )
          return null;
        const { top, bottom } = focused.getBoundingClientRect();
        const edge = bar.getBoundingClientRect().bottom;
        const hasRoom = bottom - top < window.innerHeight - edge;
        return top < edge - 1 && bottom > 0 && (hasRoom || bottom < edge)
          ? `${focused.outerHTML.slice(0, 80)} at ${top}, bar ${edge}`
          : null;
      });
    const found: string[] = [];
    await page.locator('#main a').last().focus();
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press('Shift+Tab');
      const text = await hidden();
      if (text) found.push(text);
    }
    expect(found).toEqual([]);
  });

test('the picture of the home page is taken over as it stands, and only the one that is seen', async ({
  page,
}) => {
  await page.setViewportSize({ width: 412, height: 823 });
  await page.addInitScript(() =>
    addEventListener('DOMContentLoaded', () => {
      for (const still of document.querySelectorAll('[data-still] svg'))
        still.setAttribute('data-was', '');
    }),
  );
  await page.goto('/index.html');
  await page.getByRole('button', { name: 'Next hop' }).click();
  await expect(page.getByText('2/78')).toBeVisible();
  await expect(page.locator('[data-still]')).toHaveCount(1);
  await expect(page.locator('[data-still] svg:not([data-was])')).toHaveCount(0);
});

test('a button pressed before its picture lives does its work once the picture does, and keeps the focus', async ({
  page,
}) => {
  const waiting: (() => void)[] = [];
  await page.route(/assets\/client-/, async (route) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    await route.continue();
  });
  const arrive = async () => {
    await expect.poll(() => waiting.length).toBe(1);
    waiting.pop()?.();
  };

  await page.goto('/index.html');
  const next = page.getByRole('button', { name: 'Next hop' });
  await next.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('2/78')).toHaveCount(0);
  await arrive();
  await expect(page.getByText('2/78')).toBeVisible();
  await expect(next).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('3/78')).toBeVisible();

  await page.goto('/osi-meets-kubernetes.html');
  const prediction = page.getByRole('region', { name: /^Predict: / }).first();
  const answer = prediction.getByRole('button').nth(1);
  await answer.focus();
  await page.keyboard.press('Enter');
  await arrive();
  await expect(prediction.getByRole('status')).not.toBeEmpty();
  await expect(answer).toHaveAttribute('aria-pressed', 'true');
  await expect(answer).toBeFocused();
});

test.describe('finding one’s way', () => {
  test('the home page shows a request that can be stepped at once', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto('/');
    const picture = page.getByRole('region', { name: 'A request on its way' });
    await expect(picture).toBeInViewport({ ratio: 1 });
    await page.waitForLoadState('networkidle');
    await picture.getByRole('button', { name: 'Next hop' }).click();
    await expect(picture.getByRole('slider')).toHaveAttribute('aria-valuenow', '2');
  });

  test('the palette finds a term, a command and a fault by keyboard and goes there', async ({
    page,
  }) => {
    await page.goto('/');
    await page.waitForLoadState('networkidle');
    for (const [question, kind] of [
      ['veth', 'glossary'],
      ['conntrack -L', 'in the terminal'],
      ['nobody listens', 'fault'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await typeOver(page.getByRole('combobox', { name: /^Search/ }), question);
      await expect(page.getByRole('option').filter({ hasText: kind }).first()).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
    await page.keyboard.press('/');
    await typeOver(page.getByRole('combobox', { name: /^Search/ }), 'veth pair');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/veth|cni/);
  });

  test('the map ticks off what was read, and the home page offers to go on', async ({ page }) => {
    await page.goto(`/${LESSON}#cni`);
    await page.waitForLoadState('networkidle');
    // An opening dialog ends the gliding to the heading.
    const height = (heading: Element) => heading.getBoundingClientRect().top / window.innerHeight;
    await expect.poll(() => page.locator('#cni').evaluate(height)).toBeLessThan(0.4);
    await page.keyboard.press('m');
    const map = page.getByRole('dialog', { name: 'Map of this lesson' });
    await expect(map.getByRole('link', { name: /CNI plugin, read$/ })).toBeVisible();
    await page.goto('/');
    await expect(page.getByRole('link', { name: /^Go on: / })).toBeVisible();
  });

  test('a term explains itself on focus and on hover, and is silent after Escape', async ({
    page,
  }) => {
    await page.goto(`/${LESSON}`);
    await page.waitForLoadState('networkidle');
    const term = page.getByRole('link', { name: 'veth pair' }).first();
    await term.focus();
    await expect(page.getByRole('tooltip')).toContainText('virtual cable');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('tooltip')).toBeHidden();
    // The page may still be gliding to the focused word, away from under the pointer.
    await expect(async () => {
      await page.mouse.move(0, 0);
      await term.hover();
      await expect(page.getByRole('tooltip')).toContainText('virtual cable', { timeout: 1500 });
    }).toPass();
  });

  test('settings hold from the first paint of the next visit', async ({ page }) => {
    await page.goto('/');
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'dark' }).check();
    await page.getByRole('radio', { name: 'larger' }).check();
    await page.goto('/glossary.html');
    const root = page.locator(':root');
    await expect(root).toHaveAttribute('data-theme', 'dark');
    await expect(root).toHaveAttribute('data-text', 'larger');
  });

  test('the link to a hop is copied and opens that hop', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await openLesson(page, '?clusterip-trace=hop:7');
    await scene(page, 'A request to the ClusterIP, there and back');
    await page.keyboard.press('Control+k');
    await typeOver(page.getByRole('combobox', { name: /^Search/ }), 'share');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain('clusterip-trace=hop:7');
    await expect(
      page.getByRole('status').filter({ hasText: 'The link to this hop is copied.' }),
    ).toBeVisible();
  });
});
