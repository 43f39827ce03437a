import { type Page, test } from '@playwright/test';

/** Ends the tab's process: no event of leaving runs, as when the browser is killed. */
export async function kill(page: Page): Promise<void> {
  test.skip(
    page.context().browser()?.browserType().name() === 'firefox',
    'WebDriver BiDi has no command to end the process of a tab',
  );
  const session = await page.context().newCDPSession(page);
  const crash = page.waitForEvent('crash');
  // The answer to this command never comes.
  void session.send('Page.crash').catch(() => undefined);
  await crash;
}
