/** The custom element in a page of its own, under a strict policy. */
import { expect, type Page, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Hosts } from '../lms/hosts';
import { moveTo } from '../lms/piece';

let hosts: Hosts;
test.beforeAll(async () => {
  hosts = await new Hosts().start();
});
test.afterAll(() => hosts.stop());

/** The policy allows nothing inline; the page's own script comes as a file, too. */
const POLICY = (origin: string) => ({
  'Content-Security-Policy': `default-src 'none'; script-src 'self' ${origin}; style-src 'self'; img-src 'self' data:; connect-src 'self'`,
});

function open(page: Page, body: string, script = ''): Promise<unknown> {
  hosts.files.set('page.js', new TextEncoder().encode(script));
  const origin = new URL(hosts.other('/')).origin;
  hosts.page(
    'element',
    `<script src="/package/page.js"></script><script type="module" src="${hosts.other('/open/podpath-widget.js')}"></script>${body}`,
    POLICY(origin),
  );
  return page.goto(hosts.own('/host/element'));
}

const WIDGET = '<podpath-widget piece="clusterip-trace"></podpath-widget>';

test('draws under a strict policy from another site, with its own styles, and without the page’s', async ({
  page,
}) => {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/favicon/.test(message.location().url))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  hosts.files.set(
    'page.css',
    new TextEncoder().encode('html { font-size: 40px } button { display: none !important }'),
  );
  await open(page, `<link rel="stylesheet" href="/package/page.css">${WIDGET}`);
  const slider = page.getByRole('slider').first();
  await expect(slider).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole('button', { name: 'Play' }).first()).toBeVisible();
  const size = await page
    .locator('podpath-widget h3')
    .first()
    .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  expect(size).toBeLessThan(32);
  expect(problems).toEqual([]);
});

test('its state survives being moved in the page', async ({ page }) => {
  await open(page, `<div id="a">${WIDGET}</div><div id="b"></div>`);
  await moveTo(page, 5);
  await page.evaluate(() => {
    const widget = document.querySelector('podpath-widget');
    if (widget) document.querySelector('#b')?.append(widget);
  });
  await expect(page.locator('#b').getByRole('slider').first()).toHaveAttribute(
    'aria-valuenow',
    '5',
  );
});

test('its state can be kept by the page and given back, and events reach the window', async ({
  page,
}) => {
  await open(
    page,
    `<div id="a">${WIDGET}</div>`,
    `window.heard = []; for (const name of ['state', 'completed']) addEventListener('podpath:' + name, (event) => heard.push([name, event.detail]));`,
  );
  await moveTo(page, 4);
  await expect(async () =>
    expect(
      await page.evaluate(() => JSON.stringify((window as unknown as { heard: unknown }).heard)),
    ).toContain('hop:3'),
  ).toPass({ timeout: 15_000 });
  await page.evaluate(() => {
    const old = document.querySelector('podpath-widget') as HTMLElement & { state: string };
    const kept = old.state;
    old.remove();
    const fresh = document.createElement('podpath-widget') as HTMLElement & { state: string };
    fresh.setAttribute('piece', 'clusterip-trace');
    fresh.state = kept;
    document.querySelector('#a')?.append(fresh);
  });
  await expect(page.getByRole('slider').first()).toHaveAttribute('aria-valuenow', '4', {
    timeout: 40_000,
  });
  const heard = await page.evaluate(() =>
    (window as unknown as { heard: [string, unknown][] }).heard.map(([name]) => name),
  );
  expect(heard).toContain('completed');
});

test('the file may be loaded twice, and the theme is an attribute', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await open(
    page,
    `<script type="module" src="${hosts.other('/open/podpath-widget.js')}?again"></script>${WIDGET}`,
  );
  await expect(page.getByRole('slider').first()).toBeVisible({ timeout: 40_000 });
  const paper = () =>
    page
      .locator('podpath-widget .scene')
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.evaluate(() =>
    document.querySelector('podpath-widget')?.setAttribute('theme', 'light'),
  );
  const light = await paper();
  await page.evaluate(() =>
    document.querySelector('podpath-widget')?.setAttribute('theme', 'dark'),
  );
  expect(await paper()).not.toBe(light);
  expect(problems).toEqual([]);
});

/**
 * Everything that one picture needs, gzip. 160 KiB was the aim; React is 84 of these (with what else all pieces share), the
 * simulator 99, and 30 are the reader of YAML, which a world of manifests needs. docs/embed/plain-page.md says so too.
 */
const WIDGET_KIB = 290;

test(`a widget with the ClusterIP picture loads at most ${WIDGET_KIB} KiB`, async ({ page }) => {
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (/\.js(\?|$)/.test(response.url()) && !response.url().includes('/package/'))
      sizes.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
  });
  await open(page, WIDGET);
  await expect(page.getByRole('slider').first()).toBeVisible({ timeout: 40_000 });
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1024;
  test.info().annotations.push({ type: 'size', description: `${total.toFixed(1)} KiB` });
  expect(total).toBeGreaterThan(100);
  expect(total).toBeLessThan(WIDGET_KIB);
});

test('the example page works as it is published', async ({ page }) => {
  expect(readFileSync('dist/element-example.html', 'utf8')).toContain('<podpath-widget');
  await page.goto(hosts.own('/csp/element-example.html'));
  await expect(page.locator('podpath-widget').first().getByRole('slider').first()).toBeVisible({
    timeout: 40_000,
  });
});
