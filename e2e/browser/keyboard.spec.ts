/** The whole way without a mouse: from the home page through every picture of the lesson to a quiz that is handed in. */
import { expect, type Locator } from '@playwright/test';
import { readQuiz } from '../../src/authoring/quiz';
import { questionAt, startSession } from '../../src/quiz';
import { answer } from './answer';
import { Keys } from './by-keyboard';
import { test } from './watched';

const PICTURES = [
  'pod-a to pod-b on one node',
  'pod-a to pod-c across the cable',
  'VXLAN and plain routes, side by side',
  'A request to the ClusterIP, there and back',
] as const;

const TROUBLE = 'Your turn: a broken cluster';
const LAB = 'The lab: the whole cluster';

async function diagnose(keys: Keys, region: Locator): Promise<void> {
  await keys.press(region.getByRole('button', { name: 'Deal me a broken cluster' }), 'Enter');
  const checks = region.getByRole('region', { name: 'Checks' });
  for (const name of [/1\. Does/, /2\. Does/, /3\. Does/, /4\. Does/, /5\. Does/, /6\. Who/])
    await keys.press(checks.getByRole('button', { name }), 'Enter');
  const suspects = region.getByRole('region', { name: 'Suspects by layer' }).getByRole('button');
  const possible = suspects.filter({ hasNotText: 'out:' });
  const verdict = region.getByRole('region', { name: 'The cause' });
  const count = await possible.count();
  for (let index = 0; index < count && !(await verdict.isVisible()); index += 1)
    await keys.press(possible.nth(index), 'Enter');
  await expect(verdict).toBeVisible();
}

test('Tab and keys alone lead from the home page through the lesson to a quiz that is handed in', async ({
  page,
}) => {
  test.setTimeout(420_000);
  await page.setViewportSize({ width: 1280, height: 900 });
  const keys = new Keys(page);
  const scene = (name: string) => page.getByRole('region', { name, exact: true });

  await page.goto('/index.html');
  await expect(async () => {
    await keys.press(page.getByRole('button', { name: 'Next hop' }), 'Enter');
    await expect(page.getByText('1/78')).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await keys.press(page.getByRole('link', { name: 'Start the lesson' }), 'Enter');
  await expect(page).toHaveURL(/osi-meets-kubernetes/);

  await keys.press(page.getByRole('link', { name: 'Skip to the content' }), 'Enter');
  await keys.press(
    scene('Three networks in one cluster').getByRole('button', { name: 'Find the ClusterIP' }),
    'Enter',
  );
  for (const name of PICTURES) {
    const slider = scene(name).getByRole('slider').first();
    await keys.reach(slider);
    const before = Number(
      (await slider.getAttribute('aria-valuenow')) ?? (await slider.inputValue()),
    );
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(async () =>
        Number((await slider.getAttribute('aria-valuenow')) ?? (await slider.inputValue())),
      )
      .toBeGreaterThan(before);
  }
  await diagnose(keys, scene(TROUBLE));
  await keys.type(
    scene(LAB).getByRole('textbox', { name: /^Command at/ }),
    'curl -s http://my-service:8080/health',
  );
  await page.keyboard.press('Enter');
  await expect(scene(LAB).getByRole('log')).toContainText('"pod":', { timeout: 20_000 });

  const bank = readQuiz();
  const paper = startSession(bank, { mode: 'assessment', seed: 31 });
  const quiz = scene('Quiz');
  await keys.type(quiz.getByRole('spinbutton', { name: 'Number of the paper' }), '31');
  await keys.press(quiz.getByRole('button', { name: 'Begin' }), 'Enter');
  for (const [index, entry] of paper.entries.entries()) {
    await expect(
      quiz.getByRole('heading', { name: `Question ${index + 1} of ${paper.entries.length}` }),
    ).toBeVisible();
    const question = questionAt(bank, paper, index);
    if (!question) throw new Error(`no question ${entry.id}`);
    await expect(quiz.getByText('The cluster is starting')).toHaveCount(0, { timeout: 20_000 });
    await answer(keys, quiz, question);
  }
  await keys.press(quiz.getByRole('button', { name: 'Hand in' }), 'Enter');
  await expect(quiz.getByRole('heading', { name: '15 of 15 right' })).toBeVisible();
  expect(keys.problems).toEqual([]);
  expect(keys.stops).toBeGreaterThan(100);
});
