import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { type PlayerEvent, playerMachine } from './player';

function after(...events: readonly PlayerEvent[]) {
  const actor = createActor(playerMachine, { input: { count: 3, index: 0 } }).start();
  for (const event of events) actor.send(event);
  const { value, context } = actor.getSnapshot();
  return { value, index: context.index };
}

describe('the player', () => {
  test('steps forward and back and stays within the trace', () => {
    expect(after({ type: 'STEP' }, { type: 'STEP' }, { type: 'STEP' }).index).toBe(2);
    expect(after({ type: 'STEP' }, { type: 'BACK' }, { type: 'BACK' }).index).toBe(0);
  });

  test('plays to the end, stops there, and starts anew from the beginning', () => {
    const end: PlayerEvent[] = [
      { type: 'PLAY' },
      { type: 'TICK' },
      { type: 'TICK' },
      { type: 'TICK' },
    ];
    expect(after(...end)).toEqual({ value: 'paused', index: 2 });
    expect(after(...end, { type: 'PLAY' })).toEqual({ value: 'playing', index: 0 });
  });

  test('a step while playing pauses', () => {
    expect(after({ type: 'PLAY' }, { type: 'BACK' })).toEqual({ value: 'paused', index: 0 });
  });

  test('a place outside the trace is pulled to its end', () => {
    expect(after({ type: 'SEEK', index: 99 }).index).toBe(2);
    expect(after({ type: 'SEEK', index: -5 }).index).toBe(0);
  });
});
