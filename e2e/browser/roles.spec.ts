/** What a screen reader gets of every interactive piece: all that can be operated has a role and a name. */
import { expect, type Locator } from '@playwright/test';
import { openLesson, scene } from './page';
import { openQuiz } from './quiz-page';
import { test } from './watched';

const OPERATED =
  /^(button|link|checkbox|radio|combobox|textbox|spinbutton|slider|option|tab|switch|searchbox|menuitem)\b/;

/** Lines of the accessibility tree of what can be operated; each has its role and, in quotes, its name. */
async function expectNames(region: Locator): Promise<void> {
  const tree = await region.ariaSnapshot();
  const operated = tree
    .split('\n')
    .map((line) => line.trim().replace(/^- '?/, ''))
    .filter((role) => OPERATED.test(role));
  expect(operated.length).toBeGreaterThan(2);
  expect(operated.filter((role) => !/^\w+ ["/]/.test(role))).toEqual([]);
}

const PIECES = {
  'three-networks': ['Three networks in one cluster', ''],
  'osi-map': ['OSI layers against Kubernetes', '?osi-map=layer:4'],
  'walk-same-node': ['pod-a to pod-b on one node', '?walk-same-node=hop:3'],
  'walk-cross-node': ['pod-a to pod-c across the cable', '?walk-cross-node=hop:8'],
  'vxlan-vs-bgp': ['VXLAN and plain routes, side by side', '?vxlan-vs-bgp=payload:1423'],
  'service-rules': ['The dice of a Service', '?service-rules=dead:1,probe:0'],
  'clusterip-trace': ['A request to the ClusterIP, there and back', '?clusterip-trace=hop:5'],
  troubleshoot: ['Your turn: a broken cluster', '?troubleshoot=case:1009'],
  lab: ['The lab: the whole cluster', ''],
} as const;

for (const [name, [title, query]] of Object.entries(PIECES))
  test(`${name}: everything that can be operated has a role and a name`, async ({ page }) => {
    await openLesson(page, query);
    const region = await scene(page, title);
    await expect(region.getByRole('button').or(region.getByRole('radio')).first()).toBeVisible();
    await expectNames(region);
  });

test('the quiz: everything that can be operated has a role and a name', async ({ page }) => {
  await expectNames(await openQuiz(page));
});
