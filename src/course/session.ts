/**
 * The session between a piece and its host: connect once, save soon after every answer, save calmly after every step,
 * end once. Whoever the host is, the rules are these.
 */
import { assign, fromPromise, setup } from 'xstate';
import type { CourseHost, Report, Welcome } from './host';

/** An answer is on its way before the learner has read the feedback; a step waits for the next one. */
export const SAVE_STEP_AFTER_MILLISECONDS = 2_000;
export const SAVE_AGAIN_AFTER_MILLISECONDS = 4_000;
const MOST_TRIES = 5;

export interface SessionInput {
  readonly host: CourseHost;
  /** used when the host cannot be reached: progress then stays in this browser */
  readonly fallback: CourseHost;
  /** the state as it is now; null when it does not fit */
  readonly snapshot: (limit: number) => string | null;
}

export interface SessionContext extends SessionInput {
  /** the host as it was found; `host` becomes the fallback when this one cannot be reached */
  readonly wanted: CourseHost;
  /** a report of the end was made */
  readonly isFinished: boolean;
  readonly welcome: Welcome | null;
  /** why the host was not reached, for the one calm line */
  readonly refusal: string | null;
  readonly savedText: string | null;
  readonly failures: number;
}

export type SessionEvent =
  | { readonly type: 'ANSWERED' | 'MOVED'; readonly reports: readonly Report[] }
  | { readonly type: 'HIDDEN' | 'LEFT' }
  | { readonly type: 'FOUND'; readonly host: CourseHost; readonly welcome: Welcome };

/** The text that the host has confirmed; null when it did not, or when the state does not fit. */
const save = fromPromise<string | null, SessionContext>(async ({ input }) => {
  const { host } = input;
  const text = input.snapshot(host.can.stateLimit);
  if (text === null) {
    host.log.problem('What was answered is longer than the host can keep.');
    return null;
  }
  if (text === input.savedText) return text;
  const isKept = await host.setState(text);
  if (isKept) host.log.info(`saved, ${text.length} characters`);
  else host.log.problem('The host did not confirm that it keeps the progress.');
  return isKept ? text : null;
});

export const sessionMachine = setup({
  types: {
    context: {} as SessionContext,
    input: {} as SessionInput,
    events: {} as SessionEvent,
  },
  actors: {
    connect: fromPromise<Welcome, CourseHost>(({ input }) => input.ready()),
    save,
  },
  guards: { mayTryAgain: ({ context }) => context.failures < MOST_TRIES },
  actions: {
    report: ({ context, event }) => {
      for (const report of 'reports' in event ? event.reports : [])
        void context.host.report(report);
    },
    noteEnd: assign({
      isFinished: ({ context, event }) =>
        context.isFinished ||
        ('reports' in event && event.reports.some(({ type }) => type === 'finished')),
    }),
    /** The page may never come back: what is not written yet is written now, without waiting for a turn. */
    writeNow: ({ context }) => {
      const text = context.snapshot(context.host.can.stateLimit);
      if (text !== null && text !== context.savedText) void context.host.setState(text);
      context.host.flush();
    },
    close: ({ context }) => context.host.close(),
    noteFailure: assign({ failures: ({ context }) => context.failures + 1 }),
  },
}).createMachine({
  id: 'course-session',
  context: ({ input }) => ({
    ...input,
    wanted: input.host,
    isFinished: false,
    welcome: null,
    refusal: null,
    savedText: null,
    failures: 0,
  }),
  initial: 'connecting',
  states: {
    connecting: {
      invoke: {
        src: 'connect',
        input: ({ context }) => context.host,
        onDone: [
          {
            guard: ({ event }) => event.output.isReadOnly,
            target: 'reading',
            actions: assign({ welcome: ({ event }) => event.output }),
          },
          { target: 'active', actions: assign({ welcome: ({ event }) => event.output }) },
        ],
        onError: {
          target: 'falling',
          actions: assign({
            refusal: ({ event }) => (event.error instanceof Error ? event.error.message : ''),
          }),
        },
      },
    },
    falling: {
      entry: assign({ host: ({ context }) => context.fallback }),
      invoke: {
        src: 'connect',
        input: ({ context }) => context.fallback,
        onDone: { target: 'active', actions: assign({ welcome: ({ event }) => event.output }) },
      },
    },
    /** Review and no-credit launches: everything can be tried, nothing is written. */
    reading: { on: { LEFT: { target: 'ended', actions: 'close' } } },
    active: {
      initial: 'saved',
      on: {
        ANSWERED: { target: '.saving', actions: ['report', 'noteEnd'] },
        MOVED: { target: '.waiting', actions: 'report', reenter: true },
        HIDDEN: { actions: 'writeNow' },
        LEFT: { target: 'ended', actions: ['writeNow', 'close'] },
        FOUND: {
          target: '.saving',
          actions: assign({
            host: ({ event }) => event.host,
            welcome: ({ event }) => event.welcome,
            refusal: null,
            savedText: null,
          }),
        },
      },
      states: {
        saved: {},
        waiting: { after: { [SAVE_STEP_AFTER_MILLISECONDS]: 'saving' } },
        saving: {
          invoke: {
            src: 'save',
            input: ({ context }) => context,
            onDone: [
              {
                guard: ({ event }) => event.output !== null,
                target: 'saved',
                actions: assign({ savedText: ({ event }) => event.output, failures: 0 }),
              },
              { target: 'unsaved', actions: 'noteFailure' },
            ],
            onError: { target: 'unsaved', actions: 'noteFailure' },
          },
        },
        unsaved: {
          after: {
            [SAVE_AGAIN_AFTER_MILLISECONDS]: { guard: 'mayTryAgain', target: 'saving' },
          },
        },
      },
    },
    ended: { type: 'final' },
  },
});
