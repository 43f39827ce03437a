/** What a person does with Podpath, in WebKitGTK: close to Safari in layout and JavaScript. `npm run test:webkit`. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { readQuiz } from '../../src/authoring/quiz';
import { keyOf, plain } from '../../src/quiz';
import { variantOf } from '../browser/variant';
import type { Page } from './page';
import { CLUSTERIP, LESSON, visit } from './visit';
import { KEYS, type WebDriver } from './webdriver';

/** Pages of the shell; those of an embedding host are another suite's. */
const PAGES = readdirSync('dist').filter(
  (file) => file.endsWith('.html') && readFileSync(`dist/${file}`, 'utf8').includes('data-client='),
);
const TROUBLE = '#scene-troubleshoot';
const LAB = '#scene-lab';
const QUIZ = '.island-quiz';

const visited = visit();
let page: Page;
let driver: WebDriver;
beforeEach(() => {
  ({ page, driver } = visited);
});

const exactly = (text: string) =>
  new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);

const POSITION = '[role="slider"], input[type="range"]';

const positionOf = (picture: string) =>
  driver.run(
    (place: string, wanted: string) => {
      const line = document.querySelector(place)?.querySelector(wanted);
      return line instanceof HTMLInputElement
        ? line.value
        : (line?.getAttribute('aria-valuenow') ?? null);
    },
    picture,
    POSITION,
  );

test('the site has its pages', () => {
  expect(PAGES).toEqual(expect.arrayContaining(['index.html', LESSON, 'glossary.html']));
});

describe.each(PAGES)('%s', (file) => {
  test('opens without an error and without meeting its policy; axe finds nothing in either theme', async () => {
    await page.open(file);
    for (const theme of ['light', 'dark'] as const) {
      await page.setTheme(theme);
      expect([theme, ...(await page.axeViolations())]).toEqual([theme]);
    }
    expect(await page.mistakes()).toEqual([]);
  });

  test('fits 320 px', async () => {
    // The window of this browser cannot be made that narrow; a frame in one of its own pages can.
    await page.open('404.html');
    const excess = await driver.run(async (address) => {
      const frame = document.createElement('iframe');
      frame.width = '320';
      frame.style.border = '0';
      frame.height = '640';
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      frame.src = `./${address}`;
      document.body.append(frame);
      await loaded;
      const root = frame.contentDocument?.documentElement;
      return [frame.contentWindow?.innerWidth, root ? root.scrollWidth - 320 : 'no document'];
    }, file);
    expect(excess).toEqual([320, 0]);
  });
});

