/** Finding one's way in WebKitGTK: the home page, the palette, the map, the terms, the settings; and all of it offline. */
import { beforeEach, expect, test } from 'vitest';
import { Page } from './page';
import { serveWatched } from './site';
import { CLUSTERIP, LESSON, visit } from './visit';
import { KEYS, type WebDriver } from './webdriver';

const SETTINGS = '#settings';
const PALETTE = 'dialog[open]';

const visited = visit();
let page: Page;
let driver: WebDriver;
beforeEach(() => {
  ({ page, driver } = visited);
});

const root = (name: string) =>
  driver.run((wanted) => document.documentElement.getAttribute(wanted), name);

async function ask(question: string): Promise<void> {
  await driver.chord(KEYS.Control, 'k');
  await page.focus(PALETTE, '[role="combobox"]', /^Search/);
  await driver.press(...question);
  await page.find(PALETTE, '[role="option"]', new RegExp(question));
}

test('the first press of Tab offers the way to the content', async () => {
  await page.open('index.html');
  await driver.press(KEYS.Tab);
  expect(await driver.run(() => document.activeElement?.textContent)).toBe('Skip to the content');
  await driver.press(KEYS.Enter);
  await driver.until('the content to have the focus', () => document.activeElement?.id === 'main');
});

test('the home page shows a request that can be stepped at once', async () => {
  const picture = '.home-picture';
  await page.open('index.html');
  await page.hydrated(picture);
  await page.press(picture, 'button', /^Next hop$/);
  await expect.poll(() => page.attribute(picture, '[role="slider"]', 'aria-valuenow')).toBe('2');
  expect(await page.mistakes()).toEqual([]);
});

test('the palette is opened, asked and closed by keyboard, and goes where it says', async () => {
  await page.open('index.html');
  await ask('veth pair');
  await driver.press(KEYS.Escape);
  await driver.until('the palette to close', () => document.querySelector('dialog[open]') === null);
  await ask('veth pair');
  await driver.press(KEYS.Enter);
  await driver.until('the page of the term', () => /veth|cni/.test(location.href));
});

test('axe finds nothing in the palette, and the link to a hop is copied', async () => {
  await page.open(`${LESSON}?clusterip-trace=hop:7`);
  await page.near(CLUSTERIP, '[role="slider"]');
  await ask('Copy a link');
  expect(await page.axeViolations()).toEqual([]);
  await driver.press(KEYS.Enter);
  await page.says('#notice', /The link to this hop is copied\./);
  expect(await page.mistakes()).toEqual([]);
});

test('the map ticks off what was read, and the home page offers to go on', async () => {
  await page.open(`${LESSON}#cni`);
  await driver.press('m');
  await page.find(PALETTE, 'a', /CNI plugin, read$/);
  await page.open('index.html');
  await page.find('main', 'a', /^Go on: /);
});

test('a term explains itself on focus and under the pointer, and is silent after Escape', async () => {
  const isShown = () =>
    driver.run(() => document.querySelector('[role="tooltip"]')?.matches(':popover-open'));
  await page.open(LESSON);
  const term = await page.focus('main', 'a[data-term]', /^veth pair$/);
  await page.says('[role="tooltip"]', /virtual cable/);
  await expect.poll(isShown).toBe(true);
  await driver.press(KEYS.Escape);
  await expect.poll(isShown).toBe(false);
  await driver.point(null);
  await driver.point(term);
  await expect.poll(isShown).toBe(true);
  expect(await page.mistakes()).toEqual([]);
});

test('settings hold from the first paint of the next visit', async () => {
  await page.open('index.html');
  await page.press('body', 'button', /^Settings$/);
  await page.press(SETTINGS, 'input', /^dark$/, KEYS.Space);
  await page.press(SETTINGS, 'input', /^larger$/, KEYS.Space);
  expect(await page.axeViolations()).toEqual([]);
  await page.open('glossary.html');
  expect([await root('data-theme'), await root('data-text')]).toEqual(['dark', 'larger']);
});

test('after one visit the lesson, its pictures and the quiz work without a network', async () => {
  const site = await serveWatched();
  const visitor = new Page(driver, site.url);
  try {
    await visitor.open(LESSON);
    await driver.run(async () => void (await navigator.serviceWorker.ready));
    await driver.until('the copy to serve', () => navigator.serviceWorker.controller !== null);
  } finally {
    await site.close();
  }
  await visitor.reload();
  await visitor.near(CLUSTERIP, '[role="slider"]');
  await visitor.press(CLUSTERIP, '[role="slider"]', /./, KEYS.Home, KEYS.ArrowRight);
  await expect
    .poll(() => visitor.attribute(CLUSTERIP, '[role="slider"]', 'aria-valuenow'))
    .toBe('2');
  await visitor.near('.island-quiz', 'h3');
  await visitor.open('glossary.html');
  await visitor.says('h1', /Glossary/);
  await visitor.open('nowhere.html?x=1');
  await visitor.says('h1', /No route to this page/);
});
