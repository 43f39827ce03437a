/** One page on a slow phone: Lighthouse's devtools throttling over CDP, numbers from the page's own observers. */
import type { Browser, CDPSession, Page } from '@playwright/test';

export interface Sample {
  readonly fcp: number;
  readonly lcp: number;
  readonly cls: number;
  /** milliseconds of long tasks above 50 each, over the whole load */
  readonly blocked: number;
  readonly bytes: number;
  /** worst and median of twelve presses of "Next hop"; null where a page has no such button */
  readonly inpWorst: number | null;
  readonly inpMedian: number | null;
  /** share of missed 60 Hz ticks while the packet moves */
  readonly dropped: number | null;
}

const SLOW = {
  offline: false,
  latency: 562.5,
  downloadThroughput: (1.44 * 1024 * 1024) / 8,
  uploadThroughput: (0.675 * 1024 * 1024) / 8,
};
const FAST = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
const CPU = 4;
const HOPS = 12;

interface Seen {
  fcp: number;
  lcp: number;
  cls: number;
  blocked: number;
  events: { id: number; duration: number }[];
  gaps: number[];
}

function observe(): void {
  const seen: Seen = { fcp: 0, lcp: 0, cls: 0, blocked: 0, events: [], gaps: [] };
  (window as unknown as { seen: Seen }).seen = seen;
  const on = (type: string, use: (entry: PerformanceEntry & Record<string, number>) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        use(entry as PerformanceEntry & Record<string, number>);
    }).observe({ type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  on('paint', (entry) => {
    if (entry.name === 'first-contentful-paint') seen.fcp = entry.startTime;
  });
  on('largest-contentful-paint', (entry) => {
    seen.lcp = entry.startTime;
  });
  on('layout-shift', (entry) => {
    if (!entry.hadRecentInput) seen.cls += entry.value ?? 0;
  });
  on('longtask', (entry) => {
    seen.blocked += Math.max(0, entry.duration - 50);
  });
  on('event', (entry) => {
    if (entry.interactionId)
      seen.events.push({ id: entry.interactionId, duration: entry.duration });
  });
}

const read = (page: Page): Promise<Seen> =>
  page.evaluate(() => (window as unknown as { seen: Seen }).seen);

export async function measure(browser: Browser, url: string): Promise<Sample> {
  const context = await browser.newContext({
    viewport: { width: 412, height: 823 },
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  let bytes = 0;
  cdp.on('Network.loadingFinished', (event) => {
    bytes += event.encodedDataLength;
  });
  await cdp.send('Network.emulateNetworkConditions', SLOW);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: CPU });
  // The runner compiles named functions with a helper that pages do not have.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.addInitScript(observe);
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1500);
  const load = await read(page);
  await cdp.send('Network.emulateNetworkConditions', FAST);
  const steps = await step(page);
  await context.close();
  return { fcp: load.fcp, lcp: load.lcp, cls: load.cls, blocked: load.blocked, bytes, ...steps };
}

/**
 * Presses "Next hop" with the mouse and watches interactions and frames. The press is only input: looking a button up by its
 * role runs 6 ms of script in the page each time, which the slowed processor makes a missed frame of its own.
 */
async function step(page: Page): Promise<Pick<Sample, 'inpWorst' | 'inpMedian' | 'dropped'>> {
  const button = page.getByRole('button', { name: 'Next hop' });
  const next = (await button.count()) === 0 ? null : await button.elementHandle();
  if (!next) return { inpWorst: null, inpMedian: null, dropped: null };
  const press = async () => {
    const box = await next.boundingBox();
    if (!box) throw new Error('the button "Next hop" is not on the page');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  };
  await page.evaluate(() => {
    const { seen } = window as unknown as { seen: Seen };
    seen.events.length = 0;
    let last = performance.now();
    const tick = (now: number) => {
      seen.gaps.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  for (let hop = 0; hop < HOPS; hop += 1) {
    await press();
    await page.waitForTimeout(500);
  }
  const { events, gaps } = await read(page);
  const longest = new Map<number, number>();
  for (const { id, duration } of events) longest.set(id, Math.max(duration, longest.get(id) ?? 0));
  const sorted = [...longest.values()].sort((a, b) => a - b);
  const ticks = gaps.reduce((sum, gap) => sum + Math.max(1, Math.round(gap / (1000 / 60))), 0);
  return {
    inpWorst: sorted.at(-1) ?? 16,
    inpMedian: sorted[Math.floor(sorted.length / 2)] ?? 16,
    dropped: 1 - gaps.length / ticks,
  };
}

/** Used heap after garbage collection, before and after a thousand replays of the home page's request. */
export async function heap(browser: Browser, url: string, replays: number) {
  const page = await browser.newPage();
  const cdp = await page.context().newCDPSession(page);
  await page.goto(url, { waitUntil: 'networkidle' });
  const slider = page.getByRole('slider').first();
  await slider.focus();
  const used = async (): Promise<number> => collect(cdp);
  const before = await used();
  for (let replay = 0; replay < replays; replay += 1) {
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
  }
  const after = await used();
  await page.close();
  return { before, after };
}

async function collect(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize;
}
