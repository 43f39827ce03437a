/** axe finds nothing: on every page, in both themes, and in every kind of state that a piece can be brought to. */
import { readdirSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { readQuiz } from '../../src/authoring/quiz';
import { type Bank, type Question } from '../../src/quiz';
import { asOnPaper, axeViolations, openLesson, scene, typeOver } from './page';
import {
  answerByKeyboard,
  ONE_OF_EACH,
  openQuestion,
  openQuiz,
  variantOnScreen,
} from './quiz-page';
import { test } from './watched';

const ROUTES = readdirSync('dist', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.html'))
  .toSorted();
const THEMES = ['light', 'dark'] as const;
/** Many states, perhaps beside other work. */
const PATIENCE = 240_000;

/** axe over one part of the page in both themes; a state that fails is named, and the others are looked at all the same. */
async function look(page: Page, part: Locator, state: string): Promise<void> {
  // What lies under the bar at the top counts as hidden.
  await part.evaluate((element) => element.scrollIntoView());
  for (const theme of THEMES) {
    await page.evaluate((name) => {
      document.documentElement.dataset.theme = name;
    }, theme);
    await atRest(page);
    expect.soft([state, theme, ...(await axeViolations(page, part))]).toEqual([state, theme]);
  }
}

/** A colour on its way from one theme to the other has a contrast of its own. */
function atRest(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });
}

