import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { openLesson, scene, typeOver } from './page';

const PAGES = readdirSync('dist').filter((file) => file.endsWith('.html'));
/** Pages of the shell; those of an embedding host bring their own policy. */
const SHELL = PAGES.filter((file) =>
  readFileSync(`dist/${file}`, 'utf8').includes('http-equiv="Content-Security-Policy"'),
);

/** Everything that the policy stops from now on, in words. */
async function watch(page: Page): Promise<readonly string[]> {
  const seen: string[] = [];
  await page.exposeFunction('reportViolation', (text: string) => seen.push(text));
  await page.addInitScript(() => {
    const { reportViolation } = window as unknown as { reportViolation(text: string): void };
    document.addEventListener('securitypolicyviolation', (event) =>
      reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) seen.push(message.text());
  });
  page.on('pageerror', (error) => seen.push(error.message));
  return seen;
}

test('no page holds script text, style attributes or handlers, and its policy names its one sheet', () => {
  expect(SHELL).toEqual(expect.arrayContaining(['index.html', 'osi-meets-kubernetes.html']));
  for (const file of SHELL) {
    const html = readFileSync(`dist/${file}`, 'utf8');
    expect(html.match(/<script(?![^>]*\bsrc=)[^>]*>/g), file).toBeNull();
    expect(html.match(/<[a-zA-Z][^<>]*\s(?:style|on\w+)="/g), file).toBeNull();
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).not.toContain('unsafe');
    const sheets = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((found) => found[1] ?? '');
    expect(sheets.length).toBe(1);
    for (const sheet of sheets)
      expect(policy).toContain(createHash('sha256').update(sheet).digest('base64'));
  }
});

test('script text, style text and markup from strings are stopped', async ({ page }) => {
  const seen = await watch(page);
  await page.goto('/index.html');
  const outcome = await page.evaluate(async () => {
    const attempt = (work: () => void): string => {
      try {
        work();
        return 'done';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const style = document.createElement('style');
    style.textContent = 'body{outline:9px solid red}';
    document.head.append(style);
    // What the test itself evaluates is exempt from the policy, a timer of the page is not.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return {
      markup: attempt(() => {
        document.body.innerHTML += '<img src=x onerror=alert(1)>';
      }),
      script: attempt(() => {
        document.createElement('script').text = 'window.broken = true';
      }),
      code: attempt(() => {
        // oxlint-disable-next-line no-eval -- the test is that it is refused
        (0, eval)('window.broken = true');
      }),
      outline: getComputedStyle(document.body).outlineStyle,
      broken: 'broken' in window,
    };
  });
  expect(outcome).toEqual({
    markup: 'TypeError',
    script: 'TypeError',
    code: 'EvalError',
    outline: 'none',
    broken: false,
  });
  expect(seen.length).toBeGreaterThan(0);
});

test('no way through the site meets the policy', async ({ page }) => {
  test.setTimeout(180_000);
  const seen = await watch(page);
  for (const file of SHELL) {
    await page.goto(`/${file}`);
    await page.waitForLoadState('networkidle');
  }
  await page.goto('/index.html');
  await page.waitForLoadState('networkidle');
  const next = page.getByRole('button', { name: 'Next hop' });
  for (let hop = 0; hop < 8; hop += 1) await next.press('Enter');
  await page.keyboard.press('Control+k');
  await typeOver(page.getByRole('combobox', { name: /^Search/ }), 'dark');
  await page.keyboard.press('Enter');
  await page.keyboard.press('?');
  await page.keyboard.press('Escape');
  await openLesson(page, '?clusterip-trace=hop:9');
  const titles = await page
    .locator('section.scene')
    .evaluateAll((all) => all.map((section) => section.getAttribute('aria-label') ?? ''));
  expect(titles.length).toBeGreaterThan(5);
  for (const title of titles) await scene(page, title);
  const region = page.getByRole('region', { name: 'A request to the ClusterIP, there and back' });
  const slider = region.getByRole('slider').first();
  for (let hop = 0; hop < 8; hop += 1) await slider.press('ArrowRight');
  await page.getByRole('link', { name: 'veth pair' }).first().focus();
  await expect(page.getByRole('tooltip')).toBeVisible();
  const quiz = page.getByRole('region', { name: 'Quiz' }).first();
  await quiz.scrollIntoViewIfNeeded();
  await expect(quiz.getByRole('button').first()).toBeVisible();
  expect(seen).toEqual([]);
});

test.describe('with the offline copy', () => {
  test.use({ serviceWorkers: 'allow' });
  test('the service worker starts under the policy', async ({ page }) => {
    const seen = await watch(page);
    await page.goto('/glossary.html');
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    expect(seen).toEqual([]);
  });
});
