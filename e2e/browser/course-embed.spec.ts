/** Pages that hold pieces: with embed.js, without, hostile ones, slides; and the page where authors build their snippet. */
import fc from 'fast-check';
import { expect, type Frame, type Page, test } from '@playwright/test';
import { oembedJson } from '../../src/course/build/html';
import { Hosts } from '../lms/hosts';
import { kill } from '../lms/kill';
import { moveTo as moveIn, sliderIn as sliderOf } from '../lms/piece';
import { axeViolations } from './page';

let hosts: Hosts;
test.beforeAll(async () => {
  hosts = await new Hosts().start();
});
test.afterAll(() => hosts.stop());

const PIECE = 'clusterip-trace';
const embed = (query = '', piece = PIECE) => hosts.other(`/plain/embed/${piece}${query}`);
const loader = () => `<script src="${hosts.other('/plain/embed.js')}"></script>`;
const sliderIn = (page: Page) => sliderOf(page.frameLocator('#piece'));
const moveTo = (page: Page, hop: number) => moveIn(page.frameLocator('#piece'), hop);

async function frameOf(page: Page): Promise<Frame> {
  const frame = await (await page.locator('#piece').elementHandle())?.contentFrame();
  if (!frame) throw new Error('the page has no frame');
  return frame;
}

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
  await expect(sliderIn(page)).toBeVisible({ timeout: 40_000 });
  await expect(async () => {
    expect(await heightOf(page)).toBeGreaterThan(300);
    expect(await scrolls(page)).toBeLessThanOrEqual(4);
  }).toPass({ timeout: 20_000 });
  const before = await heightOf(page);
  await page.frameLocator('#piece').getByText('Connection', { exact: true }).click();
  await expect(async () => expect(await heightOf(page)).toBeGreaterThan(before + 20)).toPass();
  // A frame whose content grew with its own height would never come to rest.
  const settled = await heightOf(page);
  await page.waitForTimeout(1_000);
  expect(Math.abs((await heightOf(page)) - settled)).toBeLessThanOrEqual(2);
});

test('a page that does not listen keeps a frame that can be scrolled', async ({ page }) => {
  hosts.page('deaf', `<iframe id="piece" src="${embed()}" width="700" height="220"></iframe>`);
  await page.goto(hosts.own('/host/deaf'));
  await expect(sliderIn(page)).toBeVisible({ timeout: 40_000 });
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
  await expect(sliderIn(page)).toBeVisible({ timeout: 40_000 });
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
  await moveTo(page, 3);
  const width = await sliderIn(page).evaluate((line) => line.getBoundingClientRect().width);
  expect(width).toBeGreaterThan(300);
  await expect(async () => expect(await scrolls(page)).toBeLessThanOrEqual(4)).toPass();
});

test('at the full width and 600 pixels of height nothing is out of reach', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  hosts.page('fixed', `<iframe id="piece" src="${embed()}" width="100%" height="600"></iframe>`);
  await page.goto(hosts.own('/host/fixed'));
  await expect(sliderIn(page)).toBeVisible({ timeout: 40_000 });
  const frame = await frameOf(page);
  const sideways = await frame.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  expect(sideways).toBeLessThanOrEqual(0);
  const last = page.frameLocator('#piece').getByText('Connection', { exact: true });
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
  await moveTo(first, 6);
  await expect(first.frameLocator('#piece').getByText('Saved in your course.')).toBeVisible({
    timeout: 15_000,
  });
  await expect(async () =>
    expect(await first.evaluate(() => JSON.stringify({ ...localStorage }))).toContain('hop:5'),
  ).toPass();
  await kill(first);
  const again = await context.newPage();
  await again.goto(hosts.own('/host/keep'));
  await expect(sliderIn(again)).toHaveAttribute('aria-valuenow', '6', { timeout: 40_000 });
});

test('a page whose storage is closed is never told that it has saved', async ({ page }) => {
  await page.addInitScript(() => {
    if (window !== window.top) return;
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
  });
  hosts.page(
    'full',
    `${loader()}<iframe id="piece" data-podpath data-podpath-save="x" src="${embed()}" width="900" height="600"></iframe>`,
  );
  await page.goto(hosts.own('/host/full'));
  await moveTo(page, 3);
  await expect(
    page.frameLocator('#piece').getByText('Not saved yet. It will be tried again.'),
  ).toBeVisible({ timeout: 20_000 });
  await expect(page.frameLocator('#piece').getByText('Saved in your course.')).toHaveCount(0);
});

