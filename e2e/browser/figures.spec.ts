import { expect, type Page } from '@playwright/test';
import { test } from './watched';
import { openLesson, scene } from './page';

const CLUSTERIP = 'A request to the ClusterIP, there and back';
const NETWORKS = 'Three networks in one cluster';

/** Counts what React commits, also in a production build: the hook that its developer tools use. */
async function countCommits(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counter = { commits: 0 };
    Object.assign(window, {
      commitCounter: counter,
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        isDisabled: false,
        supportsFiber: true,
        renderers: new Map(),
        inject: () => 1,
        onCommitFiberRoot: () => {
          counter.commits += 1;
        },
        onCommitFiberUnmount: () => {},
        onPostCommitFiberRoot: () => {},
      },
    });
  });
  return () =>
    page.evaluate(
      () => (window as unknown as { commitCounter: { commits: number } }).commitCounter.commits,
    );
}

test('a hop costs at most two commits, and its animation none', async ({ page }) => {
  const commits = await countCommits(page);
  await openLesson(page, '?clusterip-trace=hop:3');
  const region = await scene(page, CLUSTERIP);
  const next = region.getByRole('button', { name: 'Step forward' });
  await expect(next).toBeVisible();
  await page.waitForTimeout(1500);
  for (let hop = 4; hop < 8; hop += 1) {
    const before = await commits();
    await next.click();
    await expect(region.getByRole('slider').first()).toHaveAttribute('aria-valuenow', `${hop + 1}`);
    const after = await commits();
    expect(after - before).toBeGreaterThan(0);
    expect(after - before).toBeLessThanOrEqual(2);
    await page.waitForTimeout(700);
    expect((await commits()) - after).toBe(0);
  }
});

/** The properties of each movement that the page has begun. */
async function watchMoves(page: Page): Promise<() => Promise<readonly string[][]>> {
  await page.addInitScript(() => {
    const moves: string[][] = [];
    Object.assign(window, { moves });
    const original = Element.prototype.animate;
    Element.prototype.animate = function animate(keyframes, options) {
      moves.push((keyframes as Keyframe[]).flatMap((frame) => Object.keys(frame)));
      return original.call(this, keyframes, options);
    };
  });
  return () => page.evaluate(() => (window as unknown as { moves: string[][] }).moves);
}

test('the packet moves by transform alone', async ({ page }) => {
  const moves = await watchMoves(page);
  await openLesson(page, '?clusterip-trace=hop:3');
  const region = await scene(page, CLUSTERIP);
  await expect(region.getByTestId('packet')).toBeVisible();
  await region.getByRole('button', { name: 'Step forward' }).click();
  await expect.poll(async () => (await moves()).length).toBeGreaterThan(0);
  expect([...new Set((await moves()).flat())].toSorted()).toEqual(['offset', 'transform']);
});

test('the packet is where it goes at once where motion is reduced', async ({ page }) => {
  const moves = await watchMoves(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openLesson(page, '?clusterip-trace=hop:3');
  const region = await scene(page, CLUSTERIP);
  const packet = region.getByTestId('packet');
  await expect(packet).toBeVisible();
  const before = await packet.boundingBox();
  await region.getByRole('button', { name: 'Step forward' }).click();
  await expect(region.getByRole('slider').first()).toHaveAttribute('aria-valuenow', '5');
  await expect.poll(() => packet.boundingBox()).not.toEqual(before);
  expect(await moves()).toEqual([]);
});

test('the whole figure answers to arrow keys, Home, End and the space bar', async ({ page }) => {
  await openLesson(page);
  const region = await scene(page, CLUSTERIP);
  const slider = region.getByRole('slider').first();
  await region.getByRole('group', { name: 'This hop' }).focus();
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuenow', '78');
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuenow', '1');
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuenow', '2');
  await page.keyboard.press('Space');
  await expect(region.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(region.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('a byte marks its field, and a field marks its bytes', async ({ page }) => {
  await openLesson(page, '?clusterip-trace=hop:5');
  const region = await scene(page, CLUSTERIP);
  await region.getByRole('button', { name: 'Bytes and fields' }).click();
  const bytes = region.getByRole('slider', { name: 'Byte under the cursor' });
  await bytes.focus();
  await page.keyboard.press('ArrowDown');
  await expect(bytes).toHaveAttribute('aria-valuetext', /byte 16, .*Destination Address: 10\.244/);
  await region.getByRole('button', { name: /^Time to Live/ }).focus();
  await expect(bytes).toHaveAttribute('aria-valuetext', /byte 8, Time to Live/);
});

test('the why-chain opens the command that shows the rule', async ({ page }) => {
  await openLesson(page, '?clusterip-trace=hop:5');
  const region = await scene(page, CLUSTERIP);
  await region
    .getByRole('list', { name: 'Why' })
    .getByRole('button', { name: /^iptables -t nat -S KUBE-SEP/ })
    .click();
  await expect(region.getByRole('figure', { name: /iptables -t nat -S KUBE-SEP/ })).toContainText(
    '--to-destination 10.244.1.8:8080',
  );
});

test('a network that is switched off can no longer be pointed at', async ({ page }) => {
  await openLesson(page);
  const region = await scene(page, NETWORKS);
  const chip = region.getByRole('button', { name: 'my-service 10.96.0.42' });
  await expect(chip).toBeVisible();
  await region.getByRole('checkbox', { name: /service network/ }).press('Space');
  await expect(chip).toHaveCount(0);
  await region.getByRole('checkbox', { name: /service network/ }).press('Space');
  await expect(chip).toBeVisible();
});

test('an address pointed at is marked in the pictures and in the text', async ({ page }) => {
  await openLesson(page);
  const region = await scene(page, NETWORKS);
  await region.getByRole('button', { name: 'pod-c 10.244.1.8' }).focus();
  const marked = await page
    .locator('[data-spot]')
    .evaluateAll((elements) => elements.map((element) => element.tagName.toLowerCase()));
  expect(marked).toContain('g');
  expect(marked).toContain('code');
});

test('choosing a layer makes the other layers step back in every picture', async ({ page }) => {
  await openLesson(page, '?osi-map=layer:4');
  await scene(page, 'OSI layers against Kubernetes');
  const region = await scene(page, CLUSTERIP);
  const opacity = (layer: number) =>
    region
      .getByRole('slider')
      .locator(`g[data-osi="${layer}"]`)
      .first()
      .evaluate((element) => getComputedStyle(element).opacity);
  await expect.poll(() => opacity(2)).toBe('0.22');
  expect(await opacity(4)).toBe('1');
});

test('on a wide screen a figure fits one screen of 900 px', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await openLesson(page);
  for (const name of [CLUSTERIP, NETWORKS]) {
    const region = await scene(page, name);
    await expect(region.getByRole('img').or(region.getByRole('slider')).first()).toBeVisible();
    await page.waitForTimeout(500);
    expect((await region.boundingBox())?.height ?? 9999).toBeLessThan(900);
  }
});
