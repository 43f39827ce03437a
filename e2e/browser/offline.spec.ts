import { expect, type Page } from '@playwright/test';
import { test } from './watched';
import { serveFolder } from '../../src/cli/static-server';
import { readQuiz } from '../../src/authoring/quiz';
import { questionAt, startSession } from '../../src/quiz';
import { scene, typeOver } from './page';
import { answerByKeyboard, openQuiz } from './quiz-page';

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
}) => {
  // A server that is gone is no network for the page and for its worker, in every engine.
  const site = await serveFolder('dist');
  try {
    await page.goto(`${site.url}/osi-meets-kubernetes.html`);
    await stored(page);
  } finally {
    await site.close();
  }
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
    await page.goto(`${site.url}/${file}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await expect(page.getByRole('heading', { name: 'No route to this page' })).toBeVisible();
});

test('a whole lesson is read and a whole paper is answered and handed in without a network', async ({
  page,
  context,
}) => {
  test.setTimeout(300_000);
  const bank = readQuiz();
  const seed = 41;
  const paper = startSession(bank, { mode: 'assessment', seed });
  await page.goto('/osi-meets-kubernetes.html');
  await stored(page);
  await context.setOffline(true);
  await page.reload();
  const sections = page.locator('.lesson :is(h2, h3)[id]');
  for (const section of await sections.all()) {
    await section.evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
    await page.waitForTimeout(100);
  }
  await page.keyboard.press('m');
  const map = page.getByRole('dialog', { name: 'Map of this lesson' });
  await expect(map).toBeVisible();
  const listed = await map.getByRole('listitem').count();
  expect(listed).toBeGreaterThan(10);
  await expect(map.getByRole('link', { name: /, read$/ })).toHaveCount(listed);
  await page.keyboard.press('Escape');
  const quiz = await openQuiz(page);
  await typeOver(quiz.getByRole('spinbutton', { name: 'Number of the paper' }), String(seed));
  await quiz.getByRole('button', { name: 'Begin' }).press('Enter');
  for (const index of paper.entries.keys()) {
    await expect(quiz.getByRole('heading', { name: /^Question/ })).toHaveText(
      `Question ${index + 1} of ${paper.entries.length}`,
    );
    await expect(quiz.getByText('The cluster is starting')).toHaveCount(0);
    const question = questionAt(bank, paper, index);
    if (!question) throw new Error(`no question ${index}`);
    await answerByKeyboard(quiz, question);
  }
  await quiz.getByRole('button', { name: 'Hand in' }).press('Enter');
  await expect(quiz.getByRole('heading', { name: '15 of 15 right' })).toBeVisible();
  await page.reload();
  await expect(
    (await openQuiz(page)).getByRole('heading', { name: '15 of 15 right' }),
  ).toBeVisible();
});

test('a repeat visit asks the network for nothing', async ({ page }) => {
  const asked: string[] = [];
  const site = await serveFolder('dist', {
    // What the worker does not answer reaches the server, and no other store of the browser stands between.
    headers: { 'cache-control': 'no-store' },
    rewrite: (file, body) => {
      asked.push(file);
      return body;
    },
  });
  try {
    await page.goto(site.url);
    await stored(page);
    await page.waitForLoadState('networkidle');
    expect(asked.length).toBeGreaterThan(20);
    asked.length = 0;
    await page.goto(site.url);
    await page.goto(`${site.url}/osi-meets-kubernetes.html`);
    await page.waitForLoadState('networkidle');
    expect(asked.filter((file) => file !== '/sw.js')).toEqual([]);
  } finally {
    await site.close();
  }
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
