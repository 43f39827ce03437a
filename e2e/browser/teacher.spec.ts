import { expect } from '@playwright/test';
import { test } from './watched';
import { axeViolations } from './page';

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

test("the teacher's page needs no script and prints every answer", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ javaScriptEnabled: false, baseURL });
  await page.goto('/teacher.html');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('#q-chain-walk')).toContainText('KUBE-SVC-');
  await page.close();
});
