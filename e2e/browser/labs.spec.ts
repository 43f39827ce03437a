import { expect, type Locator } from '@playwright/test';
import { test } from './watched';
import { openLesson, scene, typeOver } from './page';

const TROUBLE = 'Your turn: a broken cluster';
const CHECKS = [
  /See it for yourself/,
  /1\. Does the pod network/,
  /2\. Does the pod accept/,
  /3\. Does the Service lead/,
  /4\. Does the application/,
  /5\. Does the name/,
  /6\. Who stands/,
] as const;

const check = (region: Locator, index: number) =>
  region.getByRole('region', { name: 'Checks' }).getByRole('button', { name: CHECKS[index] });
const suspects = (region: Locator) =>
  region.getByRole('region', { name: 'Suspects by layer' }).getByRole('button');

test('two dealt faults are diagnosed with the keyboard', async ({ page }) => {
  await openLesson(page);
  const region = await scene(page, TROUBLE);
  for (let round = 0; round < 2; round += 1) {
    await region.getByRole('button', { name: 'Deal me a broken cluster' }).press('Enter');
    for (const index of [1, 2, 3, 5, 6, 0, 0, 0]) await check(region, index).press('Enter');
    await expect(region.getByText(/\d+ of 11 possible/)).toBeVisible();
    const possible = suspects(region).filter({ hasNotText: 'out:' });
    const count = await possible.count();
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(5);
    const verdict = region.getByRole('region', { name: 'The cause' });
    for (let index = 0; index < count; index += 1) {
      if (await verdict.isVisible()) break;
      await possible.nth(index).press('Enter');
    }
    await expect(verdict).toBeVisible();
    const fix = region.getByRole('button', { name: 'Apply the fix' });
    if (await fix.isVisible()) {
      await fix.press('Enter');
      await expect(region.getByText(/The request of the ticket now: 200 6000 bytes/)).toBeVisible();
    }
    await region.getByRole('button', { name: 'All tickets' }).press('Enter');
  }
});

test('a case number opens the same case for everybody and names no cause', async ({ page }) => {
  await openLesson(page, '?troubleshoot=case:1009');
  const region = await scene(page, TROUBLE);
  await expect(region.getByText('Every request to my-service hangs')).toBeVisible();
  await check(region, 2).press('Enter');
  await expect(region.getByText('timed out: Operation now in progress')).toBeVisible();
  await expect(page).toHaveURL(/troubleshoot=case:1009,runs:2,wrong:-,stage:checking/);
  expect(page.url()).not.toMatch(/policy|drop/i);
  await page.reload();
  const again = await scene(page, TROUBLE);
  await expect(again.getByText('timed out: Operation now in progress')).toBeVisible();
});

test('a wrong cause is answered with the look that rules it out', async ({ page }) => {
  await openLesson(page, '?troubleshoot=case:1009,runs:1');
  const region = await scene(page, TROUBLE);
  await suspects(region).filter({ hasText: 'No backend is ready' }).press('Enter');
  await expect(
    region.getByText(/then look 1 \(ping the pod\) would have said “answered”, and it said/),
  ).toBeVisible();
  await suspects(region).filter({ hasText: 'A NetworkPolicy drops' }).press('Enter');
  await region.getByRole('button', { name: 'Apply the fix' }).press('Enter');
  await expect(
    region.getByRole('figure', { name: 'What changed: NetworkPolicy default/lock-down' }),
  ).toContainText('- kind: NetworkPolicy');
});

test('back undoes one thing at a time, restart begins again, and a solved case stays solved', async ({
  page,
}) => {
  await openLesson(page, '?troubleshoot=case:1001');
  const region = await scene(page, TROUBLE);
  const back = region.getByRole('button', { name: 'Back', exact: true });
  await check(region, 6).press('Enter');
  await check(region, 2).press('Enter');
  await back.press('Enter');
  await expect(region.getByRole('navigation', { name: 'Looks so far' })).not.toContainText('2');
  await suspects(region).filter({ hasText: 'The Service selects nothing' }).press('Enter');
  await region.getByRole('button', { name: 'Apply the fix' }).press('Enter');
  await check(region, 6).press('Enter');
  await expect(region.getByText('workstation, after the fix')).toBeVisible();
  for (let step = 0; step < 3; step += 1) await back.press('Enter');
  await expect(region.getByRole('region', { name: 'The cause' })).toHaveCount(0);
  await region.getByRole('button', { name: 'Restart' }).press('Enter');
  await expect(region.getByText('Nothing has been run')).toBeVisible();
  await back.press('Enter');
  await expect(region.getByRole('button', { name: /case 1001.*solved/ })).toBeVisible();
  await page.reload();
  const again = await scene(page, TROUBLE);
  await expect(again.getByText('1 of 11 solved')).toBeVisible();
});

const LAB = 'The lab: the whole cluster';
const YAML = { name: 'YAML of the cluster' };

test('a bad manifest is named with line and way out, and the last good cluster goes on', async ({
  page,
}) => {
  await openLesson(page);
  const region = await scene(page, LAB);
  const text = region.getByRole('textbox', YAML);
  const good = await text.inputValue();
  await typeOver(text, good.replace('kind: Namespace', 'kind: Namespase'));
  await text.press('Control+Enter');
  await expect(region.getByText('Not applied: one problem.')).toBeVisible();
  await expect(
    region.getByText(/unknown kind "Namespase".*Did you mean "Namespace"/),
  ).toBeVisible();
  await region.getByRole('button', { name: /^✕ \d+:\d+$/ }).press('Enter');
  await expect(text).toBeFocused();
  const command = region.getByRole('textbox', { name: /^Command at/ });
  await typeOver(command, 'curl -s http://my-service:8080/health');
  await command.press('Enter');
  await expect(region.getByRole('log')).toContainText('"pod":');
  await typeOver(text, '<script>alert(1)</script>');
  await text.press('Control+Enter');
  await expect(region.getByText(/Not applied/)).toBeVisible();
  await region.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(text).toHaveValue(good);
  await expect(region.getByText(/Not applied/)).toHaveCount(0);
});

