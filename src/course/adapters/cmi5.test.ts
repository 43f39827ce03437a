import requirements from '@cmi5/requirements';
import { describe, expect, test } from 'vitest';
import { readLaunch } from '../cmi5/launch';
import type { Report } from '../host';
import { createLog } from '../log';
import { safeStorage } from '../storage';
import { ANSWERS, interaction } from '../testdata/interactions';
import { ACTIVITY, Lrs, type LrsOptions, REGISTRATION, SESSION_EXTENSION } from '../testdata/lrs';
import { createCmi5Host } from './cmi5';

const BASE = 'https://lms.example';

function tabStorage() {
  const values = new Map<string, string>();
  return safeStorage(
    () =>
      ({
        getItem: (key: string) => values.get(key) ?? null,
        setItem: (key: string, value: string) => void values.set(key, value),
        removeItem: (key: string) => void values.delete(key),
      }) as unknown as Storage,
  );
}

let uuids = 0;
const uuid = () => `00000000-0000-4000-8000-${String((uuids += 1)).padStart(12, '0')}`;

function unit(lrs: Lrs, storage = tabStorage()) {
  const launch = readLaunch(lrs.query(BASE));
  if (!launch) throw new Error('no launch');
  const fetch = async (address: string, init: RequestInit = {}) => {
    const { pathname, searchParams } = new URL(address);
    const headers = new Headers(init.headers);
    const { status, body, type } = lrs.handle({
      method: init.method ?? 'GET',
      path: pathname,
      query: searchParams,
      authorization: headers.get('Authorization'),
      body: String(init.body ?? ''),
    });
    return new Response(status === 204 ? null : body, {
      status,
      headers: { 'content-type': type },
    });
  };
  const log = createLog();
  return createCmi5Host({ launch, fetch, storage, log, now: Date.now, uuid });
}

const finished = (scaled: number, hasPassed: boolean): Report => ({
  type: 'finished',
  outcome: { scaled, hasPassed },
});
const answers: readonly Report[] = ANSWERS.map((answer, index) => ({
  type: 'answered',
  interaction: interaction(answer, index),
  scaled: 0.5,
}));

/** A whole session; gives back the LRS that judged it. */
async function session(options: LrsOptions, scaled = 0.9): Promise<Lrs> {
  const lrs = new Lrs(options);
  const host = unit(lrs);
  const { isReadOnly } = await host.ready();
  if (!isReadOnly) {
    for (const report of answers) await host.report(report);
    await host.report(finished(scaled, scaled >= 0.8));
  }
  host.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return lrs;
}

/** The id in a test's name must be one of the published requirements. */
const requirement = (id: string, fact: string): string => {
  if (!(id in requirements)) throw new Error(`${id} is no requirement of cmi5`);
  return `${id}: ${fact}`;
};

