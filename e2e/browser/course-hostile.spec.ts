/** Pages around a piece that mean harm, or are broken: floods of messages, strangers, late answers, closed storage. */
import fc from 'fast-check';
import { expect, type Page, test } from '@playwright/test';
import { readQuiz } from '../../src/authoring/quiz';
import { EMPTY_STATE, printState } from '../../src/course/saved-state';
import { encodeSession, startSession } from '../../src/quiz';
import { embedAddress, frameOf, loaderTag, PIECE, pieceIn } from '../lms/framed';
import { Hosts } from '../lms/hosts';
import { moveTo, sliderIn } from '../lms/piece';
import { answerFrom, plan, quizIn } from '../lms/sitting';
import { typeOver } from './page';

/** The piece has given its page up. Chromium closes the storage of a frame of another site, Firefox gives it a part of its own. */
const ON_ITS_OWN =
  /^(Not saved: this browser keeps your progress only until|Saved in this browser)/;

let hosts: Hosts;
test.beforeAll(async () => {
  hosts = await new Hosts().start();
});
test.afterAll(() => hosts.stop());

const embed = (query = '') => embedAddress(hosts, query);
const loader = () => loaderTag(hosts);

/** The seeded messages, one that is far too long, and a word that ends them. */
function hostileMessages(): readonly unknown[] {
  const script = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>';
  const value = fc.oneof(
    fc.constant(script),
    fc.constant(`javascript:window.pwned=1`),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const message = fc.record({
    podpath: fc.oneof(fc.constant(1), value),
    type: fc.constantFrom('init', 'ack', 'goto', 'pause', 'eval', 'hello', script),
    data: fc.oneof(
      value,
      fc.record({ state: value, theme: value, step: value, seq: value, caps: value }),
    ),
  });
  const messages = fc.sample(fc.oneof({ weight: 4, arbitrary: message }, fc.jsonValue()), {
    numRuns: 2_000,
    seed: 61,
  });
  const tooLong = { caps: ['state'], state: 'x'.repeat(5_000_000) };
  return [...messages, { podpath: 1, type: 'init', data: tooLong }, 'the last one'];
}

/** Notes in the frame when the last of the messages is there. */
const noteTheLast = (page: Page) =>
  page.addInitScript(() => {
    if (window === window.top) return;
    addEventListener('message', ({ data }) => {
      if (data === 'the last one') Object.assign(window, { isOver: true });
    });
  });

async function expectUnharmed(page: Page, problems: readonly string[]): Promise<void> {
  const frame = await frameOf(page);
  await expect.poll(() => frame.evaluate(() => 'isOver' in window), { timeout: 30_000 }).toBe(true);
  await moveTo(pieceIn(page), 3);
  expect(await frame.evaluate(() => 'pwned' in window)).toBe(false);
  // What came may be shown in the report of the connection, as text.
  expect(await frame.locator('[onerror], img, body script:not([src])').count()).toBe(0);
  expect(problems).toEqual([]);
}

test('2,000 seeded messages that answer the first word of the piece neither stop it nor run anything', async ({
  page,
}) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await noteTheLast(page);
  await page.addInitScript((messages) => {
    if (window !== window.top) return;
    const answer = ({ data, source }: MessageEvent) => {
      if (data?.type !== 'hello') return;
      removeEventListener('message', answer);
      for (const message of messages) source?.postMessage(message, { targetOrigin: '*' });
    };
    addEventListener('message', answer);
  }, hostileMessages());
  hosts.page('flood', `<iframe id="piece" src="${embed()}" width="900" height="600"></iframe>`);
  await page.goto(hosts.own('/host/flood'));
  await expectUnharmed(page, problems);
});

test('2,000 seeded messages to a piece at work neither stop it, nor run anything, nor take the focus', async ({
  page,
}) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await noteTheLast(page);
  hosts.page('fuzz', `<iframe id="piece" src="${embed()}" width="900" height="600"></iframe>`);
  await page.goto(hosts.own('/host/fuzz'));
  await moveTo(pieceIn(page), 2);
  // From here on no first answer is waited for.
  await expect(pieceIn(page).getByText(ON_ITS_OWN)).toBeVisible({
    timeout: 20_000,
  });
  const frame = await frameOf(page);
  await frame.evaluate(() => Object.assign(window, { slider: document.activeElement }));
  await page.evaluate((messages) => {
    const target = document.querySelector('iframe')?.contentWindow;
    for (const message of messages) target?.postMessage(message, '*');
  }, hostileMessages());
  await expect.poll(() => frame.evaluate(() => 'isOver' in window), { timeout: 30_000 }).toBe(true);
  await expect(sliderIn(pieceIn(page))).toHaveAttribute('aria-valuenow', '2');
  expect(await frame.evaluate(() => Reflect.get(window, 'slider') === document.activeElement)).toBe(
    true,
  );
  await expectUnharmed(page, problems);
});

