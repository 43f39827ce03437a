/**
 * The session between a piece and its host: connect once, save soon after every answer, save calmly after every step,
 * end once. Whoever the host is, the rules are these.
 */
import { assign, fromPromise, setup } from 'xstate';
import type { CourseHost, Report, Welcome } from './host';
import type { ReadState } from './saved-state';

/** An answer is on its way before the learner has read the feedback; a step waits for the next one. */
const SAVE_STEP_AFTER_MILLISECONDS = 2_000;
const SAVE_AGAIN_AFTER_MILLISECONDS = 4_000;
const MOST_TRIES = 5;
/** More than a whole sitting says; a page that never answers must not fill the memory. */
const MOST_KEPT_REPORTS = 200;

export interface SessionInput {
  readonly host: CourseHost;
  /** used when the host cannot be reached: progress then stays in this browser */
  readonly fallback: CourseHost;
  /** the state as it is now; null when it does not fit */
  readonly snapshot: (limit: number) => string | null;
  /** takes over what a host has kept, before anything is written over it */
  readonly restore: (text: string | null) => Restored;
}

/** What became of a kept state. "outdone": its sitting of the quiz gave way to another one, answered here. */
export type Kept = ReadState['kind'] | 'outdone';

export interface Restored {
  readonly kept: Kept;
  /** something came that the screen does not show yet */
  readonly isNews: boolean;
}

export interface Connected extends Restored {
  readonly welcome: Welcome;
}

export interface SessionContext extends SessionInput {
  /** the host as it was found; `host` becomes the fallback when this one cannot be reached */
  readonly wanted: CourseHost;
  /** a report of the end was made */
  readonly isFinished: boolean;
  readonly welcome: Welcome | null;
  readonly kept: Kept | null;
  /** counts what has to be drawn anew */
  readonly round: number;
  /** why the host was not reached, for the one calm line */
  readonly refusal: string | null;
  readonly savedText: string | null;
  readonly failures: number;
  /** what happened before the wanted host was there to hear it */
  readonly unheard: readonly Report[];
  /** something was done that no host has been asked to keep yet */
  readonly isChanged: boolean;
}

export type SessionEvent =
  | { readonly type: 'ANSWERED' | 'MOVED'; readonly reports: readonly Report[] }
  | { readonly type: 'HIDDEN' | 'LEFT' }
  | { readonly type: 'FOUND'; readonly host: CourseHost; readonly connected: Connected };

const connect = fromPromise<Connected, { host: CourseHost; restore: SessionInput['restore'] }>(
  async ({ input: { host, restore } }) => {
    const welcome = await host.ready();
    const restored = restore(welcome.state);
    if (restored.kept !== 'empty' && restored.kept !== 'whole')
      host.log.problem(`the kept state is ${restored.kept}: ${welcome.state ?? ''}`);
    return { welcome, ...restored };
  },
);

const taken = ({ round }: SessionContext, { welcome, kept, isNews }: Connected) => ({
  welcome,
  kept,
  round: isNews ? round + 1 : round,
});

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
    connect,
    save,
  },
  guards: {
    mayTryAgain: ({ context }) => context.failures < MOST_TRIES,
    isChanged: ({ context }) => context.isChanged,
  },
  actions: {
    report: ({ context, event }) => {
      for (const report of 'reports' in event ? event.reports : [])
        void context.host.report(report);
    },
    keepReports: assign({
      isChanged: true,
      unheard: ({ context, event }) =>
        context.host === context.wanted && context.welcome
          ? context.unheard
          : [...context.unheard, ...('reports' in event ? event.reports : [])].slice(
              -MOST_KEPT_REPORTS,
            ),
    }),
    reportUnheard: ({ context }) => {
      if (context.host !== context.wanted) return;
      for (const report of context.unheard) void context.host.report(report);
    },
    noteHeard: assign({
      unheard: ({ context }) => (context.host === context.wanted ? [] : context.unheard),
    }),
    takeFound: assign(({ context, event }) =>
      event.type === 'FOUND'
        ? {
            ...taken(context, event.connected),
            host: event.host,
            refusal: null,
            savedText: null,
            failures: 0,
          }
        : {},
    ),
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
    kept: null,
    round: 0,
    refusal: null,
    savedText: null,
    failures: 0,
    unheard: [],
    isChanged: false,
  }),
  initial: 'connecting',
  states: {
    connecting: {
      on: {
        ANSWERED: { actions: ['keepReports', 'noteEnd'] },
        MOVED: { actions: 'keepReports' },
      },
      invoke: {
        src: 'connect',
        input: ({ context }) => context,
        onDone: [
          {
            guard: ({ event }) => event.output.welcome.isReadOnly,
            target: 'reading',
            actions: assign(({ context, event }) => taken(context, event.output)),
          },
          {
            target: 'active',
            actions: assign(({ context, event }) => taken(context, event.output)),
          },
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
      on: {
        ANSWERED: { actions: ['keepReports', 'noteEnd'] },
        MOVED: { actions: 'keepReports' },
        FOUND: { target: 'active', actions: 'takeFound' },
      },
      invoke: {
        src: 'connect',
        input: ({ context }) => ({ host: context.fallback, restore: context.restore }),
        onDone: {
          target: 'active',
          actions: assign(({ context, event }) => taken(context, event.output)),
        },
      },
    },
    /** Review and no-credit launches: everything can be tried, nothing is written. */
    reading: { on: { LEFT: { target: 'ended', actions: 'close' } } },
    active: {
      initial: 'begun',
      entry: ['reportUnheard', 'noteHeard'],
      on: {
        ANSWERED: { target: '.saving', actions: ['report', 'keepReports', 'noteEnd'] },
        MOVED: { target: '.waiting', actions: ['report', 'keepReports'] },
        HIDDEN: { actions: 'writeNow' },
        LEFT: { target: 'ended', actions: ['writeNow', 'close'] },
        FOUND: { target: '.begun', actions: ['takeFound', 'reportUnheard', 'noteHeard'] },
      },
      states: {
        begun: { always: [{ guard: 'isChanged', target: 'saving' }, { target: 'saved' }] },
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
