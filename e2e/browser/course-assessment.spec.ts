/** A whole assessment in each host: what is reported equals what was answered. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { readQuiz } from '../../src/authoring/quiz';
import { interactionId } from '../../src/course/scorm/interaction';
import { judge } from '../../src/course/testdata/judge';
import { Lrs } from '../../src/course/testdata/lrs';
import { type Bank, startSession } from '../../src/quiz';
import { Hosts } from '../lms/hosts';
import { kill } from '../lms/kill';
import { lmsPage, type RecordedCall } from '../lms/lms-page';
import { servePackage } from '../lms/package-files';
import { answerFrom, type Given, keptSession, plan, quizIn, scaledOf } from '../lms/sitting';
import { typeOver } from './page';

let hosts: Hosts;
let bank: Bank;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  bank = readQuiz();
  hosts = await new Hosts().start();
});
test.afterAll(() => hosts.stop());
test.describe.configure({ timeout: 420_000 });

async function handIn(quiz: Locator): Promise<void> {
  await quiz.getByRole('button', { name: 'Hand in' }).press('Enter');
  await expect(quiz.getByRole('heading', { name: /\d+ of \d+ right/ })).toBeVisible();
}

async function expectAnswered(read: () => Promise<string | undefined>, count: number) {
  await expect(async () => {
    const { entries } = await keptSession(bank, read);
    expect(entries.filter(({ attempts }) => attempts > 0).length).toBe(count);
  }).toPass({ timeout: 30_000 });
}

const LONGEST = 3_500;

for (const version of ['scorm12', 'scorm2004'] as const) {
  test(`${version}: score, answers and status; killed in the middle, it goes on`, async ({
    context,
  }) => {
    const content = servePackage(hosts, version, 'quiz');
    hosts.page('lms', lmsPage({ version, content }));
    const address = hosts.own('/host/lms');
    const read = async (page: Page): Promise<Readonly<Record<string, string>>> =>
      page.evaluate(() => (window as unknown as { store: Record<string, string> }).store);
    const recorded = (page: Page): Promise<readonly RecordedCall[]> =>
      page.evaluate(() => (window as unknown as { calls: RecordedCall[] }).calls);

    const first = await context.newPage();
    await first.goto(address);
    const session = await keptSession(bank, async () => (await read(first))['cmi.suspend_data']);
    expect(session.mode).toBe('assessment');
    const given = plan(bank, session);
    await answerFrom(quizIn(first.frameLocator('#piece')), given, 0, 4);
    await expectAnswered(async () => (await read(first))['cmi.suspend_data'], 4);
    const before = await recorded(first);
    await kill(first);

    const page = await context.newPage();
    await page.goto(address);
    const quiz = quizIn(page.frameLocator('#piece'));
    await answerFrom(quiz, given, 4);
    await handIn(quiz);
    const scaled = scaledOf(given);
    const hasPassed = scaled >= 0.8;
    const is12 = version === 'scorm12';
    await expect(async () =>
      expect((await read(page))[is12 ? 'cmi.core.lesson_status' : 'cmi.success_status']).toBe(
        hasPassed ? 'passed' : 'failed',
      ),
    ).toPass({ timeout: 30_000 });
    const store = await read(page);
    expect(Number(store[is12 ? 'cmi.core.score.raw' : 'cmi.score.raw'])).toBeCloseTo(
      scaled * 100,
      2,
    );
    if (!is12) {
      expect(Number(store['cmi.score.scaled'])).toBeCloseTo(scaled, 4);
      expect(store['cmi.completion_status']).toBe('completed');
      expect(store['cmi.progress_measure']).toBe('1');
    }
    const after = await recorded(page);
    for (const calls of [before, after]) {
      expect(judge(version, calls)).toEqual([]);
      expect(calls.filter(({ result }) => String(result) === 'false')).toEqual([]);
    }
    const said = [before, after].flatMap((calls) =>
      ['id', 'result'].map((field) =>
        calls
          .filter(
            ({ name, element }) =>
              name === 'set' && element?.match(`^cmi.interactions.\\d+.${field}$`),
          )
          .map(({ value }) => value),
      ),
    );
    expect([...(said[0] ?? []), ...(said[2] ?? [])]).toEqual(
      given.map(({ question }) => interactionId(question.id)),
    );
    const wrong = is12 ? 'wrong' : 'incorrect';
    expect([...(said[1] ?? []), ...(said[3] ?? [])]).toEqual(
      given.map(({ isRight }) => (isRight ? 'correct' : wrong)),
    );
    expect((store['cmi.suspend_data'] ?? '').length).toBeLessThan(LONGEST);
  });
}

test('cmi5: answered, passed or failed with the score, completed; killed in the middle, it goes on', async ({
  context,
}) => {
  const lrs = new Lrs({ masteryScore: 0.8 });
  hosts.lrs = lrs;
  const launch = () =>
    hosts.own(`${servePackage(hosts, 'cmi5', 'quiz')}${lrs.query(hosts.own(''))}`);
  const first = await context.newPage();
  await first.goto(launch());
  const kept = async () => lrs.states.get('podpath.progress');
  const session = await keptSession(bank, kept);
  const given = plan(bank, session);
  await answerFrom(quizIn(first), given, 0, 3);
  await expect(async () => {
    const now = await keptSession(bank, kept);
    expect(now.entries.filter(({ attempts }) => attempts > 0).length).toBe(3);
    expect(lrs.verbs().filter((verb) => verb === 'answered').length).toBe(3);
  }).toPass({ timeout: 30_000 });
  await kill(first);

  lrs.launch();
  const page = await context.newPage();
  await page.goto(launch());
  await answerFrom(quizIn(page), given, 3);
  await handIn(quizIn(page));
  const scaled = scaledOf(given);
  await expect(async () => expect(lrs.verbs()).toContain('completed')).toPass({ timeout: 30_000 });
  expect(lrs.breaches).toEqual([]);
  const answered = lrs.statements.filter((statement) =>
    JSON.stringify(statement).includes('cmi.interaction'),
  );
  expect(answered.map((statement) => (statement.result as { success: boolean }).success)).toEqual(
    given.map(({ isRight }) => isRight),
  );
  const judged = lrs.statements.find((statement) =>
    /passed|failed/.test(JSON.stringify(statement.verb)),
  );
  expect(judged).toMatchObject({
    verb: { display: { en: scaled >= 0.8 ? 'passed' : 'failed' } },
    result: { score: { scaled }, success: scaled >= 0.8 },
  });
  expect((lrs.states.get('podpath.progress') ?? '').length).toBeLessThan(LONGEST);
});

const SEED = 23;

async function begin(quiz: Locator): Promise<readonly Given[]> {
  const number = quiz.getByRole('spinbutton', { name: 'Number of the paper' });
  await expect(number).toBeVisible({ timeout: 60_000 });
  await typeOver(number, String(SEED));
  await quiz.getByRole('button', { name: 'Begin' }).press('Enter');
  return plan(bank, startSession(bank, { mode: 'assessment', seed: SEED }));
}

const LISTEN = `window.heard = []; for (const name of ['answered', 'completed', 'state']) addEventListener('podpath:' + name, ({ detail }) => heard.push([name, detail]));`;
type Heard = readonly (readonly [string, Readonly<Record<string, unknown>>])[];
const heardIn = (page: Page): Promise<Heard> =>
  page.evaluate(() => (window as unknown as { heard: Heard }).heard);

test('a frame: the page hears every answer and the result; killed in the middle, it goes on', async ({
  context,
}) => {
  hosts.page(
    'frame',
    `<script>${LISTEN}</script><script src="${hosts.other('/plain/embed.js')}"></script><iframe id="piece" data-podpath data-podpath-save="c" src="${hosts.other('/plain/embed/quiz')}" width="900" height="900"></iframe>`,
  );
  const first = await context.newPage();
  await first.goto(hosts.own('/host/frame'));
  const given = await begin(quizIn(first.frameLocator('#piece')));
  await answerFrom(quizIn(first.frameLocator('#piece')), given, 0, 3);
  const kept = (page: Page) =>
    page.evaluate(
      () => Object.entries(localStorage).find(([key]) => key.startsWith('podpath.saved.'))?.[1],
    );
  await expectAnswered(() => kept(first), 3);
  const before = await heardIn(first);
  await kill(first);
  const page = await context.newPage();
  await page.goto(hosts.own('/host/frame'));
  const quiz = quizIn(page.frameLocator('#piece'));
  await answerFrom(quiz, given, 3);
  await handIn(quiz);
  const scaled = scaledOf(given);
  await expect(async () =>
    expect((await heardIn(page)).findLast(([name]) => name === 'completed')?.[1]).toEqual({
      score: scaled,
      hasPassed: scaled >= 0.8,
    }),
  ).toPass({ timeout: 30_000 });
  const answers = [...before, ...(await heardIn(page))].filter(([name]) => name === 'answered');
  expect(answers.map(([, { id, isRight }]) => [id, isRight])).toEqual(
    given.map(({ question, isRight }) => [question.id, isRight]),
  );
  expect(((await kept(page)) ?? '').length).toBeLessThan(LONGEST);
});

test('the element: its owner hears every answer and the result; killed in the middle, it goes on', async ({
  context,
}) => {
  // The owner keeps the state wherever it likes; here in the storage of its own page.
  hosts.page(
    'element',
    `<script>${LISTEN} addEventListener('podpath:state', ({ detail }) => localStorage.setItem('owner', detail.state));</script><script type="module" src="${hosts.other('/open/podpath-widget.js')}"></script><podpath-widget piece="quiz"></podpath-widget><script>document.querySelector('podpath-widget').state = localStorage.getItem('owner');</script>`,
  );
  const kept = async (page: Page) =>
    (await page.evaluate(() => localStorage.getItem('owner'))) ?? undefined;
  const first = await context.newPage();
  await first.goto(hosts.own('/host/element'));
  const given = await begin(quizIn(first));
  await answerFrom(quizIn(first), given, 0, 3);
  await expectAnswered(() => kept(first), 3);
  const before = await heardIn(first);
  await kill(first);
  const page = await context.newPage();
  await page.goto(hosts.own('/host/element'));
  const quiz = quizIn(page);
  await answerFrom(quiz, given, 3);
  await handIn(quiz);
  const scaled = scaledOf(given);
  await expect(async () =>
    expect((await heardIn(page)).findLast(([name]) => name === 'completed')?.[1]).toEqual({
      outcome: { scaled, hasPassed: scaled >= 0.8 },
    }),
  ).toPass({ timeout: 30_000 });
  const answers = [...before, ...(await heardIn(page))].filter(([name]) => name === 'answered');
  expect(
    answers.map(([, { interaction }]) => {
      const { id, isRight } = interaction as { id: string; isRight: boolean };
      return [id, isRight];
    }),
  ).toEqual(given.map(({ question, isRight }) => [question.id, isRight]));
  expect(((await kept(page)) ?? '').length).toBeLessThan(LONGEST);
});

test('alone: the browser keeps every answer and the learner reads the result; killed in the middle, it goes on', async ({
  context,
}) => {
  const address = hosts.own('/plain/embed/quiz');
  const kept = async (page: Page) =>
    (await page.evaluate(() => localStorage.getItem('podpath.embed.quiz'))) ?? undefined;
  const first = await context.newPage();
  await first.goto(address);
  const given = await begin(quizIn(first));
  await answerFrom(quizIn(first), given, 0, 3);
  await expectAnswered(() => kept(first), 3);
  await expect(first.getByText('Saved in this browser.')).toBeVisible({ timeout: 20_000 });
  await kill(first);
  const page = await context.newPage();
  await page.goto(address);
  const quiz = quizIn(page);
  await answerFrom(quiz, given, 3);
  await handIn(quiz);
  const right = given.filter(({ isRight }) => isRight).length;
  const scaled = scaledOf(given);
  await expect(
    quiz.getByRole('heading', { name: `${right} of ${given.length} right` }),
  ).toBeVisible();
  await expect(
    quiz.getByText(
      `${scaled >= 0.8 ? 'Passed' : 'Not passed yet'} with ${Math.round(scaled * 100)} %`,
    ),
  ).toBeVisible();
  await expect(async () => {
    const session = await keptSession(bank, () => kept(page));
    expect(session.finished).toBe(true);
    expect(session.entries.map(({ correct }) => correct)).toEqual(
      given.map(({ isRight }) => isRight),
    );
  }).toPass({ timeout: 30_000 });
});
