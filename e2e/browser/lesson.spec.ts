import { expect } from '@playwright/test';
import { test } from './watched';
import { openLesson, scene } from './page';

test('the lesson opens without errors and asks no other origin', async ({ page }) => {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1')) problems.push(`request to ${request.url()}`);
  });
  await openLesson(page);
  await scene(page, 'A request to the ClusterIP, there and back');
  expect(problems).toEqual([]);
});

test('every terminal of the text holds output of the simulator', async ({ page }) => {
  await openLesson(page);
  await expect(page.getByRole('figure', { name: /kubectl get nodes -o wide/ })).toContainText(
    '203.0.113.10',
  );
  await expect(page.getByRole('figure', { name: /conntrack -L -d/ })).toContainText(
    'dst=10.96.0.42',
  );
});

test('focus alone shows what each part of the three networks is', async ({ page }) => {
  await openLesson(page);
  const region = await scene(page, 'Three networks in one cluster');
  await region.getByRole('button', { name: /my-service 10\.96\.0\.42/ }).focus();
  await expect(region.getByText('no interface holds it')).toBeVisible();
  await region.getByRole('button', { name: /pod-a 10\.244\.0\.5/ }).focus();
  await expect(region.getByText('eth0 of default/pod-a', { exact: true })).toBeVisible();
});

test('the search for the ClusterIP looks everywhere and fails', async ({ page }) => {
  await openLesson(page);
  const region = await scene(page, 'Three networks in one cluster');
  await region.getByRole('button', { name: 'Find the ClusterIP' }).press('Enter');
  await expect(
    region.getByText(/interfaces of all nodes and pods searched: none of them holds 10\.96\.0\.42/),
  ).toBeVisible({ timeout: 20_000 });
});

test('VXLAN and BGP share one scrubber that the keyboard moves', async ({ page }) => {
  await openLesson(page);
  const region = await scene(page, 'VXLAN and plain routes, side by side');
  const slider = region.getByRole('slider', { name: 'Position of both packets' });
  await slider.press('End');
  await expect(slider).toHaveAttribute(
    'aria-valuetext',
    /VXLAN overlay: .*pod-c.*plain routes \(BGP\): .*pod-c/,
  );
  const last = Number(await slider.inputValue());
  await slider.press('ArrowLeft');
  expect(Number(await slider.inputValue())).toBeLessThan(last);
});

test('one byte too much changes the outcome in the overlay and not on plain routes', async ({
  page,
}) => {
  await openLesson(page, '?vxlan-vs-bgp=payload:1423');
  const region = await scene(page, 'VXLAN and plain routes, side by side');
  await expect(region.getByRole('region', { name: 'VXLAN overlay' })).toContainText(
    'never leaves the pod',
  );
  await expect(region.getByRole('region', { name: 'plain routes (BGP)' })).toContainText(
    'arrives whole',
  );
});

test('the ClusterIP trace steps forward and back, and its address opens the same hop', async ({
  page,
}) => {
  await openLesson(page);
  const region = await scene(page, 'A request to the ClusterIP, there and back');
  const slider = region.getByRole('slider');
  await slider.press('Home');
  for (let step = 0; step < 5; step += 1) await slider.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', /rewrites the destination/);
  await region.getByRole('button', { name: 'Step back' }).press('Enter');
  await expect(slider).toHaveAttribute('aria-valuenow', '5');
  await slider.press('ArrowRight');
  await expect(page).toHaveURL(/clusterip-trace=hop:5/);
  await page.reload();
  const again = await scene(page, 'A request to the ClusterIP, there and back');
  await expect(again.getByRole('slider')).toHaveAttribute(
    'aria-valuetext',
    /rewrites the destination/,
  );
});

test('replicas rewrite the rules, and a dead backend refuses its share', async ({ page }) => {
  await openLesson(page, '?service-rules=dead:1,probe:0');
  const region = await scene(page, 'The dice of a Service');
  await region.getByRole('button', { name: 'Send 300 requests' }).press('Enter');
  const status = region.getByText(/\d+ answered, \d+ refused/);
  await expect(status).toBeVisible();
  const refused = Number(/(\d+) refused/.exec((await status.textContent()) ?? '')?.[1]);
  expect(refused).toBeGreaterThan(60);
  expect(refused).toBeLessThan(140);
  await region.getByRole('checkbox', { name: /readiness probe/ }).press('Space');
  await expect(region.getByText('300 answered, 0 refused')).toBeVisible();
});

test('a damaged link gives a notice and the page still works', async ({ page }) => {
  await openLesson(page, '?clusterip-trace=hop:%3Cscript%3E');
  await scene(page, 'A request to the ClusterIP, there and back');
  await expect(page.getByRole('status').filter({ hasText: 'damaged position' })).toBeVisible();
});

for (const width of [320, 360, 768, 1440]) {
  test(`nothing scrolls sideways at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await openLesson(page);
    for (const name of [
      'Three networks in one cluster',
      'VXLAN and plain routes, side by side',
      'A request to the ClusterIP, there and back',
    ])
      await scene(page, name);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
  });
}
