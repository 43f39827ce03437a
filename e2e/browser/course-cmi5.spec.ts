/** A cmi5 package launched by a small LMS with an LRS in memory. */
import { expect, type Page, test } from '@playwright/test';
import { Lrs } from '../../src/course/testdata/lrs';
import { Hosts } from '../lms/hosts';
import { kill } from '../lms/kill';
import { moveTo as moveIn } from '../lms/piece';
import { servePackage } from '../lms/package-files';

let hosts: Hosts;
test.beforeAll(async () => {
  hosts = await new Hosts().start();
});
test.afterAll(() => hosts.stop());

const PIECE = 'clusterip-trace';

function launch(lrs: Lrs): string {
  hosts.lrs = lrs;
  return hosts.own(`${servePackage(hosts, 'cmi5', PIECE)}${lrs.query(hosts.own(''))}`);
}

async function moveTo(page: Page, hop: number): Promise<void> {
  await moveIn(page, hop);
  await expect(page.getByText('Saved in your course.')).toBeVisible({ timeout: 20_000 });
  await expect(async () =>
    expect(hosts.lrs?.states.get('podpath.progress') ?? '').toContain(`hop:${hop - 1}`),
  ).toPass({ timeout: 15_000 });
}

test('a session: initialized, completed, and terminated by the button, without a breach', async ({
  page,
}) => {
  const lrs = new Lrs({ returnURL: hosts.own('/host/back') });
  hosts.page('back', '<h1>Course page</h1>');
  await page.goto(launch(lrs));
  await moveTo(page, 4);
  await page.getByRole('button', { name: 'Save and leave' }).click();
  await expect(page.getByRole('heading', { name: 'Course page' })).toBeVisible();
  await expect(async () =>
    expect(lrs.verbs()).toEqual(['initialized', 'completed', 'terminated']),
  ).toPass();
  expect(lrs.breaches).toEqual([]);
});

test('a reload goes on in the same session', async ({ page }) => {
  const lrs = new Lrs();
  await page.goto(launch(lrs));
  await expect(page.getByRole('slider').first()).toBeVisible({ timeout: 40_000 });
  await page.reload();
  await moveTo(page, 5);
  expect(lrs.verbs()).toEqual(['initialized', 'completed']);
  expect(lrs.breaches).toEqual([]);
});

test('a killed tab: the next launch has what was done', async ({ context }) => {
  const lrs = new Lrs();
  const first = await context.newPage();
  await first.goto(launch(lrs));
  await moveTo(first, 6);
  await kill(first);
  lrs.launch();
  const again = await context.newPage();
  await again.goto(launch(lrs));
  await expect(again.getByRole('slider').first()).toHaveAttribute('aria-valuenow', '6', {
    timeout: 40_000,
  });
  expect(lrs.breaches).toEqual([]);
});

test('the learner’s name stays data', async ({ page }) => {
  await page.goto(launch(new Lrs()));
  await moveTo(page, 2);
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  expect(await page.locator('body').innerHTML()).not.toContain('onerror');
});

test('an LRS that cannot be reached is one calm line', async ({ page }) => {
  const lrs = new Lrs();
  const address = launch(lrs);
  hosts.lrs = null;
  await page.goto(address);
  await expect(
    page.getByText('Not connected to your course: your progress stays in this browser.'),
  ).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole('slider').first()).toBeVisible();
});