test.beforeEach(async ({ page }) => {
  test.setTimeout(PATIENCE);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

test('the build has its pages and one page for each piece', () => {
  expect(ROUTES).toEqual(expect.arrayContaining(['index.html', '404.html', 'embed/quiz.html']));
  expect(ROUTES.length).toBeGreaterThanOrEqual(19);
});

for (const file of ROUTES)
  for (const colorScheme of THEMES)
    test(`axe finds nothing on ${file} in the ${colorScheme} theme`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(`/${file}`);
      await page.waitForLoadState('networkidle');
      await expect(page.getByText('The cluster is starting')).toHaveCount(0);
      expect(await axeViolations(page)).toEqual([]);
    });

const CLUSTERIP = 'A request to the ClusterIP, there and back';
const DOORS = [/^Bytes and fields/, /^Rules looked at/, /^conntrack/, /^See it for/, /^As a list/];

test('axe finds nothing in any moment of the ClusterIP picture, and behind it', async ({
  page,
}) => {
  await openLesson(page, '?clusterip-trace=hop:0');
  const region = await scene(page, CLUSTERIP);
  const moments = region.getByRole('list', { name: 'The eight moments' }).getByRole('button');
  await expect(moments).toHaveCount(8);
  for (let moment = 1; moment < 8; moment += 1) {
    await moments.nth(moment).press('Enter');
    await look(page, region, `moment ${moment + 1}`);
  }
  await moments.nth(4).press('Enter');
  for (const door of DOORS) {
    await region.getByRole('button', { name: door }).press('Enter');
    await look(page, region, `open: ${door.source}`);
  }
  await region.getByRole('slider', { name: /position/ }).press('End');
  await look(page, region, 'the last hop');
});

/** What a piece is brought to by a link alone, or by a few steps from there. */
interface State {
  readonly query?: string;
  readonly steps?: (region: Locator, page: Page) => Promise<void>;
}

const press = (name: RegExp | string) => (region: Locator) =>
  region.getByRole('button', { name }).press('Enter');
const TROUBLE = 'Your turn: a broken cluster';
const ALL_LOOKS = 'runs:0123456';
const CHECKS = [1, 2, 3, 4, 5, 6].map((number): [string, State] => [
  `look ${number}`,
  { steps: press(new RegExp(String.raw`\b${number}\. (Does|Who)`)) },
]);

/** Under the title of each piece: its states, each named. A state without a link goes on from the one before it. */
const PIECES: Readonly<Record<string, Readonly<Record<string, State>>>> = {
  'Three networks in one cluster': {
    start: { query: '' },
    'a network off': {
      steps: (region) => region.getByRole('checkbox', { name: /service network/ }).press('Space'),
    },
    'a part chosen': { query: '?three-networks=part:default.pod-c' },
    searched: {
      steps: async (region) => {
        await press('Find the ClusterIP')(region);
        await expect(region.getByText(/none of them holds/)).toBeVisible();
      },
    },
  },
  'OSI layers against Kubernetes': {
    'every layer': { query: '' },
    'layer 2': { query: '?osi-map=layer:2' },
    'layer 7': { query: '?osi-map=layer:7' },
  },
  'pod-a to pod-b on one node': {
    bridge: { query: '?walk-same-node=hop:3' },
    routed: { query: '?walk-same-node=hop:3,cni:calico' },
    'ARP asks': { query: '?walk-same-node=hop:2,arp:cold' },
  },
  'pod-a to pod-c across the cable': {
    'in the tunnel': { query: '?walk-cross-node=hop:8' },
    'on plain routes': { query: '?walk-cross-node=hop:6,cni:calico' },
  },
  [CLUSTERIP]: {
    nftables: { query: '?clusterip-trace=hop:4,proxy:nftables' },
    'every packet': { query: '?clusterip-trace=hop:2,all:1' },
    'a ping without an answer': { query: '?clusterip-trace=hop:3,ask:ping' },
    playing: { query: '?clusterip-trace=hop:3', steps: press('Play') },
  },
  'VXLAN and plain routes, side by side': {
    'it fits': { query: '?vxlan-vs-bgp=hop:4' },
    'one byte too many': { query: '?vxlan-vs-bgp=hop:4,payload:1423' },
    'cut in two': { query: '?vxlan-vs-bgp=hop:9,payload:1472,pod:1500,node:1500,df:0,quiet:0' },
    'a black hole': { query: '?vxlan-vs-bgp=hop:9,payload:1472,pod:1500,node:1500,df:1,quiet:1' },
  },
  'The dice of a Service': {
    start: { query: '' },
    'one dead': { query: '?service-rules=sent:1,dead:1,probe:0,pick:1' },
    'none left, and the slice': {
      query: '?service-rules=replicas:0,sent:1',
      steps: (region) => region.getByText('See it for yourself').press('Enter'),
    },
  },
  [TROUBLE]: {
    inbox: { query: '' },
    'its causes': {
      steps: (region) => region.getByRole('checkbox', { name: /show the causes/ }).press('Space'),
    },
    'nothing run': { query: '?troubleshoot=case:1009' },
    ...Object.fromEntries(CHECKS),
    'two wrong suspects': { query: `?troubleshoot=case:1009,${ALL_LOOKS},wrong:ab` },
    'the cause': { steps: press(/A NetworkPolicy drops/) },
    mended: { steps: press('Apply the fix') },
    solved: { steps: press('All tickets') },
  },
};

for (const [title, states] of Object.entries(PIECES))
  test(`axe finds nothing in any state of ${title}`, async ({ page }) => {
    let region = page.locator('body');
    for (const [state, { query, steps }] of Object.entries(states)) {
      if (query !== undefined) {
        await openLesson(page, query);
        region = await scene(page, title);
        await expect(
          region.getByRole('button').or(region.getByRole('radio')).first(),
        ).toBeVisible();
      }
      await steps?.(region, page);
      await look(page, region, state);
    }
  });

test('axe finds nothing in the lab: output, an error, a bad manifest, what was sent', async ({
  page,
}) => {
  await openLesson(page, '?lab=start:troubleshoot,case:1001');
  const region = await scene(page, 'The lab: the whole cluster');
  const command = region.getByRole('textbox', { name: /^Command at/ });
  const type = async (text: string) => {
    await typeOver(command, text);
    await command.press('Enter');
  };
  await look(page, region, 'start');
  await type('kubectl get pods -o wide');
  await look(page, region, 'output');
  await type('frobnicate --all');
  await expect(region.getByText(/exit code/)).toBeVisible();
  await look(page, region, 'an error');
  await press('Send')(region);
  await expect(region.getByRole('slider')).toBeVisible();
  await look(page, region, 'sent');
  const manifest = region.getByRole('textbox', { name: 'YAML of the cluster' });
  await typeOver(manifest, 'kind: Pood');
  await manifest.press('Control+Enter');
  await expect(region.getByText(/Not applied/)).toBeVisible();
  await look(page, region, 'a bad manifest');
});

/** An answer that is not the key, where one is at hand. */
function wrongAnswer(question: Question) {
  if ('choices' in question) {
    const wrong = question.choices.find((choice) => !choice.correct);
    return { kind: 'choices', chosen: [wrong?.id ?? ''] } as const;
  }
  if (question.kind === 'number') return { kind: 'number', value: -1 } as const;
  return undefined;
}

let read: Bank | undefined;
const bank = (): Bank => {
  read ??= readQuiz();
  return read;
};

for (const [kind, id] of Object.entries(ONE_OF_EACH))
  test(`axe finds nothing in a question of the kind "${kind}", before and after its answer`, async ({
    page,
  }) => {
    let quiz = await openQuestion(page, id);
    let question = await variantOnScreen(quiz, bank(), id);
    await press('A hint')(quiz);
    await look(page, quiz, 'asked');
    const wrong = wrongAnswer(question);
    if (wrong) {
      await answerByKeyboard(quiz, question, wrong);
      await quiz.getByText('Show the answer').press('Enter');
      await look(page, quiz, 'wrong');
      quiz = await openQuestion(page, id);
      question = await variantOnScreen(quiz, bank(), id);
    }
    if (question.kind === 'repair') {
      await typeOver(quiz.getByRole('textbox', { name: 'The manifest' }), 'kind: [Service');
      await press('Apply it and run the request')(quiz);
      await expect(quiz.getByText(/line 1, column \d+: /)).toBeVisible();
      await look(page, quiz, 'unreadable');
    }
    await answerByKeyboard(quiz, question);
    await expect(quiz.getByText('Right.', { exact: true })).toBeVisible();
    await look(page, quiz, 'right');
  });

test('axe finds nothing in the quiz before it begins, and in a paper that was handed in', async ({
  page,
}) => {
  const quiz = await openQuiz(page);
  await quiz.getByText('Take your progress along').press('Enter');
  await quiz.getByLabel('Load a file').setInputFiles({
    name: 'notes.json',
    mimeType: 'application/json',
    buffer: Buffer.from('not json'),
  });
  await expect(quiz.getByText(/was not loaded/)).toBeVisible();
  await look(page, quiz, 'start, and a bad file');
  await typeOver(quiz.getByRole('spinbutton', { name: 'Number of the paper' }), '23');
  await press('Begin')(quiz);
  const paper = Array.from({ length: bank().objectives.length });
  for (const _question of paper) await press('Skip for now')(quiz);
  await look(page, quiz, 'ready to hand in');
  await press('Hand in')(quiz);
  await quiz.locator('details summary').first().press('Enter');
  await look(page, quiz, 'result');
});

test('axe finds nothing in the lesson with everything opened, answered and started, nor on paper', async ({
  page,
}) => {
  await openLesson(page, '?clusterip-trace=hop:%3Cscript%3E');
  await expect(page.getByRole('status').filter({ hasText: 'damaged position' })).toBeVisible();
  for (const title of Object.keys(PIECES)) await scene(page, title);
  const predictions = page.getByRole('region', { name: /^Predict: / });
  for (const prediction of await predictions.all()) {
    await prediction.scrollIntoViewIfNeeded();
    await prediction.getByRole('button').first().press('Enter');
    await expect(prediction.getByRole('status')).not.toBeEmpty();
  }
  await page.evaluate(() => {
    for (const folded of document.querySelectorAll('details')) folded.open = true;
  });
  const whole = page.locator('html');
  await look(page, whole, 'opened');
  await asOnPaper(page);
  await look(page, whole, 'on paper');
});

test('axe finds nothing in the palette, the map, the shortcuts, the settings and the word on a term', async ({
  page,
}) => {
  await openLesson(page);
  await page.waitForLoadState('networkidle');
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('option').first()).toBeVisible();
  await look(page, dialog, 'palette');
  await typeOver(page.getByRole('combobox', { name: /^Search/ }), 'veth');
  await expect(page.getByRole('option').first()).toBeVisible();
  await look(page, dialog, 'palette, found');
  await typeOver(page.getByRole('combobox', { name: /^Search/ }), 'xyzzy');
  await expect(page.getByText('Nothing here is called')).toBeVisible();
  await look(page, dialog, 'palette, nothing found');
  for (const key of ['m', '?']) {
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await page.keyboard.press(key);
    await expect(dialog).toBeVisible();
    await look(page, dialog, `the dialog of ${key}`);
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Settings' }).press('Enter');
  await expect(page.getByRole('radio', { name: 'dark' })).toBeVisible();
  await look(page, page.getByRole('dialog', { name: 'Settings' }), 'settings');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'veth pair' }).first().focus();
  await expect(page.getByRole('tooltip')).toBeVisible();
  await look(page, page.getByRole('tooltip'), 'a term');
});

test('axe finds nothing in the picture of the home page, at its first, middle and last hop', async ({
  page,
}) => {
  await page.goto('/');
  await page.waitForLoadState('networkidle');
  const picture = page.getByRole('region', { name: 'A request on its way' });
  const slider = picture.getByRole('slider');
  for (const key of ['Home', 'PageDown', 'End']) {
    await slider.press(key);
    await look(page, picture, key);
  }
});
