/** A page that comes in parts, to a slow phone: it is painted before it is complete, and what is read stays where it is. */
import { expect, type Browser } from '@playwright/test';
import { serveFolder, type StaticServer } from '../../src/cli/static-server';
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
  { width: 640, height: 900 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];
/** of the budget in docs/performance.md */
const MOST_SHIFT = 0.01;
/** Fewer bytes than a table or a picture has, and longer than a frame takes: a page in parts is painted in parts. */
const SLOWLY = { bytes: 3000, ms: 50 };

/** What moved, and by how much, while the page arrived and came to life. */
async function movesOf(browser: Browser, url: string, viewport: (typeof SIZES)[number]) {
  const context = await browser.newContext({ viewport, serviceWorkers: 'block' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
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
  await page.goto(url);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(500);
  const moves: readonly [string, number][] = await page.evaluate(() =>
    Reflect.get(window, 'moves'),
  );
  await context.close();
  return moves;
}

test.describe('over a line that brings a page in parts', () => {
  let server: StaticServer;
  test.beforeAll(async () => {
    server = await serveFolder('dist', { slowly: SLOWLY });
  });
  test.afterAll(() => server.close());

  for (const file of PAGES)
    test(`nothing on ${file} moves while it arrives`, async ({ browser }) => {
      for (const size of SIZES) {
        const moves = await movesOf(browser, `${server.url}/${file}`, size);
        const sum = moves.reduce((total, [, value]) => total + value, 0);
        expect.soft(sum, `${size.width} px: ${JSON.stringify(moves)}`).toBeLessThan(MOST_SHIFT);
      }
    });
});
