import type { Page } from '@playwright/test';

/** What a page hears when it is left. */
const LEAVING = ['visibilitychange', 'pagehide', 'freeze', 'beforeunload', 'unload'];

/** Ends the tab's process: no event of leaving runs, as when the browser is killed. */
export async function kill(page: Page): Promise<void> {
  if (page.context().browser()?.browserType().name() === 'firefox') return closeUnheard(page);
  const session = await page.context().newCDPSession(page);
  const crash = page.waitForEvent('crash');
  // The answer to this command never comes.
  void session.send('Page.crash').catch(() => undefined);
  await crash;
}

/** WebDriver BiDi has no command to end the process of a tab: it is closed, and nothing in it hears of that. */
async function closeUnheard(page: Page): Promise<void> {
  for (const frame of page.frames())
    await frame.evaluate((names) => {
      for (const name of names)
        window.addEventListener(name, (event) => event.stopImmediatePropagation(), {
          capture: true,
        });
    }, LEAVING);
  await page.close();
}
