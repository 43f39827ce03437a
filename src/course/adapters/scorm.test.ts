import { describe, expect, test } from 'vitest';
import type { CourseHost, Report } from '../host';
import { createLog } from '../log';
import { DIALECT_12, DIALECT_2004 } from '../scorm/dialect';
import { findApi, type ScormVersion } from '../scorm/discover';
import { type FakeLms, type FakeOptions, fakeLms, windowWith } from '../testdata/fake-lms';
import { ANSWERS, interaction } from '../testdata/interactions';
import { judge } from '../testdata/judge';
import { createScormHost } from './scorm';

const PATIENCE = { forMilliseconds: 300, everyMilliseconds: 10 };
const soon = () => new Promise((resolve) => setTimeout(resolve, 15));

const nextTask = (step: () => void): void => void setTimeout(step, 0);

function hostOf(version: ScormVersion, lms: Pick<FakeLms, 'window'>, later = nextTask): CourseHost {
  return createScormHost({
    window: lms.window,
    dialect: version === 'scorm12' ? DIALECT_12 : DIALECT_2004,
    log: createLog(),
    later,
    now: Date.now,
    patience: PATIENCE,
  });
}

function setup(version: ScormVersion, options: Omit<FakeOptions, 'version'> = {}) {
  const lms = fakeLms({ version, ...options });
  return { lms, host: hostOf(version, lms) };
}

const answered = (index: number): Report => ({
  type: 'answered',
  interaction: interaction(
    ANSWERS[index % ANSWERS.length] ?? { kind: 'numeric', chosen: 1, correct: 1 },
    index,
  ),
  scaled: 0.25,
});
const finished = (scaled: number | null, hasPassed: boolean | null): Report => ({
  type: 'finished',
  outcome: { scaled, hasPassed },
});
const VERSIONS = ['scorm12', 'scorm2004'] as const;

