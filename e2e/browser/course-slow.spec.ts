/** A platform that takes 50 ms for each call, as some do: the learner never waits for it, and it is called little. */
import { expect, type Page, test } from '@playwright/test';
import { readQuiz } from '../../src/authoring/quiz';
import { judge } from '../../src/course/testdata/judge';
import type { Bank } from '../../src/quiz';
import { pieceIn, PIECE } from '../lms/framed';
import { Hosts } from '../lms/hosts';
import { lmsPage, type RecordedCall } from '../lms/lms-page';
import { servePackage } from '../lms/package-files';
import { answerFrom, keptSession, plan, quizIn } from '../lms/sitting';

let hosts: Hosts;
let bank: Bank;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  bank = readQuiz();
  hosts = await new Hosts().start();
});
test.afterAll(() => hosts.stop());
test.describe.configure({ timeout: 240_000 });

const MOST_CALLS = 12;
/** longer than the pause after which a step is saved */
const QUIET_MILLISECONDS = 3_000;

/** The window of the platform as these tests use it. */
interface Platform {
  readonly calls: RecordedCall[];
  readonly callCount: number;
  readonly store: Readonly<Record<string, string>>;
  /** calls made by then */
  atClick?: number;
  atPicture?: number;
}
const callCount = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as Platform).callCount);

/** Waits until the platform has been left alone for a while, and says how often it has been called by then. */
async function quietCount(page: Page): Promise<number> {
  let count = -1;
  await expect(async () => {
    count = await callCount(page);
    await page.waitForTimeout(QUIET_MILLISECONDS);
    expect(await callCount(page)).toBe(count);
  }).toPass({ timeout: 60_000 });
  return count;
}

/**
 * Counts the calls at the last press of Enter and in the very picture that first shows the title. A ResizeObserver speaks
 * after the layout of a picture and before it is painted, so nothing can be called between its word and the screen.
 */
const watchPicture = (page: Page, title: string) =>
  pieceIn(page)
    .locator('body')
    .evaluate((body, wanted) => {
      const platform = window.parent as unknown as Platform;
      delete platform.atClick;
      delete platform.atPicture;
      const press = ({ key }: KeyboardEvent) => {
        if (key === 'Enter') platform.atClick = platform.callCount;
      };
      document.addEventListener('keydown', press, { capture: true });
      const mark = body.appendChild(document.createElement('i'));
      mark.style.display = 'block';
      const isThere = () =>
        [...body.querySelectorAll('h3')].some(({ textContent }) => textContent === wanted);
      const seen = new MutationObserver(() => {
        if (isThere()) mark.style.height = '1px';
      });
      seen.observe(body, { subtree: true, childList: true, characterData: true });
      const painted = new ResizeObserver(() => {
        if (!isThere()) return;
        platform.atPicture = platform.callCount;
        seen.disconnect();
        painted.disconnect();
        document.removeEventListener('keydown', press, { capture: true });
        mark.remove();
      });
      painted.observe(mark);
    }, title);

/** Nothing was called between the press and the picture, and little afterwards. */
async function expectCalm(page: Page): Promise<void> {
  const counts = () =>
    page.evaluate(() => {
      const { atClick, atPicture } = window as unknown as Platform;
      return { atClick, atPicture };
    });
  await expect.poll(async () => (await counts()).atPicture).toBeDefined();
  const { atClick = -1, atPicture } = await counts();
  expect(atClick).toBeGreaterThan(0);
  expect(atPicture).toBe(atClick);
  await expect.poll(() => callCount(page), { timeout: 15_000 }).toBeGreaterThan(atClick);
  expect((await quietCount(page)) - atClick).toBeLessThanOrEqual(MOST_CALLS);
}

for (const version of ['scorm12', 'scorm2004'] as const) {
  test.describe(version, () => {
    const open = async (page: Page, piece: string) => {
      const content = servePackage(hosts, version, piece);
      hosts.page('lms', lmsPage({ version, content, slowMilliseconds: 50 }));
      await page.goto(hosts.own('/host/lms'));
    };
    const calls = (page: Page) => page.evaluate(() => (window as unknown as Platform).calls);

    test('a platform that takes 50 ms for each call does not hold the picture up', async ({
      page,
    }) => {
      await open(page, PIECE);
      const slider = pieceIn(page).getByRole('slider').first();
      await expect(slider).toBeVisible({ timeout: 40_000 });
      await slider.press('ArrowRight');
      await expect(pieceIn(page).getByText('Saved in your course.')).toBeVisible({
        timeout: 20_000,
      });
      const before = await callCount(page);
      await slider.press('ArrowRight');
      await slider.press('ArrowRight');
      await expect(slider).toHaveAttribute('aria-valuenow', '4');
      await expect.poll(() => callCount(page), { timeout: 15_000 }).toBeGreaterThan(before);
      expect((await quietCount(page)) - before).toBeLessThanOrEqual(MOST_CALLS);
    });

    test('the next question is drawn before the first of the slow calls that report the step, at most 12', async ({
      page,
    }) => {
      await open(page, 'quiz');
      const quiz = quizIn(pieceIn(page));
      const title = quiz.getByRole('heading', { name: /^Question 1 of/ });
      await expect(title).toBeVisible({ timeout: 40_000 });
      const total = Number(/\d+$/.exec(await title.innerText())?.[0]);
      await quietCount(page);
      await watchPicture(page, `Question 2 of ${total}`);
      await quiz.getByRole('button', { name: 'Skip for now' }).press('Enter');
      await expect(quiz.getByRole('heading', { name: /^Question 2 of/ })).toBeVisible();
      await expectCalm(page);
    });

    test('an answer: the next question is on the screen before the first of its calls, and each answer takes at most 12', async ({
      page,
    }) => {
      await open(page, 'quiz');
      const quiz = quizIn(pieceIn(page));
      const kept = () => page.evaluate(() => (window as unknown as Platform).store);
      const session = await keptSession(bank, async () => (await kept())['cmi.suspend_data']);
      const given = plan(bank, session);
      for (const index of [0, 1]) {
        await expect(quiz.getByRole('heading', { name: /^Question/ })).toBeVisible();
        await quietCount(page);
        await watchPicture(page, `Question ${index + 2} of ${given.length}`);
        await answerFrom(quiz, given, index, index + 1);
        await expect(quiz.getByRole('heading', { name: `Question ${index + 2} of` })).toBeVisible();
        await expectCalm(page);
        const written = (await calls(page)).filter(
          ({ name, element }) => name === 'set' && element === `cmi.interactions.${index}.result`,
        );
        expect(written.length).toBe(1);
      }
      expect(judge(version, await calls(page))).toEqual([]);
    });
  });
}
