import { expect } from '@playwright/test';
import { test } from './watched';
import { serveFolder } from '../../src/cli/static-server';
import { asOnPaper, axeViolations, hasNoScripts, NO_SCRIPTS } from './page';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the teacher's page lists every question with key and feedback, in the ${colorScheme} theme`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/teacher.html');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('every question');
    expect(await page.locator('article[id^="q-"]').count()).toBeGreaterThanOrEqual(45);
    const one = page.locator('#q-who-assigns-pod-ip');
    await expect(one).toContainText('✓ The CNI plugin');
    await expect(one).toContainText('✗ The kubelet');
    expect(await axeViolations(page, 'main')).toEqual([]);
  });
}

test("the teacher's page needs no script and prints every answer", async ({ page }) => {
  const site = await serveFolder('dist', { headers: { 'Content-Security-Policy': NO_SCRIPTS } });
  try {
    await page.goto(`${site.url}/teacher.html`);
  } finally {
    await site.close();
  }
  expect(await hasNoScripts(page)).toBe(true);
  await asOnPaper(page);
  const question = page.locator('#q-chain-walk');
  await expect(question).toContainText('KUBE-SVC-', { useInnerText: true });
});