describe.each(VERSIONS)('%s', (version) => {
  const is12 = version === 'scorm12';
  const status = is12 ? 'cmi.core.lesson_status' : 'cmi.completion_status';
  const exit = is12 ? 'cmi.core.exit' : 'cmi.exit';

  test('a whole session passes the strict judge', async () => {
    const { lms, host } = setup(version);
    await host.ready();
    for (let index = 0; index < ANSWERS.length; index += 1) {
      await Promise.all([host.report(answered(index)), host.setState(`1.x.q${index}`)]);
    }
    await host.report({ type: 'progress', fraction: 0.5, place: 'clusterip' });
    await host.report(finished(0.9, true));
    host.flush();
    host.close();
    expect(judge(version, lms.calls)).toEqual([]);
    expect(lms.values.get(status)).toBe(is12 ? 'passed' : 'completed');
    expect(lms.values.get(is12 ? 'cmi.core.score.raw' : 'cmi.score.scaled')).toBe(
      is12 ? '90' : '0.9',
    );
  });

  test('opening and closing leaves the attempt incomplete and unscored', async () => {
    const { lms, host } = setup(version);
    await host.ready();
    host.close();
    expect(lms.values.get(status)).toBe('incomplete');
    expect(lms.values.get(exit)).toBe('suspend');
    expect([...lms.values.keys()].filter((name) => /score/.test(name))).toEqual([]);
  });

  test('a tab killed after an answer has stored it, with its status and its way back', async () => {
    const { lms, host } = setup(version);
    await host.ready();
    expect(await host.setState('1.x.qanswer')).toBe(true);
    const again = setup(version, { values: lms.values });
    expect((await again.host.ready()).state).toBe('1.x.qanswer');
    expect(lms.calls.at(-1)?.name).toBe('commit');
    expect(lms.values.get(exit)).toBe('suspend');
  });

  test('a completed attempt is not set back to incomplete by a visit', async () => {
    const done = new Map<string, unknown>([
      [status, is12 ? 'passed' : 'completed'],
      ['cmi.success_status', 'passed'],
    ]);
    const { lms, host } = setup(version, { values: done });
    await host.ready();
    expect(lms.values.get(status)).toBe(is12 ? 'passed' : 'completed');
    expect(lms.values.get('cmi.success_status')).toBe('passed');
  });

  test('saving goes on after completion', async () => {
    const { lms, host } = setup(version);
    await host.ready();
    await host.report(finished(1, true));
    expect(await host.setState('1.x.qlater')).toBe(true);
    expect(lms.values.get('cmi.suspend_data')).toBe('1.x.qlater');
  });

  test.each([
    ['mode', 'review'],
    ['mode', 'browse'],
    ['credit', 'no-credit'],
  ])('in a launch whose %s is %s nothing is written', async (which, value) => {
    const element = is12
      ? which === 'mode'
        ? 'cmi.core.lesson_mode'
        : 'cmi.core.credit'
      : `cmi.${which}`;
    const { lms, host } = setup(version, { values: new Map([[element, value]]) });
    expect((await host.ready()).isReadOnly).toBe(true);
    expect(await host.setState('x')).toBe(false);
    expect(await host.report(answered(0))).toBe(false);
    host.flush();
    host.close();
    expect(lms.calls.filter(({ name }) => name === 'set')).toEqual([]);
    expect(lms.calls.at(-1)?.name).toBe('terminate');
  });

  test.each(['', 'normal', 'unheard-of'])('the mode %j means the normal one', async (mode) => {
    const values = new Map([[is12 ? 'cmi.core.lesson_mode' : 'cmi.mode', mode]]);
    const { host } = setup(version, { values });
    expect((await host.ready()).isReadOnly).toBe(false);
  });

  test.each([
    [4, 4],
    ['4', 4],
    [undefined, 0],
    ['', 0],
    ['NaN', 0],
    ['not supported', 0],
  ])('the count %j of earlier answers lets the journal go on at %i', async (count, next) => {
    const { lms, host } = setup(version, { values: new Map([['cmi.interactions._count', count]]) });
    await host.ready();
    await host.report(answered(0));
    expect(lms.values.has(`cmi.interactions.${next}.id`)).toBe(true);
  });

  test('an LMS without interactions still gets score, state and status', async () => {
    const { lms, host } = setup(version, { refuses: ['cmi.interactions'] });
    await host.ready();
    await Promise.all([host.report(answered(0)), host.setState('1.x.q')]);
    await host.report(answered(1));
    await host.report(finished(0.5, false));
    expect(lms.values.get('cmi.suspend_data')).toBe('1.x.q');
    expect(lms.values.get(is12 ? status : 'cmi.success_status')).toBe('failed');
    const tried = lms.calls.filter(({ element }) => /interactions\.\d/.test(element ?? ''));
    expect(tried.length).toBe(1);
  });

  test('an API that arrives 150 ms late is found', async () => {
    const window = windowWith('nothing', null);
    const lms = fakeLms({ version });
    setTimeout(() => Object.assign(window, lms.window, { parent: window }), 150);
    await expect(hostOf(version, { window }).ready()).resolves.toMatchObject({ isReadOnly: false });
  });

  test('an API that never comes is a sentence, not an exception from somewhere', async () => {
    await expect(hostOf(version, { window: windowWith('x', 1) }).ready()).rejects.toThrow(
      'No learning platform was found around this page.',
    );
  });

  test.each(['get', 'set', 'commit', 'terminate'] as const)(
    'an API whose %s throws neither throws here nor claims to have saved',
    async (name) => {
      const { host } = setup(version, { throwsAt: [name] });
      await host.ready();
      const isKept = await host.setState('1.x.q');
      expect(isKept).toBe(name === 'get' || name === 'terminate');
      host.flush();
      host.close();
    },
  );

  test('nothing unchanged is written twice', async () => {
    const { lms, host } = setup(version);
    await host.ready();
    await host.report({ type: 'progress', fraction: 0.5, place: 'clusterip' });
    const before = lms.calls.length;
    await host.report({ type: 'progress', fraction: 0.5, place: 'clusterip' });
    expect(lms.calls.slice(before).map(({ name }) => name)).toEqual(['commit']);
  });

  test('an answer costs at most 12 calls and none of them before the click is drawn', async () => {
    const { lms, host } = setup(version);
    await host.ready();
    await host.report(answered(0));
    const before = lms.calls.length;
    const kept = Promise.all([host.report(answered(1)), host.setState('1.x.q1')]);
    expect(lms.calls.length).toBe(before);
    await kept;
    expect(lms.calls.length - before).toBeLessThanOrEqual(12);
  });

  test('a report that comes while another is being written is committed as well', async () => {
    const lms = fakeLms({ version });
    const turns: (() => void)[] = [];
    const host = hostOf(version, lms, (step) => void turns.push(step));
    await host.ready();
    const first = host.report(answered(0));
    await soon();
    // The first report is half written, its commit stands at the end of the queue.
    for (let turn = 0; turn < 3; turn += 1) turns.shift()?.();
    const second = host.report(finished(0.9, true));
    await soon();
    while (turns.length > 0) turns.shift()?.();
    expect(await Promise.all([first, second])).toEqual([true, true]);
    expect(lms.calls.at(-1)?.name).toBe('commit');
  });

  test('what waits is written at once when the page is hidden', async () => {
    const { lms, host } = setup(version);
    await host.ready();
    void host.report(answered(0));
    void host.setState('1.x.qhidden');
    host.flush();
    expect(lms.values.get('cmi.suspend_data')).toBe('1.x.qhidden');
    expect(lms.values.has(is12 ? 'cmi.core.session_time' : 'cmi.session_time')).toBe(true);
    await soon();
    expect(judge(version, lms.calls)).toEqual([]);
  });

  test('the page ends its session once', async () => {
    const { lms, host } = setup(version);
    await host.ready();
    host.close();
    host.close();
    host.flush();
    expect(await host.setState('x')).toBe(false);
    expect(lms.calls.filter(({ name }) => name === 'terminate').length).toBe(1);
  });

  test('the pass mark of the LMS goes before that of the package', async () => {
    const element = is12 ? 'cmi.student_data.mastery_score' : 'cmi.scaled_passing_score';
    const { lms, host } = setup(version, { values: new Map([[element, is12 ? '60' : '0.6']]) });
    expect((await host.ready()).passMark).toBe(0.6);
    await host.report(finished(0.7, false));
    expect(lms.values.get(is12 ? status : 'cmi.success_status')).toBe('passed');
  });

  test('a lesson that is not graded is completed, never passed, and has no score', async () => {
    const { lms, host } = setup(version);
    await host.ready();
    await host.report(finished(null, null));
    expect(lms.values.get(status)).toBe('completed');
    expect(lms.values.get('cmi.success_status')).toBe(is12 ? undefined : 'unknown');
    expect([...lms.values.keys()].filter((name) => /score/.test(name))).toEqual([]);
  });

  test('the score is written before the status', async () => {
    const { lms, host } = setup(version);
    await host.ready();
    await host.report(finished(0.9, true));
    const order = lms.calls.flatMap(({ element, value }) =>
      /score\.(raw|scaled)$/.test(element ?? '') ? ['score'] : value === 'passed' ? ['status'] : [],
    );
    expect(order.indexOf('score')).toBeLessThan(order.indexOf('status'));
  });

  test('more than the LMS can keep is refused here, not cut there', async () => {
    const { host } = setup(version);
    await host.ready();
    expect(await host.setState('x'.repeat(host.can.stateLimit + 1))).toBe(false);
  });
});

