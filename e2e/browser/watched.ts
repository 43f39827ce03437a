/** The `test` of every spec that walks through the site: it fails when the page's policy stopped something on the way. */
import { test as base, expect } from '@playwright/test';

const MARK = '[stopped by the policy]';

export const test = base.extend({
  page: async ({ page }, use) => {
    const stopped: string[] = [];
    page.on('console', (message) => {
      if (message.text().startsWith(MARK)) stopped.push(message.text());
    });
    await page.addInitScript((mark) => {
      document.addEventListener('securitypolicyviolation', (event) =>
        // oxlint-disable-next-line no-console -- the way out of the page
        console.info(`${mark} ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
    }, MARK);
    await use(page);
    expect(stopped).toEqual([]);
  },
});
