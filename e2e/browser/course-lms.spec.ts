/** Packages in a learning platform: scorm-again as its run-time and a strict judge beside it. */
import { expect, type FrameLocator, type Page, test } from '@playwright/test';
import { judge } from '../../src/course/testdata/judge';
import { Hosts } from '../lms/hosts';
import { kill } from '../lms/kill';
import { moveTo as moveIn } from '../lms/piece';
import { lmsPage, type LmsOptions, type RecordedCall } from '../lms/lms-page';
import { servePackage } from '../lms/package-files';

let hosts: Hosts;
test.beforeAll(async () => {
  hosts = await new Hosts().start();
});
test.afterAll(() => hosts.stop());

const PIECE = 'clusterip-trace';
const VERSIONS = ['scorm12', 'scorm2004'] as const;

function launch(options: Omit<LmsOptions, 'content'>, headers?: Record<string, string>): string {
  const content = servePackage(hosts, options.version, PIECE);
  hosts.page('lms', lmsPage({ ...options, content }), headers);
  return hosts.own('/host/lms');
}

const pieceIn = (page: Page): FrameLocator => page.frameLocator('#piece');
const calls = (page: Page): Promise<readonly RecordedCall[]> =>
  page.evaluate(() => (window as unknown as { calls: RecordedCall[] }).calls);
const store = (page: Page): Promise<Readonly<Record<string, string>>> =>
  page.evaluate(() => (window as unknown as { store: Record<string, string> }).store);

const moveTo = (page: Page, hop: number) => moveIn(pieceIn(page), hop);

const expectSaved = (page: Page) =>
  expect(pieceIn(page).getByText('Saved in your course.')).toBeVisible({ timeout: 20_000 });

for (const version of VERSIONS) {
  test.describe(version, () => {
    test('the position survives a killed tab, and the strict judge has nothing to say', async ({
      context,
    }) => {
      const address = launch({ version });
      const first = await context.newPage();
      await first.goto(address);
      await moveTo(first, 5);
      await expectSaved(first);
      await expect(async () =>
        expect((await store(first))['cmi.suspend_data']).toContain('hop:4'),
      ).toPass({ timeout: 15_000 });
      const recorded = await calls(first);
      // Killed, not closed: no event of leaving runs.
      await kill(first);
      const again = await context.newPage();
      await again.goto(address);
      const slider = pieceIn(again).getByRole('slider').first();
      await expect(slider).toHaveAttribute('aria-valuenow', '5', { timeout: 40_000 });
      expect(judge(version, recorded)).toEqual([]);
      expect(recorded.filter(({ result }) => String(result) === 'false')).toEqual([]);
    });

    test('opening and closing leaves the attempt incomplete', async ({ page }) => {
      await page.goto(launch({ version }));
      await expect(pieceIn(page).getByRole('slider').first()).toBeVisible({ timeout: 40_000 });
      const status = version === 'scorm12' ? 'cmi.core.lesson_status' : 'cmi.completion_status';
      expect((await store(page))[status]).toBe('incomplete');
      expect(Object.keys(await store(page)).filter((name) => /score/.test(name))).toEqual([]);
    });

    test('an API that appears two seconds late is waited for', async ({ page }) => {
      await page.goto(launch({ version, lateMilliseconds: 2_000 }));
      await expect(pieceIn(page).getByText('Connecting to your course …').first()).toBeVisible();
      await moveTo(page, 3);
      await expectSaved(page);
    });

    test('counts that are numbers, an empty mode and a name full of markup do no harm', async ({
      page,
    }) => {
      const name = '<img src=x onerror="window.pwned=1">';
      const given: Record<string, string> =
        version === 'scorm12' ? { 'core.student_name': name } : { learner_name: name };
      await page.goto(launch({ version, countsAreNumbers: true, given }));
      await moveTo(page, 3);
      await expectSaved(page);
      const frame = page.frames().find((entry) => entry.url().includes('/package/'));
      expect(await frame?.evaluate(() => 'pwned' in window)).toBe(false);
      expect(await frame?.evaluate(() => document.body.innerHTML.includes('onerror'))).toBe(false);
    });

    test('a launch for review writes nothing and says so', async ({ page }) => {
      const given: Record<string, string> =
        version === 'scorm12' ? { 'core.lesson_mode': 'review' } : { mode: 'review' };
      await page.goto(launch({ version, given }));
      await moveTo(page, 3);
      await expect(pieceIn(page).getByText('nothing that you do here is recorded')).toBeVisible();
      await page.waitForTimeout(2_500);
      expect((await calls(page)).filter(({ name }) => name === 'set')).toEqual([]);
    });

    test('the page is left: one Terminate, after a commit, without the unload event', async ({
      page,
    }) => {
      await page.goto(launch({ version }, { 'Permissions-Policy': 'unload=()' }));
      await moveTo(page, 4);
      await page.evaluate(() =>
        document.querySelector('#piece')?.setAttribute('src', 'about:blank'),
      );
      await expect(async () =>
        expect((await calls(page)).map(({ name }) => name)).toContain('terminate'),
      ).toPass();
      const recorded = await calls(page);
      expect(recorded.filter(({ name }) => name === 'terminate').length).toBe(1);
      expect(judge(version, recorded)).toEqual([]);
      expect((await store(page))['cmi.suspend_data']).toContain('hop:3');
    });

    test('an API that throws while the page goes away loses nothing that was shown as saved', async ({
      page,
    }) => {
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(launch({ version, throwsAtTheEnd: true }));
      await moveTo(page, 6);
      await expectSaved(page);
      await expect(async () =>
        expect((await store(page))['cmi.suspend_data']).toContain('hop:5'),
      ).toPass({ timeout: 15_000 });
      await page.goto(hosts.own('/host/lms'));
      const slider = pieceIn(page).getByRole('slider').first();
      await expect(slider).toHaveAttribute('aria-valuenow', '6', { timeout: 40_000 });
      expect(problems).toEqual([]);
    });
  });
}

for (const [kind, kept, line] of [
  ['foreign', 'viewed=1|lastviewedslide=4', 'not of Podpath'],
  ['future', '2.zz.q9', 'of a later version'],
  ['cut off', '1.abcdef.pclusterip-trace=hop:6|posi-ma', 'cut off'],
] as const) {
  test(`a kept state that is ${kind} is said calmly, and nothing of it is lost`, async ({
    page,
  }) => {
    await page.addInitScript((text) => {
      if (window !== window.top || localStorage.getItem('lms.scorm12')) return;
      localStorage.setItem('lms.scorm12', JSON.stringify({ 'cmi.suspend_data': text }));
    }, kept);
    await page.goto(launch({ version: 'scorm12' }));
    await expect(pieceIn(page).getByRole('status').filter({ hasText: line })).toBeVisible({
      timeout: 40_000,
    });
    await moveTo(page, 3);
    await expectSaved(page);
    const stored = (await store(page))['cmi.suspend_data'] ?? '';
    const { readState } = await import('../../src/course/saved-state');
    const { state } = readState(stored);
    if (kind !== 'cut off') expect(state.carried).toBe(kept);
    expect(state.pieces[PIECE]).toContain('hop:2');
  });
}
