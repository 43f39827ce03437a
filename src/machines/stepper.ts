/**
 * The troubleshooting walk: an incident is dealt or chosen, checks are run in any order, a cause is named, a fix applied.
 * Pure; what a check shows is computed elsewhere from the incident's world.
 */
import { assign, setup } from 'xstate';

export interface StepperContext {
  /** what is broken; null before one is chosen */
  readonly incident: string | null;
  /** a dealt incident is not named on screen */
  readonly isDealt: boolean;
  /** checks in the order in which they were run */
  readonly done: readonly string[];
  /** the check whose output is on screen */
  readonly shown: string | null;
  /** causes that were named and were wrong, in order */
  readonly wrong: readonly string[];
}

export type StepperEvent =
  | { readonly type: 'CHOOSE'; readonly incident: string }
  | { readonly type: 'DEAL'; readonly incident: string }
  | { readonly type: 'RUN'; readonly step: string }
  | { readonly type: 'SHOW'; readonly step: string }
  | { readonly type: 'BACK' }
  | { readonly type: 'NAME'; readonly cause: string }
  | { readonly type: 'FIX' }
  | { readonly type: 'RESTART' }
  | {
      readonly type: 'RESTORE';
      readonly incident: string;
      readonly isDealt: boolean;
      readonly done: readonly string[];
    };

const EMPTY: StepperContext = { incident: null, isDealt: false, done: [], shown: null, wrong: [] };

const begin = (incident: string, isDealt: boolean): StepperContext => ({
  ...EMPTY,
  incident,
  isDealt,
});

export const stepperMachine = setup({
  types: { context: {} as StepperContext, events: {} as StepperEvent },
  guards: {
    isRight: ({ context, event }) => event.type === 'NAME' && event.cause === context.incident,
    hasChecks: ({ context }) => context.done.length > 0,
  },
  actions: {
    run: assign(({ context, event }) =>
      event.type === 'RUN'
        ? {
            done: context.done.includes(event.step) ? context.done : [...context.done, event.step],
            shown: event.step,
          }
        : {},
    ),
    show: assign(({ event }) => (event.type === 'SHOW' ? { shown: event.step } : {})),
    undo: assign(({ context }) => {
      const done = context.done.slice(0, -1);
      return { done, shown: done.at(-1) ?? null };
    }),
    remember: assign(({ context, event }) =>
      event.type === 'NAME' && !context.wrong.includes(event.cause)
        ? { wrong: [...context.wrong, event.cause] }
        : {},
    ),
  },
}).createMachine({
  id: 'stepper',
  context: EMPTY,
  initial: 'choosing',
  on: {
    RESTART: { target: '.choosing', actions: assign(() => EMPTY) },
    CHOOSE: { target: '.checking', actions: assign(({ event }) => begin(event.incident, false)) },
    DEAL: { target: '.checking', actions: assign(({ event }) => begin(event.incident, true)) },
    RESTORE: {
      target: '.checking',
      actions: assign(({ event }) => ({
        ...begin(event.incident, event.isDealt),
        done: event.done,
        shown: event.done.at(-1) ?? null,
      })),
    },
  },
  states: {
    choosing: {},
    checking: {
      on: {
        RUN: { actions: 'run' },
        SHOW: { actions: 'show' },
        BACK: [
          { guard: 'hasChecks', actions: 'undo' },
          { target: 'choosing', actions: assign(() => EMPTY) },
        ],
        NAME: [{ guard: 'isRight', target: 'named' }, { actions: 'remember' }],
      },
    },
    named: {
      on: {
        RUN: { actions: 'run' },
        SHOW: { actions: 'show' },
        BACK: { target: 'checking' },
        FIX: { target: 'fixed' },
      },
    },
    fixed: {
      on: {
        RUN: { actions: 'run' },
        SHOW: { actions: 'show' },
        BACK: { target: 'named' },
      },
    },
  },
});
