/** The still of a piece: for paper, for pages without scripts, for the cards of other sites. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { expect, type Page, test } from '@playwright/test';
import { oembedJson } from '../../src/course/build/html';
import { lessonScenes } from '../../src/course/build/scenes';
import { Hosts } from '../lms/hosts';
import { asOnPaper, hasNoScripts } from './page';

let hosts: Hosts;
test.beforeAll(async () => {
  hosts = await new Hosts().start();
});
test.afterAll(() => hosts.stop());

const STILLS = [
  'three-networks',
  'walk-same-node',
  'walk-cross-node',
  'vxlan-vs-bgp',
  'service-rules',
  'clusterip-trace',
];
const SITE = 'https://podpath.example/';
const fileOf = (piece: string): string => readFileSync(`dist/embed/${piece}.svg`, 'utf8');

test('every piece that is a picture has a still under 40 KB, the same bytes as the stored one', () => {
  for (const piece of STILLS) expect(Buffer.byteLength(fileOf(piece))).toBeLessThan(40 * 1024);
  const stored = (state: string) => readFileSync(`src/course/picture/stored/${state}.svg`, 'utf8');
  expect(fileOf('three-networks')).toBe(stored('three-networks'));
  expect(fileOf('vxlan-vs-bgp')).toBe(stored('lanes'));
  expect(fileOf('service-rules')).toBe(stored('dice'));
});

test('stills are not kept for reading offline, and no page of the site loads one', () => {
  expect(readFileSync('dist/sw.js', 'utf8')).not.toMatch(/embed\/[\w-]+\.svg/);
  expect(readFileSync('dist/osi-meets-kubernetes.html', 'utf8')).not.toContain('.svg"');
});

for (const piece of STILLS)
  test(`without a script the page of ${piece} shows its still, under the strictest policy`, async ({
    page,
  }) => {
    const refused: string[] = [];
    page.on('console', (message) => {
      const isWanted =
        /favicon/.test(message.location().url) || message.text().startsWith('Blocked script');
      if (!isWanted) refused.push(message.text());
    });
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(hosts.own(`/quiet/embed/${piece}`));
    expect(await hasNoScripts(page)).toBe(true);
    const title = lessonScenes().scenes.find(({ name }) => name === piece)?.title ?? '';
    const still = page.getByRole('img', { name: title });
    await expect(still).toBeVisible();
    const { width, height } = (await still.boundingBox()) ?? { width: 0, height: 0 };
    const [, drawnWidth, drawnHeight] =
      /^<svg[^>]* width="(\d+)" height="(\d+)"/.exec(fileOf(piece)) ?? [];
    expect(width).toBeLessThanOrEqual(360);
    // Its own shape: it was read as a picture and not as a broken one.
    expect(width / height).toBeCloseTo(Number(drawnWidth) / Number(drawnHeight), 1);
    expect(refused).toEqual([]);
  });

const GROUNDS = { light: 'rgb(255, 253, 248)', dark: 'rgb(23, 34, 41)' } as const;

for (const colorScheme of ['light', 'dark'] as const)
  test(`a still is ${colorScheme} for whoever prefers it, and draws nothing beyond its edge`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(hosts.own('/plain/embed/clusterip-trace.svg'));
    const ground = await page
      .locator('.ground')
      .evaluate((rect) => getComputedStyle(rect as SVGElement).fill);
    expect(ground).toBe(GROUNDS[colorScheme]);
    const outside = await page.evaluate(() => {
      const { width, height } = document.documentElement.getBoundingClientRect();
      return [...document.querySelectorAll('text')].flatMap((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        const isOut = left < 0 || top < 0 || right > width || bottom > height;
        return isOut ? [text.textContent] : [];
      });
    });
    expect(outside).toEqual([]);
  });

/** What is painted on the pages of a PDF: its streams, unpacked. */
async function paintedBytes(page: Page): Promise<number> {
  const pdf = await page.pdf({ width: '1000px', height: '800px', printBackground: true });
  const marker = Buffer.from('stream\n');
  let total = 0;
  for (let at = pdf.indexOf(marker); at >= 0; at = pdf.indexOf(marker, at + 1)) {
    try {
      const text = inflateSync(pdf.subarray(at + marker.length)).toString('latin1');
      // Lines and boxes; fonts are streams as well and have none.
      total += [...text.matchAll(/[-\d.] (?:re|[lcm])\s/g)].length;
    } catch {
      // An "endstream", or a stream that is not packed.
    }
  }
  return total;
}

test('the deck of the documentation: the frame on the screen, the still on paper and in the export', async ({
  page,
}) => {
  const doc = readFileSync('docs/embed/reveal.md', 'utf8');
  const snippet = /```html\n([\s\S]*?)```/.exec(doc)?.[1] ?? '';
  hosts.page('deck', snippet.replaceAll(SITE, hosts.other('/plain/')));
  await page.goto(hosts.own('/host/deck'));
  const live = page.locator('iframe');
  const still = page.locator('img');
  const reading = page.getByRole('img', { name: /flannel\.1 wraps the frame/ });
  await expect(live).toBeVisible();
  await expect(reading).toHaveCount(0);
  await asOnPaper(page);
  await expect(live).toBeHidden();
  await expect(reading).toBeVisible();
  const widthRead = () => still.evaluate((image) => (image as HTMLImageElement).naturalWidth);
  await expect.poll(widthRead).toBe(824);
  // What printed a frame cannot be closed over WebDriver BiDi; this one is hidden, as was seen.
  await live.evaluate((frame) => frame.remove());
  const painted = await paintedBytes(page);
  await still.evaluate((image) => image.remove());
  expect(painted).toBeGreaterThan(200 + (await paintedBytes(page)));
  // reveal.js lays its export out on the screen and marks the page with these two classes.
  for (const mark of ['reveal-print', 'print-pdf']) {
    await page.emulateMedia({ media: 'screen' });
    await page.goto(hosts.own('/host/deck'));
    await page.evaluate((name) => document.documentElement.classList.add(name), mark);
    await expect(live).toBeHidden();
    await expect(reading).toBeVisible();
  }
});

test('oEmbed: the still is the thumbnail, with its width and height; without one none is named', () => {
  const piece = { name: 'clusterip-trace', title: 'A request', takeaway: '' };
  const still = { file: 'clusterip-trace.svg', width: 824, height: 661, says: '' };
  expect(JSON.parse(oembedJson(SITE, piece, still))).toMatchObject({
    thumbnail_url: `${SITE}embed/clusterip-trace.svg`,
    thumbnail_width: 824,
    thumbnail_height: 661,
  });
  expect(oembedJson(SITE, piece)).not.toContain('thumbnail');
});
