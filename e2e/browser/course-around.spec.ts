/** What surrounds a piece that was taken out of the site: links, pass mark, and a page that wants it to stand still. */
import { expect, type FrameLocator, type Locator, type Page, test } from '@playwright/test';
import { Hosts } from '../lms/hosts';
import { servePackage } from '../lms/package-files';
import { BEGIN_MILLISECONDS, moveTo, sliderIn } from '../lms/piece';

let hosts: Hosts;
test.beforeAll(async () => {
  hosts = await new Hosts().start();
});
test.afterAll(() => hosts.stop());

const quizIn = (place: Page | FrameLocator) =>
  place.getByRole('region', { name: 'Quiz', exact: true });

async function skipAll(quiz: Locator): Promise<void> {
  const title = await quiz.getByRole('heading', { name: /^Question 1 of/ }).innerText();
  const count = Number(/of (\d+)/.exec(title)?.[1]);
  for (let index = 1; index <= count; index += 1) {
    await expect(quiz.getByRole('heading', { name: `Question ${index} of` })).toBeVisible();
    await quiz.getByRole('button', { name: 'Skip for now' }).press('Enter');
  }
}

interface Link {
  readonly href: string;
  readonly target: string;
  readonly isThere: boolean;
}

const linksOf = (page: Page): Promise<readonly Link[]> =>
  page.locator('.course-piece a[href]').evaluateAll((links) =>
    (links as HTMLAnchorElement[]).map((link) => ({
      href: link.href,
      target: link.target,
      isThere:
        link.getAttribute('href')?.startsWith('#') === true &&
        document.querySelector(link.hash) !== null,
    })),
  );

for (const piece of ['quiz', 'lesson', 'troubleshoot'] as const) {
  test(`links of ${piece} lead to pages of the site, in a tab of their own`, async ({ page }) => {
    await page.goto(hosts.own(`/plain/embed/${piece}?chrome=none`));
    await expect(page.locator('.course-piece .scene, .course-piece .quiz').first()).toBeVisible({
      timeout: BEGIN_MILLISECONDS,
    });
    const links = await linksOf(page);
    if (piece !== 'troubleshoot') expect(links.length).toBeGreaterThan(0);
    for (const { href, target, isThere } of links) {
      if (isThere) continue;
      expect([href, target]).toEqual([href, '_blank']);
      if (!href.startsWith(hosts.own('/'))) continue;
      const answer = await page.request.get(href);
      expect([href, answer.status()]).toEqual([href, 200]);
    }
  });

  test(`a package with ${piece} has no link that leads nowhere`, async ({ page }) => {
    await page.goto(hosts.own(servePackage(hosts, 'scorm12', piece)));
    await expect(page.locator('.course-piece .scene, .course-piece .quiz').first()).toBeVisible({
      timeout: BEGIN_MILLISECONDS,
    });
    const dead = (await linksOf(page)).filter(
      ({ href, isThere }) => !isThere && href.startsWith(hosts.own('/')),
    );
    expect(dead).toEqual([]);
  });
}

test('the quiz at the end of an embedded lesson is alive', async ({ page }) => {
  await page.goto(hosts.own('/plain/embed/lesson?step=quiz'));
  const quiz = quizIn(page);
  await expect(quiz.getByRole('button', { name: 'Practise' })).toBeVisible({
    timeout: BEGIN_MILLISECONDS,
  });
  await quiz.getByRole('button', { name: 'Practise' }).press('Enter');
  await expect(quiz.getByRole('heading', { name: /^Question 1 of/ })).toBeVisible();
});

test('a section below another one can be begun at', async ({ page }) => {
  await page.goto(hosts.own('/plain/embed/lesson?step=mtu'));
  await expect(page.getByRole('heading', { name: 'What the wrapping costs' })).toBeInViewport({
    timeout: BEGIN_MILLISECONDS,
  });
});

test('the pass mark of the course holds for every paper', async ({ page }) => {
  await page.goto(hosts.own('/plain/embed/quiz?pass=0.55'));
  const quiz = quizIn(page);
  await expect(quiz.getByText('55 % are needed to pass.')).toBeVisible({
    timeout: BEGIN_MILLISECONDS,
  });
  for (const begin of ['Begin', /^Take paper/]) {
    await quiz.getByRole('button', { name: begin }).press('Enter');
    await expect(quiz.getByRole('heading', { name: /^Question 1 of/ })).toBeVisible();
    await skipAll(quiz);
    await quiz.getByRole('button', { name: 'Hand in' }).press('Enter');
    await expect(quiz.getByText('55 % were needed')).toBeVisible();
  }
});

test('a picture stands still while its page wants it to, and plays on afterwards', async ({
  page,
}) => {
  hosts.page(
    'pause',
    `<script>addEventListener('message', ({ source, data }) => {
      if (data && data.type === 'hello') source.postMessage({ podpath: 1, type: 'init', data: { caps: [], state: null, theme: null } }, '*');
    });
    window.tell = (type) => document.querySelector('iframe').contentWindow.postMessage({ podpath: 1, type, data: {} }, '*');</script>
    <iframe id="piece" src="${hosts.other('/plain/embed/clusterip-trace')}" width="900" height="700"></iframe>`,
  );
  await page.goto(hosts.own('/host/pause'));
  const piece = page.frameLocator('#piece');
  const at = async () => Number(await sliderIn(piece).getAttribute('aria-valuenow'));
  const tell = (type: string) => page.evaluate(`tell('${type}')`);
  await moveTo(piece, 1);
  await piece.getByRole('button', { name: 'Play' }).first().press('Enter');
  await expect.poll(at, { timeout: 20_000 }).toBeGreaterThan(1);
  await tell('pause');
  await expect(piece.getByRole('button', { name: 'Play' }).first()).toBeVisible();
  const stood = await at();
  await page.waitForTimeout(2_000);
  expect(await at()).toBe(stood);
  await tell('resume');
  await expect.poll(at, { timeout: 20_000 }).toBeGreaterThan(stood);
});
