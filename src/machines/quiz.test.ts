import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import type { Entry, Grade, Mode, Response, Session } from '../quiz';
import { MOST_HINTS, type QuizMachineEvent, quizMachine } from './quiz';

const entry = (id: string): Entry => ({
  id,
  variant: 0,
  correct: false,
  score: 0,
  attempts: 0,
  hints: 0,
  seconds: 0,
});
const sitting = (mode: Mode, ids: readonly string[] = ['a', 'b']): Session => ({
  mode,
  seed: 1,
  passMark: 0.8,
  at: 0,
  finished: false,
  entries: ids.map(entry),
});
const RESPONSE: Response = { kind: 'choices', chosen: ['a'] };
const RIGHT: Grade = { correct: true, score: 1, feedback: [] };
const WRONG: Grade = { correct: false, score: 0, feedback: ['it tempts'] };
const answer = (grade: Grade): QuizMachineEvent => ({
  type: 'ANSWER',
  response: RESPONSE,
  grade,
  seconds: 3,
});
const send = (type: 'HINT' | 'RETRY' | 'NEXT' | 'BACK' | 'HAND_IN' | 'LEAVE' | 'RESUME') =>
  ({ type }) as const satisfies QuizMachineEvent;

function actorAfter(session: Session | null, events: readonly QuizMachineEvent[]) {
  const actor = createActor(quizMachine, { input: { session } }).start();
  for (const event of events) actor.send(event);
  return actor.getSnapshot();
}

describe('practice', () => {
  const start = sitting('practice');

  test('an answer gets its word at once, and a wrong one another try', () => {
    expect(actorAfter(start, [answer(WRONG)]).value).toBe('answered');
    const again = actorAfter(start, [answer(WRONG), send('RETRY'), answer(RIGHT)]);
    expect(again.context.session?.entries[0]).toMatchObject({
      correct: true,
      attempts: 2,
      seconds: 6,
    });
  });

  test('a right answer cannot be tried again', () => {
    expect(actorAfter(start, [answer(RIGHT), send('RETRY')]).value).toBe('answered');
  });

  test('there are three hints and no fourth', () => {
    const { session } = actorAfter(
      start,
      [1, 2, 3, 4].map(() => send('HINT')),
    ).context;
    expect(session?.entries[0]?.hints).toBe(MOST_HINTS);
  });

  test('the last question leads to the end', () => {
    const { value, context } = actorAfter(start, [
      answer(RIGHT),
      send('NEXT'),
      answer(WRONG),
      send('NEXT'),
    ]);
    expect(value).toBe('finished');
    expect(context.session?.finished).toBe(true);
  });

  test('a stored sitting opens where it was: at the word about an answer', () => {
    const { context } = actorAfter(start, [answer(WRONG)]);
    expect(actorAfter(context.session, []).value).toBe('answered');
  });
});

describe('an assessment', () => {
  const start = sitting('assessment');

  test('goes on without a word, and gives no hints', () => {
    const { value, context } = actorAfter(start, [send('HINT'), answer(WRONG)]);
    expect(value).toBe('asking');
    expect(context.session).toMatchObject({ at: 1 });
    expect(context.session?.entries[0]?.hints).toBe(0);
  });

  test('an answer can be changed until it is handed in, and not after', () => {
    const changed = [answer(WRONG), send('BACK'), answer(RIGHT), answer(RIGHT)];
    const before = actorAfter(start, changed);
    expect(before.value).toBe('handingIn');
    expect(before.context.session?.entries[0]).toMatchObject({ correct: true, attempts: 2 });
    const after = actorAfter(start, [...changed, send('HAND_IN'), answer(WRONG), send('BACK')]);
    expect(after.value).toBe('finished');
    expect(after.context.session?.entries[0]?.correct).toBe(true);
  });

  test('a skipped question can be gone to from the overview', () => {
    const { value, context } = actorAfter(start, [
      send('NEXT'),
      send('NEXT'),
      { type: 'GOTO', index: 0 },
    ]);
    expect(value).toBe('asking');
    expect(context.session?.at).toBe(0);
  });
});

describe('leaving and coming back', () => {
  test('nothing is lost by a pause', () => {
    const { value, context } = actorAfter(sitting('practice'), [
      answer(RIGHT),
      send('NEXT'),
      send('LEAVE'),
      send('RESUME'),
    ]);
    expect(value).toBe('asking');
    expect(context.session).toMatchObject({ at: 1 });
  });

  test('without a sitting there is nothing to resume', () => {
    expect(actorAfter(null, [send('RESUME')]).value).toBe('choosing');
    expect(actorAfter(sitting('practice', []), []).value).toBe('choosing');
  });

  test('a finished sitting opens at its result', () => {
    expect(actorAfter({ ...sitting('practice'), finished: true }, []).value).toBe('finished');
  });
});

describe('every way through two questions', () => {
  const events: readonly QuizMachineEvent[] = [
    answer(RIGHT),
    answer(WRONG),
    { type: 'GOTO', index: 1 },
    { type: 'GOTO', index: 99 },
    ...(['HINT', 'RETRY', 'NEXT', 'BACK', 'HAND_IN', 'LEAVE', 'RESUME'] as const).map(send),
  ];
  const walked = (mode: Mode) =>
    getShortestPaths(quizMachine, {
      input: { session: sitting(mode) },
      events: [...events],
      limit: 60_000,
      stopWhen: (state) =>
        state.context.session?.entries.some((one) => one.attempts > 2 || one.hints > 1) ?? false,
      serializeState: (state) =>
        JSON.stringify([
          state.value,
          state.context.session?.at,
          state.context.session?.finished,
          state.context.session?.entries.map((one) => [one.correct, one.attempts, one.hints]),
        ]),
    }).map((path) => path.state);

  test('practice reaches every state and never asks to hand in', () => {
    const states = walked('practice');
    expect(new Set(states.map((state) => state.value))).toEqual(
      new Set(['choosing', 'asking', 'answered', 'finished']),
    );
  });

  test('an assessment never shows a word before the end', () => {
    const states = walked('assessment');
    expect(new Set(states.map((state) => state.value))).toEqual(
      new Set(['choosing', 'asking', 'handingIn', 'finished']),
    );
  });

  test.each(['practice', 'assessment', 'review'] as const)(
    'in %s the open question exists in every state, and only the end is finished',
    (mode) => {
      const states = walked(mode);
      expect(states.length).toBeGreaterThan(20);
      for (const { value, context } of states) {
        const at = context.session?.at ?? -1;
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThan(2);
        if (value !== 'choosing') expect(context.session?.finished).toBe(value === 'finished');
      }
    },
  );
});
