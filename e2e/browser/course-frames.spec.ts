/**
 * An embedded piece in every kind of frame that a course may put it into: two sites, a real browser. What each frame lets its
 * content do is tried out beside it, so that a browser that changes its mind is noticed.
 */
import { expect, type Page, test } from '@playwright/test';
import { lessonScenes } from '../../src/course/build/scenes';
import { PICTURES, scriptOf } from '../../src/course/package/scripts';
import { type Facts, factsOf, PROBE, PROBE_SCRIPT } from '../lms/frame-facts';
import { frameOf, PIECE, pieceIn } from '../lms/framed';
import { Hosts } from '../lms/hosts';
import { servePackage } from '../lms/package-files';
import { moveTo } from '../lms/piece';

let hosts: Hosts;
test.beforeAll(async () => {
  hosts = await new Hosts().start();
  hosts.files.set(`embed/${PROBE}`, PROBE_SCRIPT);
});
test.afterAll(() => hosts.stop());

const EVERYTHING: Facts = {
  localStorage: 'ok',
  sessionStorage: 'ok',
  indexedDB: 'ok',
  caches: 'ok',
  workerFromAddress: 'ok',
  workerFromBlob: 'ok',
  fetchOwnFile: 'ok',
  moduleScript: 'ok',
  classicScript: 'ok',
};
const FOREIGN: Facts = {
  ...EVERYTHING,
  localStorage: 'refused',
  sessionStorage: 'refused',
  indexedDB: 'refused',
  caches: 'refused',
};
/** Every file of its own is foreign to a page without an origin. */
const OPAQUE: Facts = {
  ...FOREIGN,
  workerFromAddress: 'refused',
  fetchOwnFile: 'refused',
  moduleScript: 'refused',
};

interface Condition {
  readonly name: string;
  /** as the child sees the page around it */
  readonly site: 'own' | 'other';
  readonly variant: 'plain' | 'csp' | 'open';
  readonly sandbox?: string;
  readonly facts: Facts;
  readonly build: 'module' | 'classic';
}

const CONDITIONS: readonly Condition[] = [
  {
    name: 'same site, no sandbox',
    site: 'own',
    variant: 'plain',
    facts: EVERYTHING,
    build: 'module',
  },
  {
    name: 'cross-site, no sandbox',
    site: 'other',
    variant: 'plain',
    facts: FOREIGN,
    build: 'module',
  },
  {
    name: 'cross-site, allow-scripts allow-same-origin',
    site: 'other',
    variant: 'plain',
    sandbox: 'allow-scripts allow-same-origin',
    facts: FOREIGN,
    build: 'module',
  },
  {
    name: 'opaque: allow-scripts alone',
    site: 'other',
    variant: 'plain',
    sandbox: 'allow-scripts',
    facts: OPAQUE,
    build: 'classic',
  },
  {
    name: 'opaque, files open to everybody',
    site: 'other',
    variant: 'open',
    sandbox: 'allow-scripts',
    facts: { ...OPAQUE, fetchOwnFile: 'ok', moduleScript: 'ok' },
    build: 'classic',
  },
  {
    name: 'strict policy, cross-site',
    site: 'other',
    variant: 'csp',
    facts: { ...FOREIGN, workerFromBlob: 'refused' },
    build: 'module',
  },
];

/** Where this Chromium keeps third-party storage open, it is closed by hand: the piece must live without. */
const closeForeignStorage = (page: Page) =>
  page.addInitScript(() => {
    if (window.parent === window || window.origin === 'null') return;
    const around = document.referrer;
    if (!around || new URL(around).hostname === window.location.hostname) return;
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
  });

function watch(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/favicon/.test(message.location().url))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return problems;
}

/** The piece has drawn itself and follows the keyboard. */
const use = (page: Page) => moveTo(pieceIn(page), 2);

for (const condition of CONDITIONS) {
  test(`works in a frame: ${condition.name}`, async ({ page }) => {
    await closeForeignStorage(page);
    const problems = watch(page);
    const address = hosts[condition.site](`/${condition.variant}/embed/${PIECE}`);
    const sandbox = condition.sandbox ? `sandbox="${condition.sandbox}"` : '';
    hosts.page(
      'frame',
      `<iframe id="piece" ${sandbox} src="${address}" width="800" height="700"></iframe>`,
    );
    await page.goto(hosts.own('/host/frame'));
    await use(page);
    const frame = await frameOf(page);
    const isModule = await frame.evaluate(() =>
      [...document.scripts].some(({ type }) => type === 'module'),
    );
    expect(isModule ? 'module' : 'classic').toBe(condition.build);
    expect(problems).toEqual([]);
    // What is refused here makes lines in the console.
    expect(await factsOf(frame)).toEqual(condition.facts);
  });
}

for (const [name, site, sandbox, facts] of [
  ['a frame of the platform', 'own', '', EVERYTHING],
  ['a frame of another site', 'other', '', FOREIGN],
  ['a sandbox without an origin', 'other', 'sandbox="allow-scripts"', OPAQUE],
] as const) {
  test(`a package of files runs in ${name}, one classic script and nothing else`, async ({
    page,
  }) => {
    await closeForeignStorage(page);
    const problems = watch(page);
    const content = servePackage(hosts, 'scorm12', PIECE);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    hosts.page(
      'lms',
      `<iframe id="piece" ${sandbox} src="${hosts[site](content)}" width="800" height="700"></iframe>`,
    );
    await page.goto(hosts.own('/host/lms'));
    await use(page);
    await expect(pieceIn(page).getByRole('status').last()).toContainText(
      site === 'own'
        ? 'Not connected to your course: your progress stays in this browser.'
        : 'Not saved: this browser keeps your progress only until the page is closed.',
      { timeout: 20_000 },
    );
    expect(requests.filter((path) => !/favicon/.test(path))).toEqual([
      '/host/lms',
      content,
      content.replace('index.html', 'podpath.js'),
    ]);
    expect(problems).toEqual([]);
    const probe = content.replace('/package/', '').replace('index.html', PROBE);
    hosts.files.set(probe, PROBE_SCRIPT);
    expect(await factsOf(await frameOf(page))).toEqual(facts);
  });
}

for (const { name, title } of lessonScenes().scenes.filter(
  ({ name }) => scriptOf(name) === PICTURES,
))
  test(`the script of pictures alone runs ${name}`, async ({ page }) => {
    const problems = watch(page);
    hosts.page(
      'lms',
      `<iframe id="piece" src="${hosts.own(servePackage(hosts, 'scorm12', name))}" width="900" height="800"></iframe>`,
    );
    await page.goto(hosts.own('/host/lms'));
    const scene = pieceIn(page).getByRole('region', { name: title });
    await expect(scene.locator('svg, table').first()).toBeVisible({ timeout: 40_000 });
    await expect(scene.getByRole('alert')).toHaveCount(0);
    expect(problems).toEqual([]);
  });

test('a site that forbids frames is not framed, and /embed of the same site is', async ({
  page,
}) => {
  hosts.page('two', `<iframe id="piece" src="${hosts.other('/private/embed/quiz')}"></iframe>`);
  await page.goto(hosts.own('/host/two'));
  await page.waitForTimeout(500);
  // what Chromium and what Firefox show instead of it
  expect((await frameOf(page)).url()).toMatch(/^(chrome-error:|about:neterror\?e=cspBlocked)/);
});
