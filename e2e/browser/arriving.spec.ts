/** A page that comes slowly, to a slow phone: it is painted before it is complete, and what is read stays where it is. */
import { expect } from '@playwright/test';
import { test } from './watched';

const PAGES = [
  'index.html',
  'osi-meets-kubernetes.html',
  'glossary.html',
  'how-do-you-know.html',
  'teacher.html',
];
const SIZES = [
  { width: 360, height: 740 },
  { width: 412, height: 823 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];
/** of the budget in docs/performance.md */
const MOST_SHIFT = 0.01;

for (const file of PAGES)
  test(`nothing on ${file} moves while it arrives`, async ({ browser, baseURL }) => {
    for (const viewport of SIZES) {
      const context = await browser.newContext({ viewport, serviceWorkers: 'block', baseURL });
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      await session.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 150,
        downloadThroughput: 180_000,
        uploadThroughput: 90_000,
      });
      await page.addInitScript(() => {
        const moves: [string, number][] = [];
        Object.assign(window, { moves });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & {
            readonly value: number;
            readonly sources: readonly { readonly node: Element | null }[];
          })[])
            moves.push([entry.sources[0]?.node?.outerHTML?.slice(0, 60) ?? '', entry.value]);
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(`/${file}`);
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(500);
      const moves: [string, number][] = await page.evaluate(() => Reflect.get(window, 'moves'));
      const sum = moves.reduce((total, [, value]) => total + value, 0);
      expect.soft(sum, `${viewport.width} px: ${JSON.stringify(moves)}`).toBeLessThan(MOST_SHIFT);
      await context.close();
    }
  });