test('the page hears what happens as events', async ({ page }) => {
  hosts.page(
    'hear',
    `${loader()}<script>window.heard = []; for (const name of ['resize', 'completed', 'state']) addEventListener('podpath:' + name, ({ detail }) => heard.push([name, detail]));</script><iframe id="piece" data-podpath data-podpath-save="y" src="${embed()}" width="900" height="600"></iframe>`,
  );
  await page.goto(hosts.own('/host/hear'));
  await moveTo(page, 3);
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
  await expect(sliderIn(page)).toBeVisible({ timeout: 40_000 });
  await page.frameLocator('#piece').getByText('Connection', { exact: true }).click();
  await expect(async () => {
    const sizes = await page.evaluate(() => (window as unknown as { sizes: number[] }).sizes);
    expect(sizes.length).toBeGreaterThan(1);
    expect(new Set(sizes).size).toBe(sizes.length);
  }).toPass();
});

/** The seeded messages, one that is far too long, and a word that ends them. */
function hostileMessages(): readonly unknown[] {
  const script = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>';
  const value = fc.oneof(
    fc.constant(script),
    fc.constant(`javascript:window.pwned=1`),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const message = fc.record({
    podpath: fc.oneof(fc.constant(1), value),
    type: fc.constantFrom('init', 'ack', 'goto', 'pause', 'eval', 'hello', script),
    data: fc.oneof(
      value,
      fc.record({ state: value, theme: value, step: value, seq: value, caps: value }),
    ),
  });
  const messages = fc.sample(fc.oneof({ weight: 4, arbitrary: message }, fc.jsonValue()), {
    numRuns: 2_000,
    seed: 61,
  });
  const tooLong = { caps: ['state'], state: 'x'.repeat(5_000_000) };
  return [...messages, { podpath: 1, type: 'init', data: tooLong }, 'the last one'];
}

/** Notes in the frame when the last of the messages is there. */
const noteTheLast = (page: Page) =>
  page.addInitScript(() => {
    if (window === window.top) return;
    addEventListener('message', ({ data }) => {
      if (data === 'the last one') Object.assign(window, { isOver: true });
    });
  });

async function expectUnharmed(page: Page, problems: readonly string[]): Promise<void> {
  const frame = await frameOf(page);
  await expect.poll(() => frame.evaluate(() => 'isOver' in window), { timeout: 30_000 }).toBe(true);
  await moveTo(page, 3);
  expect(await frame.evaluate(() => 'pwned' in window)).toBe(false);
  // What came may be shown in the report of the connection, as text.
  expect(await frame.locator('[onerror], img, body script:not([src])').count()).toBe(0);
  expect(problems).toEqual([]);
}

test('2,000 seeded messages that answer the first word of the piece neither stop it nor run anything', async ({
  page,
}) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await noteTheLast(page);
  await page.addInitScript((messages) => {
    if (window !== window.top) return;
    const answer = ({ data, source }: MessageEvent) => {
      if (data?.type !== 'hello') return;
      removeEventListener('message', answer);
      for (const message of messages) source?.postMessage(message, { targetOrigin: '*' });
    };
    addEventListener('message', answer);
  }, hostileMessages());
  hosts.page('flood', `<iframe id="piece" src="${embed()}" width="900" height="600"></iframe>`);
  await page.goto(hosts.own('/host/flood'));
  await expectUnharmed(page, problems);
});

test('2,000 seeded messages to a piece at work neither stop it, nor run anything, nor take the focus', async ({
  page,
}) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await noteTheLast(page);
  hosts.page('fuzz', `<iframe id="piece" src="${embed()}" width="900" height="600"></iframe>`);
  await page.goto(hosts.own('/host/fuzz'));
  await moveTo(page, 2);
  // From here on no first answer is waited for.
  await expect(
    page.frameLocator('#piece').getByText('this browser keeps your progress only until'),
  ).toBeVisible({ timeout: 20_000 });
  const frame = await frameOf(page);
  await frame.evaluate(() => Object.assign(window, { slider: document.activeElement }));
  await page.evaluate((messages) => {
    const target = document.querySelector('iframe')?.contentWindow;
    for (const message of messages) target?.postMessage(message, '*');
  }, hostileMessages());
  await expect.poll(() => frame.evaluate(() => 'isOver' in window), { timeout: 30_000 }).toBe(true);
  await expect(sliderIn(page)).toHaveAttribute('aria-valuenow', '2');
  expect(await frame.evaluate(() => Reflect.get(window, 'slider') === document.activeElement)).toBe(
    true,
  );
  await expectUnharmed(page, problems);
});

