/** Pages that hold pieces: with embed.js, without, slides; and the page where authors build their snippet. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { expect, type Page, test } from '@playwright/test';
import { oembedJson } from '../../src/course/build/html';
import { embedAddress, frameOf, loaderTag, PIECE, pieceIn } from '../lms/framed';
import { Hosts } from '../lms/hosts';
import { kill } from '../lms/kill';
import { moveTo, sliderIn } from '../lms/piece';
import { axeViolations } from './page';
import { savedFile } from './saved-file';

let hosts: Hosts;
test.beforeAll(async () => {
  hosts = await new Hosts().start();
});
test.afterAll(() => hosts.stop());

const embed = (query = '') => embedAddress(hosts, query);
const loader = () => loaderTag(hosts);
const heightOf = (page: Page) =>
  page.locator('#piece').evaluate((frame) => frame.getBoundingClientRect().height);
const scrolls = async (page: Page) =>
  (await frameOf(page)).evaluate(() => document.documentElement.scrollHeight - window.innerHeight);

test('embed.js gives the frame the height of its content, and follows it', async ({ page }) => {
  hosts.page(
    'grow',
    `${loader()}<iframe id="piece" data-podpath src="${embed()}" width="900" height="150"></iframe>`,
  );
  await page.goto(hosts.own('/host/grow'));
  await expect(sliderIn(pieceIn(page))).toBeVisible({ timeout: 40_000 });
  await expect(async () => {
    expect(await heightOf(page)).toBeGreaterThan(300);
    expect(await scrolls(page)).toBeLessThanOrEqual(4);
  }).toPass({ timeout: 20_000 });
  const before = await heightOf(page);
  await pieceIn(page).getByText('Connection', { exact: true }).click();
  await expect(async () => expect(await heightOf(page)).toBeGreaterThan(before + 20)).toPass();
  // A frame whose content grew with its own height would never come to rest.
  const settled = await heightOf(page);
  await page.waitForTimeout(1_000);
  expect(Math.abs((await heightOf(page)) - settled)).toBeLessThanOrEqual(2);
});

test('a page that does not listen keeps a frame that can be scrolled', async ({ page }) => {
  hosts.page('deaf', `<iframe id="piece" src="${embed()}" width="700" height="220"></iframe>`);
  await page.goto(hosts.own('/host/deaf'));
  await expect(sliderIn(pieceIn(page))).toBeVisible({ timeout: 40_000 });
  expect(await heightOf(page)).toBeLessThan(240);
  const frame = await frameOf(page);
  expect(await scrolls(page)).toBeGreaterThan(100);
  const style = await frame.evaluate(() => getComputedStyle(document.documentElement).overflowY);
  expect(style).not.toBe('hidden');
});

test('text that becomes taller late, as with a late font, makes the frame taller once more', async ({
  page,
}) => {
  hosts.page(
    'font',
    `${loader()}<iframe id="piece" data-podpath src="${embed()}" width="900" height="150"></iframe>`,
  );
  await page.goto(hosts.own('/host/font'));
  await expect(sliderIn(pieceIn(page))).toBeVisible({ timeout: 40_000 });
  await expect(async () => expect(await heightOf(page)).toBeGreaterThan(300)).toPass();
  await page.waitForTimeout(3_000);
  const before = await heightOf(page);
  await (await frameOf(page)).evaluate(() => {
    document.documentElement.style.fontSize = '150%';
  });
  await expect(async () => {
    expect(await heightOf(page)).toBeGreaterThan(before + 20);
    expect(await scrolls(page)).toBeLessThanOrEqual(4);
  }).toPass({ timeout: 20_000 });
});

test('a frame that is loaded on a hidden slide is whole when the slide is shown', async ({
  page,
}) => {
  hosts.page(
    'hidden',
    `${loader()}<div id="slide" style="display:none"><iframe id="piece" data-podpath src="${embed()}" width="900" height="700"></iframe></div>`,
  );
  await page.goto(hosts.own('/host/hidden'));
  await page.waitForTimeout(4_000);
  await page.evaluate(() => document.querySelector('#slide')?.removeAttribute('style'));
  await moveTo(pieceIn(page), 3);
  const width = await sliderIn(pieceIn(page)).evaluate(
    (line) => line.getBoundingClientRect().width,
  );
  expect(width).toBeGreaterThan(300);
  await expect(async () => expect(await scrolls(page)).toBeLessThanOrEqual(4)).toPass();
});

test('at the full width and 600 pixels of height nothing is out of reach', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  hosts.page('fixed', `<iframe id="piece" src="${embed()}" width="100%" height="600"></iframe>`);
  await page.goto(hosts.own('/host/fixed'));
  await expect(sliderIn(pieceIn(page))).toBeVisible({ timeout: 40_000 });
  const frame = await frameOf(page);
  const sideways = await frame.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  expect(sideways).toBeLessThanOrEqual(0);
  const last = pieceIn(page).getByText('Connection', { exact: true });
  await last.scrollIntoViewIfNeeded();
  await expect(last).toBeInViewport();
});

test('the page keeps the progress; a killed tab, opened again, has it', async ({ context }) => {
  hosts.page(
    'keep',
    `${loader()}<iframe id="piece" data-podpath data-podpath-save="course-1" src="${embed()}" width="900" height="600"></iframe>`,
  );
  const first = await context.newPage();
  await first.goto(hosts.own('/host/keep'));
  await moveTo(pieceIn(first), 6);
  await expect(pieceIn(first).getByText('Saved in your course.')).toBeVisible({
    timeout: 15_000,
  });
  await expect(async () =>
    expect(await first.evaluate(() => JSON.stringify({ ...localStorage }))).toContain('hop:5'),
  ).toPass();
  await kill(first);
  const again = await context.newPage();
  await again.goto(hosts.own('/host/keep'));
  await expect(sliderIn(pieceIn(again))).toHaveAttribute('aria-valuenow', '6', { timeout: 40_000 });
});

test('the page hears what happens as events', async ({ page }) => {
  hosts.page(
    'hear',
    `${loader()}<script>window.heard = []; for (const name of ['resize', 'completed', 'state']) addEventListener('podpath:' + name, ({ detail }) => heard.push([name, detail]));</script><iframe id="piece" data-podpath data-podpath-save="y" src="${embed()}" width="900" height="600"></iframe>`,
  );
  await page.goto(hosts.own('/host/hear'));
  await moveTo(pieceIn(page), 3);
  await expect(async () => {
    const heard = await page.evaluate(
      () => (window as unknown as { heard: [string, unknown][] }).heard,
    );
    expect(heard).toContainEqual(['completed', { score: null, hasPassed: null }]);
    expect(heard.map(([name]) => name)).toEqual(expect.arrayContaining(['resize', 'state']));
  }).toPass({ timeout: 15_000 });
});

test('Canvas is told the height in its own words, at every change', async ({ page }) => {
  hosts.page(
    'canvas',
    `<script>window.sizes = []; addEventListener('message', ({ data }) => data && data.subject === 'lti.frameResize' && sizes.push(data.height));</script><iframe id="piece" src="${embed()}" width="100%" height="600"></iframe>`,
  );
  await page.goto(hosts.own('/host/canvas'));
  await expect(sliderIn(pieceIn(page))).toBeVisible({ timeout: 40_000 });
  await pieceIn(page).getByText('Connection', { exact: true }).click();
  await expect(async () => {
    const sizes = await page.evaluate(() => (window as unknown as { sizes: number[] }).sizes);
    expect(sizes.length).toBeGreaterThan(1);
    expect(new Set(sizes).size).toBe(sizes.length);
  }).toPass();
});

test('a frame that is loaded late, far below, finds its page all the same', async ({ page }) => {
  hosts.page(
    'lazy',
    `${loader()}<div style="height:6000px"></div><iframe id="piece" loading="lazy" data-podpath src="${embed()}" width="900" height="150"></iframe>`,
  );
  await page.goto(hosts.own('/host/lazy'));
  await page.waitForTimeout(2_500);
  await page.locator('#piece').scrollIntoViewIfNeeded();
  await expect(async () => expect(await heightOf(page)).toBeGreaterThan(300)).toPass({
    timeout: 40_000,
  });
});

test('slides: a frame with data-src and handed-on arrow keys turns the page around it', async ({
  page,
}) => {
  hosts.page(
    'slides',
    `${loader()}<script>window.keys = []; document.addEventListener('keydown', ({ key }) => keys.push(key));</script><iframe id="piece" data-podpath data-src="${embed('?keys=pass')}" width="900" height="700"></iframe>`,
  );
  await page.goto(hosts.own('/host/slides'));
  await page.evaluate(() => {
    const frame = document.querySelector('iframe');
    frame?.setAttribute('src', frame.dataset.src ?? '');
  });
  await moveTo(pieceIn(page), 2);
  await pieceIn(page).getByText('Connection', { exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(async () =>
    expect(await page.evaluate(() => (window as unknown as { keys: string[] }).keys)).toContain(
      'ArrowRight',
    ),
  ).toPass();
  const count = await page.evaluate(() => (window as unknown as { keys: string[] }).keys.length);
  await sliderIn(pieceIn(page)).press('ArrowRight');
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => (window as unknown as { keys: string[] }).keys.length)).toBe(
    count,
  );
});

test('a link begins at its position, and a damaged one at the beginning with a note', async ({
  page,
}) => {
  const { toBase64Url } = await import('../../src/course/base64url');
  await page.goto(hosts.own(`/plain/embed/${PIECE}?s=${toBase64Url('hop:7')}`));
  await expect(page.getByRole('slider').first()).toHaveAttribute('aria-valuenow', '8', {
    timeout: 40_000,
  });
  const notes: string[] = [];
  page.on('console', (message) => notes.push(message.text()));
  await page.goto(hosts.own(`/plain/embed/${PIECE}?s=%3Cscript%3E&theme=red`));
  await expect(page.getByRole('slider').first()).toBeVisible({ timeout: 40_000 });
  expect(notes.filter((text) => text.startsWith('Podpath:')).length).toBe(2);
});

test('alone, a piece keeps its position in this browser and says so', async ({ page }) => {
  await page.goto(hosts.own(`/plain/embed/${PIECE}`));
  await moveTo(page, 4);
  await expect(page.getByText('Saved in this browser.')).toBeVisible({ timeout: 15_000 });
  await expect(async () =>
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).toContain('hop:3'),
  ).toPass({ timeout: 10_000 });
  await page.reload();
  await expect(page.getByRole('slider').first()).toHaveAttribute('aria-valuenow', '4', {
    timeout: 40_000,
  });
});

test('oEmbed: rich, the frame outermost, https, a title', async ({ page }) => {
  const piece = { name: 'quiz', title: 'A "quiz" <b>', takeaway: '' };
  const read = JSON.parse(oembedJson('https://podpath.example/', piece)) as Record<string, string>;
  expect(read).toMatchObject({ version: '1.0', type: 'rich', width: 800, height: 600 });
  await page.setContent(read.html ?? '');
  const frame = page.locator('body > *');
  await expect(frame).toHaveCount(1);
  await expect(frame).toHaveAttribute('src', 'https://podpath.example/embed/quiz');
  await expect(frame).toHaveAttribute('title', piece.title);
  await expect(frame).toHaveAttribute('loading', 'lazy');
});

test('the page for authors: the snippet it gives works, and a package comes out of it', async ({
  page,
  context,
}) => {
  await page.goto(hosts.own('/plain/embed/'));
  await page.getByRole('combobox', { name: 'Piece', exact: true }).selectOption(PIECE);
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  await page.getByRole('combobox', { name: 'Put it in as' }).selectOption('loader');
  const preview = page.frameLocator('iframe.preview');
  await expect(preview.getByRole('slider').first()).toBeVisible({ timeout: 40_000 });
  const snippet = await page.getByRole('textbox', { name: 'HTML to paste' }).inputValue();
  expect(snippet).toContain('theme=dark');
  expect(await axeViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 720 });
  hosts.page('pasted', snippet.replace('<iframe', '<iframe id="piece"'));
  const pasted = await context.newPage();
  await pasted.goto(hosts.other('/host/pasted'));
  await expect(sliderIn(pieceIn(pasted))).toBeVisible({ timeout: 40_000 });
  const frame = await frameOf(pasted);
  expect(await frame.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  await pasted.close();
  for (const [format, file] of [
    ['scorm12', 'imsmanifest.xml'],
    ['cmi5', 'cmi5.xml'],
  ] as const) {
    await page.getByRole('combobox', { name: 'Format' }).selectOption(format);
    const { bytes } = await savedFile(page, () =>
      page.getByRole('button', { name: 'Download for my LMS' }).click(),
    );
    const files = unzipSync(bytes);
    expect(Object.keys(files).sort()).toEqual([file, 'index.html', 'podpath.js'].sort());
    expect(files['podpath.js']?.length).toBe(readFileSync('dist/course/picture.js').length);
  }
});

for (const format of ['Moodle XML', 'GIFT', 'QTI 3.0']) {
  test(`the page for authors writes the questions as ${format} and lists what is lost`, async ({
    page,
  }) => {
    await page.goto(hosts.own('/plain/embed/'));
    const { name } = await savedFile(page, () =>
      page.getByRole('button', { name: `Download ${format}` }).click(),
    );
    expect(name).toContain('podpath-questions');
    await expect(page.getByText(`${format} is written.`)).toBeVisible();
  });
}
