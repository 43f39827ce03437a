/** Modes of playing a trace. Pure: time comes in as TICK events. */
import { assign, setup } from 'xstate';

export interface PlayerContext {
  readonly count: number;
  readonly index: number;
  readonly speed: number;
}

export type PlayerEvent =
  | { readonly type: 'PLAY' | 'PAUSE' | 'STEP' | 'BACK' | 'FIRST' | 'LAST' | 'TICK' }
  | { readonly type: 'SEEK'; readonly index: number }
  | { readonly type: 'SPEED'; readonly speed: number }
  | { readonly type: 'LOAD'; readonly count: number; readonly index: number };

const clamp = (index: number, count: number): number => Math.max(0, Math.min(count - 1, index));
export const playerMachine = setup({
  types: {
    context: {} as PlayerContext,
    events: {} as PlayerEvent,
    input: {} as { count: number; index: number },
  },
  actions: {
    forward: assign(({ context }) => ({ index: clamp(context.index + 1, context.count) })),
    backward: assign(({ context }) => ({ index: clamp(context.index - 1, context.count) })),
  },
  guards: { atEnd: ({ context }) => context.index >= context.count - 1 },
}).createMachine({
  id: 'player',
  context: ({ input }) => ({
    count: input.count,
    index: clamp(input.index, input.count),
    speed: 1,
  }),
  initial: 'paused',
  on: {
    STEP: { target: '.paused', actions: 'forward' },
    BACK: { target: '.paused', actions: 'backward' },
    FIRST: { target: '.paused', actions: assign({ index: 0 }) },
    LAST: {
      target: '.paused',
      actions: assign(({ context }) => ({ index: clamp(context.count - 1, context.count) })),
    },
    SEEK: {
      target: '.paused',
      actions: assign(({ context, event }) => ({ index: clamp(event.index, context.count) })),
    },
    SPEED: { actions: assign(({ event }) => ({ speed: event.speed })) },
    LOAD: {
      target: '.paused',
      actions: assign(({ event }) => ({
        count: event.count,
        index: clamp(event.index, event.count),
      })),
    },
  },
  states: {
    paused: {
      on: {
        PLAY: [
          { guard: 'atEnd', target: 'playing', actions: assign({ index: 0 }) },
          { target: 'playing' },
        ],
      },
    },
    playing: {
      on: {
        PAUSE: 'paused',
        TICK: [{ guard: 'atEnd', target: 'paused' }, { actions: 'forward' }],
      },
    },
  },
});
