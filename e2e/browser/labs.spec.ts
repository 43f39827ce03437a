import { expect, type Locator, test } from '@playwright/test';
import { axeViolations, openLesson, scene } from './page';

const TROUBLE = 'Your turn: a broken cluster';
const CHECKS = [
  /See it for yourself/,
  /1\. Does the pod network/,
  /2\. Does the pod accept/,
  /3\. Does the Service lead/,
  /4\. Does the application/,
  /5\. Does the name/,
  /6\. Who stands/,
] as const;

const check = (region: Locator, index: number) =>
  region.getByRole('region', { name: 'Checks' }).getByRole('button', { name: CHECKS[index] });
const suspects = (region: Locator) =>
  region.getByRole('region', { name: 'Suspects by layer' }).getByRole('button');

test('two dealt faults are diagnosed with the keyboard', async ({ page }) => {
  await openLesson(page);
  const region = await scene(page, TROUBLE);
  for (let round = 0; round < 2; round += 1) {
    await region.getByRole('button', { name: 'Deal me a broken cluster' }).press('Enter');
    for (const index of [1, 2, 3, 5, 6, 0, 0, 0]) await check(region, index).press('Enter');
    await expect(region.getByText(/\d+ of 11 possible/)).toBeVisible();
    const possible = suspects(region).filter({ hasNotText: 'out:' });
    const count = await possible.count();
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(5);
    const verdict = region.getByRole('region', { name: 'The cause' });
    for (let index = 0; index < count; index += 1) {
      if (await verdict.isVisible()) break;
      await possible.nth(index).press('Enter');
    }
    await expect(verdict).toBeVisible();
    const fix = region.getByRole('button', { name: 'Apply the fix' });
    if (await fix.isVisible()) {
      await fix.press('Enter');
      await expect(region.getByText(/The request of the ticket now: 200 6000 bytes/)).toBeVisible();
    }
    await region.getByRole('button', { name: 'All tickets' }).press('Enter');
  }
});

test('a case number opens the same case for everybody and names no cause', async ({ page }) => {
  await openLesson(page, '?troubleshoot=case:1009');
  const region = await scene(page, TROUBLE);
  await expect(region.getByText('Every request to my-service hangs')).toBeVisible();
  await check(region, 2).press('Enter');
  await expect(region.getByText('timed out: Operation now in progress')).toBeVisible();
  await expect(page).toHaveURL(/troubleshoot=case:1009,runs:2,wrong:-,stage:checking/);
  expect(page.url()).not.toMatch(/policy|drop/i);
  await page.reload();
  const again = await scene(page, TROUBLE);
  await expect(again.getByText('timed out: Operation now in progress')).toBeVisible();
});

test('a wrong cause is answered with the look that rules it out', async ({ page }) => {
  await openLesson(page, '?troubleshoot=case:1009,runs:1');
  const region = await scene(page, TROUBLE);
  await suspects(region).filter({ hasText: 'No backend is ready' }).press('Enter');
  await expect(
    region.getByText(/then look 1 \(ping the pod\) would have said “answered”, and it said/),
  ).toBeVisible();
  await suspects(region).filter({ hasText: 'A NetworkPolicy drops' }).press('Enter');
  await region.getByRole('button', { name: 'Apply the fix' }).press('Enter');
  await expect(
    region.getByRole('figure', { name: 'What changed: NetworkPolicy default/lock-down' }),
  ).toContainText('- kind: NetworkPolicy');
});

test('back undoes one thing at a time, restart begins again, and a solved case stays solved', async ({
  page,
}) => {
  await openLesson(page, '?troubleshoot=case:1001');
  const region = await scene(page, TROUBLE);
  const back = region.getByRole('button', { name: 'Back', exact: true });
  await check(region, 6).press('Enter');
  await check(region, 2).press('Enter');
  await back.press('Enter');
  await expect(region.getByRole('navigation', { name: 'Looks so far' })).not.toContainText('2');
  await suspects(region).filter({ hasText: 'The Service selects nothing' }).press('Enter');
  await region.getByRole('button', { name: 'Apply the fix' }).press('Enter');
  await check(region, 6).press('Enter');
  await expect(region.getByText('workstation, after the fix')).toBeVisible();
  for (let step = 0; step < 3; step += 1) await back.press('Enter');
  await expect(region.getByRole('region', { name: 'The cause' })).toHaveCount(0);
  await region.getByRole('button', { name: 'Restart' }).press('Enter');
  await expect(region.getByText('Nothing has been run')).toBeVisible();
  await back.press('Enter');
  await expect(region.getByRole('button', { name: /case 1001.*solved/ })).toBeVisible();
  await page.reload();
  const again = await scene(page, TROUBLE);
  await expect(again.getByText('1 of 11 solved')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any stage of a case, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    for (const link of [
      '',
      '?troubleshoot=case:1009,runs:0123456,wrong:ab',
      '?troubleshoot=case:1001,runs:06,stage:fixed',
    ]) {
      await openLesson(page, link);
      await scene(page, TROUBLE);
      expect(await axeViolations(page)).toEqual([]);
    }
  });
}
