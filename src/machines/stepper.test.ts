import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { MAXIMUM_RUNS, type StepperEvent, stepperMachine } from './stepper';

function actorAfter(events: readonly StepperEvent[]) {
  const actor = createActor(stepperMachine).start();
  for (const event of events) actor.send(event);
  return actor;
}

function after(...events: readonly StepperEvent[]) {
  const { value, context } = actorAfter(events).getSnapshot();
  return { value, context };
}

const OPEN: StepperEvent = { type: 'OPEN', incident: 'policy-drop' };
const run = (step: string): StepperEvent => ({ type: 'RUN', step });
const name = (cause: string): StepperEvent => ({ type: 'NAME', cause });
const SOLVED: readonly StepperEvent[] = [OPEN, run('dns'), name('policy-drop'), { type: 'FIX' }];

describe('the troubleshooting walk', () => {
  test('checks run in any order, and asking again is another look', () => {
    const { context } = after(OPEN, run('dns'), run('ping'), run('dns'));
    expect(context.done).toEqual(['dns', 'ping', 'dns']);
    expect(context.shown).toBe(2);
  });

  test('an earlier run can be looked at again; one that never was cannot', () => {
    expect(after(OPEN, run('dns'), run('ping'), { type: 'SHOW', index: 0 }).context.shown).toBe(0);
    expect(after(OPEN, run('dns'), { type: 'SHOW', index: 5 }).context.shown).toBe(0);
  });

  test('back takes the last check away, and from none it leads to the choice', () => {
    const one = after(OPEN, run('dns'), { type: 'BACK' });
    expect(one).toMatchObject({ value: 'checking', context: { done: [], shown: null } });
    expect(after(OPEN, { type: 'BACK' }).value).toBe('choosing');
  });

  test('a wrong cause is kept once and the search goes on', () => {
    const { value, context } = after(OPEN, name('coredns-down'), name('coredns-down'));
    expect(value).toBe('checking');
    expect(context.wrong).toEqual(['coredns-down']);
  });

  test('the right cause leads to the fix, and checks after it are kept apart', () => {
    const { value, context } = after(...SOLVED, run('ping'));
    expect(value).toBe('fixed');
    expect(context).toMatchObject({ done: ['dns'], verified: ['ping'], shown: 1 });
  });

  test('a shared link opens at the stage where it was', () => {
    const link = { type: 'RESTORE', incident: 'policy-drop', done: ['dns'], wrong: [] } as const;
    expect(after({ ...link, stage: 'checking' }).value).toBe('checking');
    expect(after({ ...link, stage: 'named' }).value).toBe('named');
    expect(after({ ...link, stage: 'fixed' })).toMatchObject({
      value: 'fixed',
      context: { done: ['dns'], shown: 0 },
    });
  });

  test('runs stop at a limit and nothing before it is lost', () => {
    const many = Array.from({ length: MAXIMUM_RUNS + 5 }, () => run('dns'));
    expect(after(OPEN, ...many).context.done).toHaveLength(MAXIMUM_RUNS);
  });
});

/** Every state that short walks with these events reach, each with the events that lead there. */
const EVENTS: StepperEvent[] = [
  OPEN,
  run('dns'),
  name('policy-drop'),
  name('coredns-down'),
  { type: 'FIX' },
  { type: 'BACK' },
  { type: 'RESTART' },
];
const paths = getShortestPaths(stepperMachine, {
  events: EVENTS,
  stopWhen: ({ context }) => context.done.length + context.verified.length >= 3,
});
const walks = paths.map((path) =>
  path.steps
    .map((step) => step.event)
    .filter((event): event is StepperEvent => EVENTS.some((known) => known.type === event.type)),
);

describe('from every reachable state', () => {
  test('there are many of them, and all four stages are among them', () => {
    const stages = new Set(walks.map((events) => actorAfter(events).getSnapshot().value));
    expect(stages).toEqual(new Set(['choosing', 'checking', 'named', 'fixed']));
    expect(walks.length).toBeGreaterThan(20);
  });

  test('back leads to the choice in as many steps as there are things to undo', () => {
    for (const events of walks) {
      const actor = actorAfter(events);
      const { context, value } = actor.getSnapshot();
      const stages = { choosing: 0, checking: 1, named: 2, fixed: 3 }[String(value)] ?? 99;
      const steps = stages + context.done.length + context.verified.length;
      for (let step = 0; step < steps; step += 1) actor.send({ type: 'BACK' });
      expect(actor.getSnapshot().value).toBe('choosing');
    }
  });

  test('restart begins the same case anew, and close leads to the choice', () => {
    for (const events of walks) {
      const actor = actorAfter(events);
      const { context, value } = actor.getSnapshot();
      actor.send({ type: 'RESTART' });
      const begun = actor.getSnapshot();
      expect(begun.value).toBe(value === 'choosing' ? 'choosing' : 'checking');
      expect(begun.context).toMatchObject({ incident: context.incident, done: [], wrong: [] });
      actor.send({ type: 'CLOSE' });
      expect(actor.getSnapshot().value).toBe('choosing');
    }
  });

  test('what is shown was run', () => {
    for (const events of walks) {
      const { context } = actorAfter(events).getSnapshot();
      const count = context.done.length + context.verified.length;
      if (context.shown !== null) expect(context.shown).toBeLessThan(count);
      else expect(count).toBe(0);
    }
  });
});
