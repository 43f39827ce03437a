import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { type StepperEvent, stepperMachine } from './stepper';

function after(...events: readonly StepperEvent[]) {
  const actor = createActor(stepperMachine).start();
  for (const event of events) actor.send(event);
  const { value, context } = actor.getSnapshot();
  return { value, context };
}

describe('the troubleshooting walk', () => {
  test('a dealt incident is being checked, and is remembered as dealt', () => {
    const { value, context } = after({ type: 'DEAL', incident: 'coredns-down' });
    expect(value).toBe('checking');
    expect(context).toMatchObject({ incident: 'coredns-down', isDealt: true, done: [] });
  });

  test('checks run in any order and each counts once', () => {
    const { context } = after(
      { type: 'CHOOSE', incident: 'policy-drop' },
      { type: 'RUN', step: 'dns' },
      { type: 'RUN', step: 'ping' },
      { type: 'RUN', step: 'dns' },
    );
    expect(context.done).toEqual(['dns', 'ping']);
    expect(context.shown).toBe('dns');
  });

  test('back takes the last check away, and from none it leads to the choice', () => {
    const one = after(
      { type: 'CHOOSE', incident: 'policy-drop' },
      { type: 'RUN', step: 'dns' },
      { type: 'BACK' },
    );
    expect(one.value).toBe('checking');
    expect(one.context.done).toEqual([]);
    const two = after({ type: 'CHOOSE', incident: 'policy-drop' }, { type: 'BACK' });
    expect(two.value).toBe('choosing');
  });

  test('a wrong cause is kept and the search goes on', () => {
    const { value, context } = after(
      { type: 'CHOOSE', incident: 'policy-drop' },
      { type: 'NAME', cause: 'coredns-down' },
    );
    expect(value).toBe('checking');
    expect(context.wrong).toEqual(['coredns-down']);
  });

  test('the right cause leads to the fix, and restart always works', () => {
    const events: StepperEvent[] = [
      { type: 'CHOOSE', incident: 'policy-drop' },
      { type: 'NAME', cause: 'policy-drop' },
      { type: 'FIX' },
    ];
    expect(after(...events).value).toBe('fixed');
    expect(after(...events, { type: 'RESTART' })).toMatchObject({
      value: 'choosing',
      context: { incident: null },
    });
  });
});