test('a page that answers late is told what was done, and nothing moves under the learner', async ({
  page,
}) => {
  hosts.page(
    'late',
    `<script>window.heard = []; addEventListener('message', ({ data }) => data && data.podpath === 1 && heard.push(data));</script><iframe id="piece" src="${embed()}" width="900" height="600"></iframe>`,
  );
  await page.goto(hosts.own('/host/late'));
  await moveTo(pieceIn(page), 4);
  await expect(pieceIn(page).getByText(ON_ITS_OWN)).toBeVisible({
    timeout: 20_000,
  });
  const frame = await frameOf(page);
  await frame.evaluate(() => Object.assign(window, { slider: document.activeElement }));
  await page.evaluate((piece) => {
    const data = {
      caps: ['state', 'report'],
      state: `1.x.p${piece}=hop:9|lmtu|xviewed'`,
      theme: null,
    };
    document
      .querySelector('iframe')
      ?.contentWindow?.postMessage({ podpath: 1, type: 'init', data }, '*');
  }, PIECE);
  const heard = () =>
    page.evaluate(() => (window as unknown as { heard: { type: string; data: unknown }[] }).heard);
  await expect(async () => {
    const messages = await heard();
    expect(messages).toContainEqual(
      expect.objectContaining({ type: 'completed', data: { score: null, hasPassed: null } }),
    );
    expect(JSON.stringify(messages.filter(({ type }) => type === 'state'))).toContain('hop:3');
  }).toPass({ timeout: 20_000 });
  await expect(sliderIn(pieceIn(page))).toHaveAttribute('aria-valuenow', '4');
  expect(await frame.evaluate(() => Reflect.get(window, 'slider') === document.activeElement)).toBe(
    true,
  );
});

test('a stranger in another frame is neither believed nor answered', async ({ page }) => {
  const stranger = `<script>addEventListener('message', ({ source }) => { if (source !== window) top.answered = 1 }); setInterval(() => { for (let i = 0; i < parent.frames.length; i += 1) parent.frames[i].postMessage({ podpath: 1, type: 'init', data: { caps: ['state'], state: '1.0.p${PIECE}=hop:9' } }, '*') }, 50)</script>`;
  hosts.page('stranger', stranger);
  hosts.page(
    'two',
    `<iframe src="${hosts.own('/host/stranger')}"></iframe><iframe id="piece" src="${embed()}" width="900" height="600"></iframe>`,
  );
  await page.goto(hosts.own('/host/two'));
  await moveTo(pieceIn(page), 2);
  await page.waitForTimeout(1_000);
  await expect(sliderIn(pieceIn(page))).toHaveAttribute('aria-valuenow', '2');
  expect(await page.evaluate(() => 'answered' in window)).toBe(false);
});

test('a page whose storage is closed is never told that it has saved', async ({ page }) => {
  await page.addInitScript(() => {
    if (window !== window.top) return;
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
  });
  hosts.page(
    'full',
    `${loader()}<iframe id="piece" data-podpath data-podpath-save="x" src="${embed()}" width="900" height="600"></iframe>`,
  );
  await page.goto(hosts.own('/host/full'));
  await moveTo(pieceIn(page), 3);
  await expect(pieceIn(page).getByText('Not saved yet. It will be tried again.')).toBeVisible({
    timeout: 20_000,
  });
  await expect(pieceIn(page).getByText('Saved in your course.')).toHaveCount(0);
});

test('a page that tells late of another sitting: the answered one goes on, and the learner reads so', async ({
  page,
}) => {
  const bank = readQuiz();
  hosts.page(
    'other-sitting',
    `<script>addEventListener('message', ({ data, source }) => { if (data && data.type === 'state') source.postMessage({ podpath: 1, type: 'ack', data: { seq: data.data.seq } }, '*'); });</script><iframe id="piece" src="${hosts.other('/plain/embed/quiz')}" width="900" height="900"></iframe>`,
  );
  await page.goto(hosts.own('/host/other-sitting'));
  const quiz = quizIn(pieceIn(page));
  const number = quiz.getByRole('spinbutton', { name: 'Number of the paper' });
  await expect(number).toBeVisible({ timeout: 60_000 });
  await typeOver(number, '23');
  await quiz.getByRole('button', { name: 'Begin' }).press('Enter');
  const given = plan(bank, startSession(bank, { mode: 'assessment', seed: 23 }));
  await answerFrom(quiz, given, 0, 1);
  await expect(pieceIn(page).getByText(ON_ITS_OWN)).toBeVisible({ timeout: 20_000 });
  const other = encodeSession(startSession(bank, { mode: 'assessment', seed: 5 }), bank);
  const state = printState({ ...EMPTY_STATE, quiz: other });
  await page.evaluate((kept) => {
    const data = { caps: ['state', 'report'], state: kept, theme: null };
    document
      .querySelector('iframe')
      ?.contentWindow?.postMessage({ podpath: 1, type: 'init', data }, '*');
  }, state);
  await expect(
    pieceIn(page).getByText(
      'It had kept another sitting of the quiz; the one that you answered here',
    ),
  ).toBeVisible({ timeout: 20_000 });
  await expect(quiz.getByRole('heading', { name: /^Question 2 of/ })).toBeVisible();
  // What gave way is not lost without a trace.
  await pieceIn(page).getByText('Connection', { exact: true }).click();
  await expect(pieceIn(page).locator('pre').last()).toContainText(state ?? 'nothing');
});