test('an edit of a label takes a pod out of its Service', async ({ page }) => {
  await openLesson(page, '?lab=start:troubleshoot');
  const region = await scene(page, LAB);
  const command = region.getByRole('textbox', { name: 'Command at workstation' });
  await command.press('Enter');
  await expect(region.getByRole('log')).toContainText('10.244.1.8');
  const text = region.getByRole('textbox', YAML);
  const good = await text.inputValue();
  await typeOver(text, good.replace('app: my-service', 'app: other'));
  await region.getByRole('button', { name: 'Apply' }).press('Enter');
  await command.press('ArrowUp');
  await expect(command).toHaveValue(/endpointslices/);
  await command.press('Enter');
  await expect(region.getByRole('log')).toContainText('8080 10.244.1.8,10.244.2.7');
});

test('the lab shows what a command sent, and an unknown command prints what is known', async ({
  page,
}) => {
  await openLesson(page);
  const link = page
    .getByRole('region', { name: 'VXLAN and plain routes, side by side' })
    .getByRole('link', { name: 'Open this cluster in the lab' });
  await link.press('Enter');
  await expect(page).toHaveURL(/lab=start:vxlan-vs-bgp/);
  const region = await scene(page, LAB);
  const command = region.getByRole('textbox', { name: /^Command at/ });
  await expect(command).toHaveValue('ping -c 1 -M do -s 1423 10.244.1.8');
  await typeOver(command, 'frobnicate');
  await command.press('Enter');
  await expect(region.getByRole('log')).toContainText('Known here: bridge cat curl');
  await region.getByRole('button', { name: 'Send' }).press('Enter');
  await expect(region.getByRole('slider')).toBeVisible();
});

test('a draft survives a reload, and a broken case can be taken to the lab', async ({ page }) => {
  await openLesson(page, '?troubleshoot=case:1001');
  const region = await scene(page, LAB);
  const text = region.getByRole('textbox', YAML);
  await typeOver(text, 'kind: Pood');
  await (await scene(page, TROUBLE))
    .getByRole('link', { name: 'Take it to the lab' })
    .press('Enter');
  await expect(page).toHaveURL(/lab=start:troubleshoot,case:1001/);
  const again = await scene(page, LAB);
  await expect(again.getByRole('textbox', YAML)).toHaveValue('kind: Pood');
  await expect(again.getByText(/Not applied/)).toBeVisible();
  await again.getByRole('textbox', { name: 'Command at workstation' }).press('Enter');
  await expect(again.getByRole('log')).toContainText('<unset>');
  await again.getByRole('button', { name: 'Reset' }).press('Enter');
  await expect(again.getByText(/Not applied/)).toHaveCount(0);
});

const CROSSING = 'VXLAN and plain routes, side by side';

test('presets and sliders compute an outcome in both lanes, and a link shows the same', async ({
  page,
}) => {
  await openLesson(page);
  const region = await scene(page, CROSSING);
  const overlay = region.getByRole('region', { name: 'VXLAN overlay' });
  const plain = region.getByRole('region', { name: 'plain routes (BGP)' });
  await region.getByRole('button', { name: 'black hole' }).press('Enter');
  await expect(overlay).toContainText('lost without a word');
  await expect(plain).toContainText('arrives whole');
  await region.getByRole('checkbox', { name: /filtered/ }).press('Space');
  await expect(overlay).toContainText('the sender is told');
  await region.getByRole('checkbox', { name: /fragment/ }).press('Space');
  await expect(overlay).toContainText('arrives in pieces');
  const slider = region.getByRole('slider', { name: 'Position of both packets' });
  await slider.press('Home');
  for (let step = 0; step < 9; step += 1) await slider.press('ArrowRight');
  await expect(page).toHaveURL(/vxlan-vs-bgp=hop:9,payload:1472,pod:1500,node:1500,df:0,quiet:0/);
  const told = await slider.getAttribute('aria-valuetext');
  await page.reload();
  const again = await scene(page, CROSSING);
  await expect(again.getByRole('slider', { name: 'Position of both packets' })).toHaveAttribute(
    'aria-valuetext',
    told ?? '',
  );
});

test('the overlay and the plain routes fit one screen of 1440 by 900', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await openLesson(page);
  const region = await scene(page, CROSSING);
  await expect(region.getByRole('slider', { name: 'Position of both packets' })).toBeVisible();
  const box = await region.boundingBox();
  expect(box?.height ?? 999).toBeLessThanOrEqual(840);
});

const DICE = 'The dice of a Service';

test('replicas rewrite the rules down to one REJECT', async ({ page }) => {
  await openLesson(page, '?service-rules=replicas:10,pick:2');
  const region = await scene(page, DICE);
  const rules = region.getByRole('region', { name: 'The rules' });
  await expect(rules).toContainText('--probability 0.10000000009');
  const slider = region.getByRole('slider', { name: /Backends/ });
  await slider.press('Home');
  await expect(rules).toContainText('-j REJECT --reject-with icmp-port-unreachable');
  await slider.press('ArrowRight');
  await expect(region.getByText('every one', { exact: true })).toBeVisible();
});