describe('a cmi5 session', () => {
  test('of answers and a pass breaches no requirement', async () => {
    const lrs = await session({ masteryScore: 0.8 });
    expect(lrs.breaches).toEqual([]);
    expect(lrs.verbs()).toEqual([
      'initialized',
      ...ANSWERS.map(() => 'answered'),
      'passed',
      'completed',
      'terminated',
    ]);
  });

  test(requirement('7.1.1.0-1', 'the first statement is initialized'), async () => {
    expect((await session({})).verbs()[0]).toBe('initialized');
  });

  test(
    requirement('7.1.2.0-1', 'the last statement is terminated, and nothing follows'),
    async () => {
      const lrs = new Lrs();
      const host = unit(lrs);
      await host.ready();
      host.close();
      host.close();
      expect(await host.report(finished(1, true))).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(lrs.verbs()).toEqual(['initialized', 'terminated']);
      expect(lrs.breaches).toEqual([]);
    },
  );

  test(requirement('8.2.3.0-1', 'a reload goes on with the key it has'), async () => {
    const lrs = new Lrs();
    const storage = tabStorage();
    const first = unit(lrs, storage);
    await first.ready();
    await first.setState('1.x.qabc');
    const second = unit(lrs, storage);
    expect((await second.ready()).state).toBe('1.x.qabc');
    await second.report(answers[0] ?? finished(1, true));
    expect(lrs.verbs()).toEqual(['initialized', 'answered']);
    expect(lrs.breaches).toEqual([]);
  });

  test(
    requirement(
      '8.2.3.0-1',
      'without the key of the first launch the learner is told to launch again',
    ),
    async () => {
      const lrs = new Lrs();
      await unit(lrs).ready();
      await expect(unit(lrs).ready()).rejects.toThrow('Launch it again from the course page');
    },
  );

  test(
    requirement(
      '9.3.4.0-2',
      'a score at or above the mastery score is passed, whatever the package says',
    ),
    async () => {
      const lrs = new Lrs({ masteryScore: 0.6 });
      const host = unit(lrs);
      await host.ready();
      await host.report(finished(0.6, false));
      expect(lrs.verbs()).toContain('passed');
      expect(lrs.breaches).toEqual([]);
    },
  );

  test(
    requirement(
      '9.3.5.0-2',
      'a score below the mastery score is failed, whatever the package says',
    ),
    async () => {
      const lrs = new Lrs({ masteryScore: 0.95 });
      const host = unit(lrs);
      await host.ready();
      await host.report(finished(0.9, true));
      expect(lrs.verbs()).toContain('failed');
      expect(lrs.breaches).toEqual([]);
    },
  );

  test(requirement('9.3.0.0-3', 'a second result of one session is not sent'), async () => {
    const lrs = new Lrs();
    const host = unit(lrs);
    await host.ready();
    await host.report(finished(0.1, false));
    await host.report(finished(0.9, true));
    expect(lrs.verbs()).toEqual(['initialized', 'failed', 'completed']);
    expect(lrs.breaches).toEqual([]);
  });

  test(
    requirement('9.3.0.0-6', 'a later session of the registration does not complete again'),
    async () => {
      const lrs = new Lrs();
      const first = unit(lrs);
      await first.ready();
      await first.report(finished(0.1, false));
      lrs.launch();
      const second = unit(lrs);
      await second.ready();
      await second.report(finished(1, true));
      lrs.launch();
      const third = unit(lrs);
      await third.ready();
      await third.report(finished(0.2, false));
      expect(lrs.verbs().filter((verb) => /completed|passed|failed/.test(verb))).toEqual([
        'failed',
        'completed',
        'passed',
      ]);
      expect(lrs.breaches).toEqual([]);
    },
  );

  test.each(['Browse', 'Review'] as const)(
    `${requirement('10.2.2.0-11', 'nothing but initialized and terminated is sent')} (%s)`,
    async (mode) => {
      const lrs = await session({ mode });
      expect(lrs.verbs()).toEqual(['initialized', 'terminated']);
      expect(lrs.breaches).toEqual([]);
    },
  );

  test(
    requirement('9.6.3.1-4', 'the session id of the LMS stands in every statement'),
    async () => {
      const { statements } = await session({});
      for (const statement of statements) {
        expect(statement).toMatchObject({
          context: { registration: REGISTRATION, extensions: { [SESSION_EXTENSION]: 'session-1' } },
        });
      }
    },
  );

  test(requirement('9.5.4.1-1', 'the end says how long the session was'), async () => {
    expect((await session({})).statements.at(-1)).toMatchObject({
      result: { duration: expect.stringMatching(/^PT/) },
    });
  });

  test(requirement('10.2.1.0-6', 'activities of the template are kept'), async () => {
    expect((await session({})).statements[1]).toMatchObject({
      context: { contextActivities: { grouping: [{ id: 'https://podpath.example/au/quiz' }] } },
    });
  });

  test('an answer names its question, its key and how it went', async () => {
    const { statements } = await session({});
    expect(statements[1]).toMatchObject({
      object: {
        id: expect.stringContaining(`${ACTIVITY}#`),
        definition: { interactionType: 'choice', correctResponsesPattern: ['a[,]c'] },
      },
      result: { response: 'b', success: true },
    });
  });

  test('a statement that the LRS loses is sent again under the same id', async () => {
    const lrs = new Lrs();
    const host = unit(lrs);
    await host.ready();
    lrs.outages = 1;
    await host.report(answers[0] ?? finished(1, true));
    expect(lrs.verbs()).toEqual(['initialized', 'answered']);
  });

  test('a statement that was never delivered is sent after a reload', async () => {
    const lrs = new Lrs();
    const storage = tabStorage();
    const host = unit(lrs, storage);
    await host.ready();
    lrs.outages = 1;
    void host.report(answers[0] ?? finished(1, true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lrs.verbs()).toEqual(['initialized']);
    await unit(lrs, storage).ready();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lrs.verbs()).toEqual(['initialized', 'answered']);
  });
});

describe('the launch address', () => {
  const whole = () => new URLSearchParams(new Lrs().query(BASE));
  test.each(['endpoint', 'fetch', 'actor', 'registration', 'activityId'])(
    'without %s is no cmi5 launch',
    (name) => {
      const query = whole();
      query.delete(name);
      expect(readLaunch(query.toString())).toBeNull();
    },
  );
  test.each([
    ['endpoint', 'javascript:alert(1)'],
    ['fetch', 'data:text/plain,x'],
    ['actor', '[]'],
    ['actor', '{'],
    ['registration', 'x'],
  ])('with %s = %s is no cmi5 launch', (name, value) => {
    const query = whole();
    query.set(name, value);
    expect(readLaunch(query.toString())).toBeNull();
  });
});
