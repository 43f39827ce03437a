/** An embedded piece in every kind of frame that a course may put it into: two sites, real Chromium. */
import { expect, type Frame, type Page, test } from '@playwright/test';
import { Hosts } from '../lms/hosts';
import { servePackage } from '../lms/package-files';
import { moveTo } from '../lms/piece';

let hosts: Hosts;
test.beforeAll(async () => {
  hosts = await new Hosts().start();
});
test.afterAll(() => hosts.stop());

const PIECE = 'clusterip-trace';

interface Condition {
  readonly name: string;
  /** as the child sees the page around it */
  readonly site: 'own' | 'other';
  readonly variant: 'plain' | 'csp' | 'open';
  readonly sandbox?: string;
  readonly storage: 'ok' | 'throws';
  readonly build: 'module' | 'classic';
}

const CONDITIONS: readonly Condition[] = [
  { name: 'same site, no sandbox', site: 'own', variant: 'plain', storage: 'ok', build: 'module' },
  {
    name: 'cross-site, no sandbox',
    site: 'other',
    variant: 'plain',
    storage: 'throws',
    build: 'module',
  },
  {
    name: 'cross-site, allow-scripts allow-same-origin',
    site: 'other',
    variant: 'plain',
    sandbox: 'allow-scripts allow-same-origin',
    storage: 'throws',
    build: 'module',
  },
  {
    name: 'opaque: allow-scripts alone',
    site: 'other',
    variant: 'plain',
    sandbox: 'allow-scripts',
    storage: 'throws',
    build: 'classic',
  },
  {
    name: 'opaque, files open to everybody',
    site: 'other',
    variant: 'open',
    sandbox: 'allow-scripts',
    storage: 'throws',
    build: 'classic',
  },
  {
    name: 'strict policy, cross-site',
    site: 'other',
    variant: 'csp',
    storage: 'throws',
    build: 'module',
  },
];

/** Where this Chromium keeps third-party storage open, it is closed by hand: the piece must live without. */
const closeForeignStorage = (page: Page) =>
  page.addInitScript(() => {
    if (window.parent === window || window.origin === 'null') return;
    if (new URL(document.referrer || window.location.href).hostname === window.location.hostname)
      return;
    for (const name of ['localStorage', 'sessionStorage'])
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

async function frameOf(page: Page): Promise<Frame> {
  const handle = await page.locator('#piece').elementHandle();
  const frame = await handle?.contentFrame();
  if (!frame) throw new Error('the page has no frame');
  return frame;
}

/** The piece has drawn itself and follows the keyboard. */
const use = (page: Page) => moveTo(page.frameLocator('#piece'), 2);

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
    const facts = await frame.evaluate(() => {
      const attempt = (read: () => unknown): string => {
        try {
          read();
          return 'ok';
        } catch {
          return 'throws';
        }
      };
      const isModule = [...document.scripts].some((script) => script.type === 'module');
      return {
        storage: attempt(() => window.localStorage),
        build: isModule ? 'module' : 'classic',
      };
    });
    expect(facts).toEqual({ storage: condition.storage, build: condition.build });
    expect(problems).toEqual([]);
  });
}

for (const [name, site, sandbox] of [
  ['a frame of the platform', 'own', ''],
  ['a frame of another site', 'other', ''],
  ['a sandbox without an origin', 'other', 'sandbox="allow-scripts"'],
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
    await expect(page.frameLocator('#piece').getByRole('status').last()).toContainText(
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
  });
}

test('a site that forbids frames is not framed, and /embed of the same site is', async ({
  page,
}) => {
  hosts.page('two', `<iframe id="piece" src="${hosts.other('/private/embed/quiz')}"></iframe>`);
  await page.goto(hosts.own('/host/two'));
  await page.waitForTimeout(500);
  expect((await frameOf(page)).url()).toContain('chrome-error');
});