test('a page that answers late is told what was done, and nothing moves under the learner', async ({
  page,
}) => {
  hosts.page(
    'late',
    `<script>window.heard = []; addEventListener('message', ({ data }) => data && data.podpath === 1 && heard.push(data));</script><iframe id="piece" src="${embed()}" width="900" height="600"></iframe>`,
  );
  await page.goto(hosts.own('/host/late'));
  await moveTo(page, 4);
  await expect(
    page.frameLocator('#piece').getByText('this browser keeps your progress only until'),
  ).toBeVisible({ timeout: 20_000 });
  const frame = await frameOf(page);
  await frame.evaluate(() => Object.assign(window, { slider: document.activeElement }));
  await page.evaluate((piece) => {
    const data = {
      caps: ['state', 'report'],
      state: `1.x.p${piece}=hop:9|lmtu|xviewed'`,
      theme: null,
    };
    document
      .querySelector('iframe')
      ?.contentWindow?.postMessage({ podpath: 1, type: 'init', data }, '*');
  }, PIECE);
  const heard = () =>
    page.evaluate(() => (window as unknown as { heard: { type: string; data: unknown }[] }).heard);
  await expect(async () => {
    const messages = await heard();
    expect(messages).toContainEqual(
      expect.objectContaining({ type: 'completed', data: { score: null, hasPassed: null } }),
    );
    expect(JSON.stringify(messages.filter(({ type }) => type === 'state'))).toContain('hop:3');
  }).toPass({ timeout: 20_000 });
  await expect(sliderIn(page)).toHaveAttribute('aria-valuenow', '4');
  expect(await frame.evaluate(() => Reflect.get(window, 'slider') === document.activeElement)).toBe(
    true,
  );
});

test('a stranger in another frame is neither believed nor answered', async ({ page }) => {
  const stranger = `<script>addEventListener('message', ({ source }) => { if (source !== window) top.answered = 1 }); setInterval(() => { for (let i = 0; i < parent.frames.length; i += 1) parent.frames[i].postMessage({ podpath: 1, type: 'init', data: { caps: ['state'], state: '1.0.p${PIECE}=hop:9' } }, '*') }, 50)</script>`;
  hosts.page('stranger', stranger);
  hosts.page(
    'two',
    `<iframe src="${hosts.own('/host/stranger')}"></iframe><iframe id="piece" src="${embed()}" width="900" height="600"></iframe>`,
  );
  await page.goto(hosts.own('/host/two'));
  await moveTo(page, 2);
  await page.waitForTimeout(1_000);
  await expect(sliderIn(page)).toHaveAttribute('aria-valuenow', '2');
  expect(await page.evaluate(() => 'answered' in window)).toBe(false);
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
  await moveTo(page, 2);
  await page.frameLocator('#piece').getByText('Connection', { exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(async () =>
    expect(await page.evaluate(() => (window as unknown as { keys: string[] }).keys)).toContain(
      'ArrowRight',
    ),
  ).toPass();
  const count = await page.evaluate(() => (window as unknown as { keys: string[] }).keys.length);
  await sliderIn(page).press('ArrowRight');
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
  await moveIn(page, 4);
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
  await expect(sliderIn(pasted)).toBeVisible({ timeout: 40_000 });
  const frame = await frameOf(pasted);
  expect(await frame.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  await pasted.close();
  for (const [format, file] of [
    ['scorm12', 'imsmanifest.xml'],
    ['cmi5', 'cmi5.xml'],
  ] as const) {
    await page.getByRole('combobox', { name: 'Format' }).selectOption(format);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download for my LMS' }).click();
    const path = await (await download).path();
    const { readFileSync } = await import('node:fs');
    const { unzipSync } = await import('fflate');
    const files = unzipSync(new Uint8Array(readFileSync(path)));
    expect(Object.keys(files).sort()).toEqual([file, 'index.html', 'podpath.js'].sort());
    expect(files['podpath.js']?.length).toBe(readFileSync('dist/course/podpath.js').length);
  }
});

for (const format of ['Moodle XML', 'GIFT', 'QTI 3.0']) {
  test(`the page for authors writes the questions as ${format} and lists what is lost`, async ({
    page,
  }) => {
    await page.goto(hosts.own('/plain/embed/'));
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: `Download ${format}` }).click();
    expect((await download).suggestedFilename()).toContain('podpath-questions');
    await expect(page.getByText(`${format} is written.`)).toBeVisible();
  });
}