describe('the lesson', () => {
  test('every picture draws itself without an error, and its position follows the keyboard', async () => {
    await page.open(LESSON);
    const pictures = await driver.run(() =>
      [...document.querySelectorAll('section.scene')].map(({ id }) => `#${id}`),
    );
    const moved: string[] = [];
    for (const picture of pictures) {
      await page.near(picture, '[data-island] :is(button, input, [role="slider"])');
      expect(await page.attribute(picture, '[role="alert"]', 'role')).toBeNull();
      if ((await positionOf(picture)) === null) continue;
      await page.press(picture, POSITION, /./, KEYS.Home);
      const first = await positionOf(picture);
      await driver.press(KEYS.ArrowRight);
      await expect.poll(() => positionOf(picture), { message: picture }).not.toBe(first);
      moved.push(picture);
    }
    expect(moved.length).toBeGreaterThan(4);
    expect(await page.axeViolations()).toEqual([]);
    expect(await page.mistakes()).toEqual([]);
  });

  test('focus alone shows what a part of the three networks is', async () => {
    await page.open(LESSON);
    await page.near('#scene-three-networks', 'button');
    await page.focus('#scene-three-networks', 'button, [role="button"]', /my-service 10\.96/);
    await page.says('#scene-three-networks', /no interface holds it/);
    await page.focus('#scene-three-networks', 'button, [role="button"]', /pod-a 10\.244/);
    await page.says('#scene-three-networks', /eth0 of default\/pod-a/);
  });

  test('the ClusterIP trace steps forth and back by keyboard, and its address opens the same hop', async () => {
    const slider = () => page.attribute(CLUSTERIP, '[role="slider"]', 'aria-valuenow');
    await page.open(LESSON);
    await page.near(CLUSTERIP, '[role="slider"]');
    await page.press(CLUSTERIP, '[role="slider"]', /./, KEYS.Home);
    for (let step = 0; step < 5; step += 1) await driver.press(KEYS.ArrowRight);
    await expect.poll(slider).toBe('6');
    expect(await page.attribute(CLUSTERIP, '[role="slider"]', 'aria-valuetext')).toMatch(
      /rewrites the destination/,
    );
    await page.press(CLUSTERIP, 'button', /^Step back$/);
    await expect.poll(slider).toBe('5');
    await page.press(CLUSTERIP, '[role="slider"]', /./, KEYS.End);
    await expect.poll(slider).toBe('78');
    await driver.press(KEYS.Home, KEYS.ArrowRight, KEYS.ArrowRight);
    await driver.until('the address to name the hop', () =>
      location.search.includes('clusterip-trace=hop:2'),
    );
    await page.reload();
    await page.near(CLUSTERIP, '[role="slider"]');
    await expect.poll(slider).toBe('3');
    expect(await page.mistakes()).toEqual([]);
  });

  test('one scrubber moves both packets of VXLAN and BGP', async () => {
    const scene = '#scene-vxlan-vs-bgp';
    await page.open(LESSON);
    await page.near(scene, 'input[type="range"]');
    await page.press(scene, 'input[type="range"]', /Position of both packets/, KEYS.End);
    await expect
      .poll(() =>
        page.attribute(scene, 'input[aria-label="Position of both packets"]', 'aria-valuetext'),
      )
      .toMatch(/VXLAN overlay: .*pod-c.*plain routes \(BGP\): .*pod-c/);
  });

  test('a broken cluster is diagnosed: a look, a wrong cause, the right one, the fix', async () => {
    await page.open(`${LESSON}?troubleshoot=case:1009`);
    await page.near(TROUBLE, 'button');
    await page.press(TROUBLE, 'button', /2\. Does the pod accept/);
    await page.says(TROUBLE, /timed out: Operation now in progress/);
    await page.press(TROUBLE, 'button', /No backend is ready/);
    await page.press(TROUBLE, 'button', /A NetworkPolicy drops/);
    await page.press(TROUBLE, 'button', /^Apply the fix$/);
    await page.says(TROUBLE, /- kind: NetworkPolicy/);
    await page.reload();
    await page.near(TROUBLE, 'button');
    await page.says(TROUBLE, /A NetworkPolicy drops/);
    expect(await page.mistakes()).toEqual([]);
  });

  test('the terminal answers, and a bad manifest is named with its line', async () => {
    await page.open(LESSON);
    await page.near(LAB, 'textarea');
    await page.typeOver(LAB, 'input', /^Command at/, 'curl -s http://my-service:8080/health');
    await driver.press(KEYS.Enter);
    await page.says(`${LAB} [role="log"]`, /"pod":/);
    await driver.press(KEYS.ArrowUp);
    const recalled = () => driver.run(() => (document.activeElement as HTMLInputElement).value);
    await expect.poll(recalled).toBe('curl -s http://my-service:8080/health');
    await page.typeOver(LAB, 'textarea', /^YAML of the cluster/, 'kind: Pood');
    await driver.chord(KEYS.Control, KEYS.Enter);
    await page.says(LAB, /Not applied: .*1:\d+/);
    expect(await page.mistakes()).toEqual([]);
  });

  /** Opens one question alone: it was missed once and is due. */
  async function review(id: string): Promise<void> {
    await page.open(LESSON);
    await driver.run((name: string) => {
      const due = { due: 1, stability: 0, difficulty: 0, scheduledDays: 0, learningSteps: 0 };
      const card = { ...due, reps: 0, lapses: 0, state: 0 };
      const quiz = { session: null, drafts: {}, results: [], cards: { [name]: card } };
      localStorage.setItem(
        'podpath.progress',
        JSON.stringify({ version: 2, answers: {}, theme: 'system', quiz }),
      );
    }, id);
    await page.reload();
    await page.near(QUIZ, 'h3');
    await page.press(QUIZ, 'button', /^Review 1$/);
    await page.says(QUIZ, /Question 1 of 1/);
  }

  /** One above the other, by the keys of each row, until they stand in this order. */
  async function arrange(order: readonly string[]): Promise<void> {
    const placeOf = (id: string) =>
      driver.run(
        (item: string) =>
          [...document.querySelectorAll('[data-item]')].findIndex(
            (row) => row.getAttribute('data-item') === item,
          ),
        id,
      );
    for (const [wanted, id] of order.entries())
      for (let place = await placeOf(id); place > wanted; place -= 1) {
        await page.press(`[data-item="${id}"]`, 'button:enabled', /^Move/, KEYS.ArrowUp);
        await expect.poll(() => placeOf(id)).toBe(place - 1);
      }
  }

  test.each([
    ['several choices', 'prefix-match'],
    ['an order', 'eight-moments'],
    ['a number', 'last-probability'],
  ])('%s given by keyboard: right', async (_kind, id) => {
    await review(id);
    const shown = await driver.run(
      (quiz: string) => document.querySelector(quiz)?.textContent ?? '',
      QUIZ,
    );
    const question = variantOf(readQuiz(), id, shown);
    const key = keyOf(question);
    if (key.kind === 'order') await arrange(key.order);
    else if (key.kind === 'number')
      await page.typeOver(QUIZ, 'input[type="number"]', /./, String(key.value));
    else if ('choices' in question)
      for (const { text } of question.choices.filter(({ correct }) => correct))
        await page.press(QUIZ, 'input', exactly(plain(text)), KEYS.Space);
    await page.press(QUIZ, 'button', /^Answer$/);
    await page.says(QUIZ, /Right\./);
    expect(await page.mistakes()).toEqual([]);
  });

  test('questions are answered wrong and right by keyboard, and a reload finds the progress', async () => {
    await review('who-assigns-pod-ip');
    await page.press(QUIZ, 'input', /The kubelet/, KEYS.Space);
    await page.press(QUIZ, 'button', /^Answer$/);
    await page.says(QUIZ, /Not this time\./);
    await page.reload();
    await page.near(QUIZ, 'h3');
    await page.says(QUIZ, /Not this time\./);
    await page.press(QUIZ, 'button', /^Try again$/);
    await page.press(QUIZ, 'input', /The CNI plugin/, KEYS.Space);
    await page.press(QUIZ, 'button', /^Answer$/);
    await page.says(QUIZ, /Right\./);
    await page.press(QUIZ, 'button', /^See the result$/);
    await page.says(QUIZ, /\d of 1 right/);
    await page.reload();
    await page.near(QUIZ, 'h3');
    await page.says(QUIZ, /\d of 1 right/);
    expect(await page.mistakes()).toEqual([]);
  });
});