describe('discovery', () => {
  const foreign = () =>
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('Blocked a frame with another origin');
        },
      },
    ) as never;

  test('looks into its own window first, then outwards', () => {
    const lms = fakeLms({ version: 'scorm12' });
    const inner = { parent: { parent: lms.window } } as never;
    expect(findApi(inner, 'scorm12')).not.toBeNull();
    expect(findApi(inner, 'scorm2004')).toBeNull();
  });

  test('looks into the opener of a window that a parent was opened by', () => {
    const lms = fakeLms({ version: 'scorm2004' });
    const popup = { opener: { parent: lms.window } } as { parent?: unknown };
    popup.parent = popup;
    expect(findApi({ parent: popup } as never, 'scorm2004')).not.toBeNull();
  });

  test('goes past windows of another origin that throw at every access', () => {
    const inner = { parent: foreign(), opener: null } as never;
    expect(findApi(inner, 'scorm12')).toBeNull();
  });

  test('does not go round in circles', () => {
    const one = {} as { parent?: unknown };
    const other = { parent: one };
    one.parent = other;
    expect(findApi(one as never, 'scorm12')).toBeNull();
  });

  test.each([1, 'API', {}, { LMSInitialize: 1 }, null])('%j called API is no API', (value) => {
    expect(findApi(windowWith('API', value), 'scorm12')).toBeNull();
  });
});
