/**
 * The troubleshooting walk: an incident is opened, checks are run in any order, a cause is named, a fix applied and
 * verified. Pure; what a check shows is computed elsewhere from the incident's cluster.
 */
import { assign, setup } from 'xstate';

export interface StepperContext {
  /** what is broken; null before a case is opened */
  readonly incident: string | null;
  /** checks in the order in which they were run; asking again counts again */
  readonly done: readonly string[];
  /** checks that were run after the fix */
  readonly verified: readonly string[];
  /** index of the run on screen, in `done` and then `verified` */
  readonly shown: number | null;
  /** causes that were named and were wrong, in order */
  readonly wrong: readonly string[];
}

export type StepperEvent =
  | { readonly type: 'OPEN'; readonly incident: string }
  | { readonly type: 'RUN'; readonly step: string }
  | { readonly type: 'SHOW'; readonly index: number }
  | { readonly type: 'BACK' }
  | { readonly type: 'NAME'; readonly cause: string }
  | { readonly type: 'FIX' }
  | { readonly type: 'RESTART' }
  | { readonly type: 'CLOSE' }
  | {
      readonly type: 'RESTORE';
      readonly incident: string;
      readonly done: readonly string[];
      readonly wrong: readonly string[];
      readonly stage: 'checking' | 'named' | 'fixed';
    };

const EMPTY: StepperContext = { incident: null, done: [], verified: [], shown: null, wrong: [] };

/** More runs than anybody needs; what a shared link can hold. */
export const MAXIMUM_RUNS = 30;

const lastOf = (items: readonly string[]): number | null =>
  items.length > 0 ? items.length - 1 : null;

export const stepperMachine = setup({
  types: { context: {} as StepperContext, events: {} as StepperEvent },
  guards: {
    isRight: ({ context, event }) => event.type === 'NAME' && event.cause === context.incident,
    hasChecks: ({ context }) => context.done.length > 0,
    hasVerified: ({ context }) => context.verified.length > 0,
    wasFixed: ({ event }) => event.type === 'RESTORE' && event.stage === 'fixed',
    wasNamed: ({ event }) => event.type === 'RESTORE' && event.stage === 'named',
  },
  actions: {
    run: assign(({ context, event }) => {
      if (event.type !== 'RUN' || context.done.length >= MAXIMUM_RUNS) return {};
      return { done: [...context.done, event.step], shown: context.done.length };
    }),
    verify: assign(({ context, event }) => {
      if (event.type !== 'RUN' || context.verified.length >= MAXIMUM_RUNS) return {};
      const shown = context.done.length + context.verified.length;
      return { verified: [...context.verified, event.step], shown };
    }),
    show: assign(({ context, event }) => {
      const count = context.done.length + context.verified.length;
      return event.type === 'SHOW' && event.index >= 0 && event.index < count
        ? { shown: event.index }
        : {};
    }),
    undo: assign(({ context }) => {
      const done = context.done.slice(0, -1);
      return { done, shown: lastOf(done) };
    }),
    undoVerified: assign(({ context }) => {
      const verified = context.verified.slice(0, -1);
      return { verified, shown: lastOf([...context.done, ...verified]) };
    }),
    remember: assign(({ context, event }) =>
      event.type === 'NAME' && !context.wrong.includes(event.cause)
        ? { wrong: [...context.wrong, event.cause] }
        : {},
    ),
    restore: assign(({ event }) => {
      if (event.type !== 'RESTORE') return {};
      const { incident, wrong } = event;
      const done = event.done.slice(0, MAXIMUM_RUNS);
      return { ...EMPTY, incident, done, wrong, shown: lastOf(done) };
    }),
    clear: assign(({ context }) => ({ ...EMPTY, incident: context.incident })),
  },
}).createMachine({
  id: 'stepper',
  context: EMPTY,
  initial: 'choosing',
  on: {
    CLOSE: { target: '.choosing', actions: assign(() => EMPTY) },
    OPEN: {
      target: '.checking',
      actions: assign(({ event }) => ({ ...EMPTY, incident: event.incident })),
    },
    RESTORE: [
      { guard: 'wasFixed', target: '.fixed', actions: 'restore' },
      { guard: 'wasNamed', target: '.named', actions: 'restore' },
      { target: '.checking', actions: 'restore' },
    ],
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
        RESTART: { actions: 'clear' },
      },
    },
    named: {
      on: {
        RUN: { actions: 'run' },
        SHOW: { actions: 'show' },
        BACK: { target: 'checking' },
        FIX: { target: 'fixed' },
        RESTART: { target: 'checking', actions: 'clear' },
      },
    },
    fixed: {
      on: {
        RUN: { actions: 'verify' },
        SHOW: { actions: 'show' },
        BACK: [{ guard: 'hasVerified', actions: 'undoVerified' }, { target: 'named' }],
        RESTART: { target: 'checking', actions: 'clear' },
      },
    },
  },
});
