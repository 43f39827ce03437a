import { expect, type Page, test } from '@playwright/test';
import { serveFolder } from '../../src/cli/static-server';
import { scene } from './page';

test.use({ serviceWorkers: 'allow' });

/** Waits until the whole site is stored in this browser. */
async function stored(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
    .toBe(true);
}

test('after one visit the lesson, its pictures and the quiz work without a network', async ({
  page,
  context,
}) => {
  await page.goto('/osi-meets-kubernetes.html');
  await stored(page);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const region = await scene(page, 'A request to the ClusterIP, there and back');
  const slider = region.getByRole('slider').first();
  await slider.press('Home');
  for (let step = 0; step < 3; step += 1) await slider.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuenow', '4');
  const quiz = page.getByRole('region', { name: 'Quiz' });
  await quiz.scrollIntoViewIfNeeded();
  await expect(quiz.getByRole('group').first()).toBeVisible();
  for (const file of ['glossary.html', '', 'nowhere.html?x=1']) {
    await page.goto(`/${file}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await expect(page.getByRole('heading', { name: 'No route to this page' })).toBeVisible();
});

test('a repeat visit asks the network for nothing', async ({ page, context }) => {
  await page.goto('/');
  await stored(page);
  const asked: string[] = [];
  context.on('response', (response) => {
    if (!response.fromServiceWorker() && !response.url().endsWith('/sw.js'))
      asked.push(response.url());
  });
  await page.goto('/');
  await page.goto('/osi-meets-kubernetes.html');
  await page.waitForLoadState('networkidle');
  expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([]);
});

test('a new version is offered and comes only when it is asked for', async ({ page }) => {
  let next = false;
  const site = await serveFolder('dist', {
    rewrite: (file, body) =>
      next && file === '/sw.js'
        ? Buffer.from(body.toString().replace(/"version":"[^"]*"/, '"version":"next"'))
        : body,
  });
  try {
    await page.goto(`${site.url}/glossary.html`);
    await stored(page);
    const versions = () => page.evaluate(async () => (await caches.keys()).join());
    const before = await versions();
    next = true;
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.getRegistration())?.update();
    });
    const offer = page.getByRole('status').filter({ hasText: 'A new version' });
    await expect(offer).toBeVisible({ timeout: 20_000 });
    expect(await versions()).toContain(before);
    const loaded = page.waitForEvent('load');
    await offer.getByRole('button', { name: 'Load it' }).click();
    await loaded;
    await expect.poll(versions).toMatch(/ next$/);
  } finally {
    await site.close();
  }
});
