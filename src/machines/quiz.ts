/**
 * One sitting of the quiz. Practice and review give their word at once, hints on demand and another try; an assessment
 * takes answers, lets them be changed, and speaks only after everything is handed in.
 */
import { and, assign, setup } from 'xstate';
import type { Entry, Grade, Response, Session } from '../quiz';

export const MOST_HINTS = 3;

export interface QuizContext {
  /** null before the first sitting */
  readonly session: Session | null;
}

export type QuizMachineEvent =
  | { readonly type: 'START'; readonly session: Session }
  | {
      readonly type: 'ANSWER';
      readonly response: Response;
      readonly grade: Grade;
      readonly seconds: number;
    }
  | { readonly type: 'GOTO'; readonly index: number }
  | { readonly type: 'HINT' | 'RETRY' | 'NEXT' | 'BACK' | 'HAND_IN' | 'LEAVE' | 'RESUME' };

const openEntry = (session: Session | null): Entry | undefined => session?.entries[session.at];

function withEntry(session: Session, change: (entry: Entry) => Entry): Session {
  const entries = session.entries.map((entry, index) =>
    index === session.at ? change(entry) : entry,
  );
  return { ...session, entries };
}

const moved = (session: Session | null, at: number): Session | null =>
  session && { ...session, at: Math.max(0, Math.min(session.entries.length - 1, at)) };

export const quizMachine = setup({
  types: {
    context: {} as QuizContext,
    events: {} as QuizMachineEvent,
    input: {} as { readonly session: Session | null },
  },
  guards: {
    isEmpty: ({ context }) => !context.session || context.session.entries.length === 0,
    isFinished: ({ context }) => context.session?.finished === true,
    isOpenPractice: ({ context }) => context.session?.mode !== 'assessment',
    isLast: ({ context }) =>
      context.session !== null && context.session.at >= context.session.entries.length - 1,
    hasEarlier: ({ context }) => (context.session?.at ?? 0) > 0,
    isAnswered: ({ context }) =>
      context.session?.mode !== 'assessment' && (openEntry(context.session)?.attempts ?? 0) > 0,
    hasHint: ({ context }) =>
      context.session?.mode !== 'assessment' &&
      (openEntry(context.session)?.hints ?? 0) < MOST_HINTS,
    isWrong: ({ context }) => openEntry(context.session)?.correct === false,
  },
  actions: {
    hint: assign(({ context }) => ({
      session:
        context.session &&
        withEntry(context.session, (entry) => ({ ...entry, hints: entry.hints + 1 })),
    })),
    answer: assign(({ context, event }) =>
      event.type !== 'ANSWER' || !context.session
        ? {}
        : {
            session: withEntry(context.session, (entry) => ({
              ...entry,
              response: event.response,
              correct: event.grade.correct,
              score: event.grade.score,
              attempts: entry.attempts + 1,
              seconds: entry.seconds + event.seconds,
            })),
          },
    ),
    next: assign(({ context }) => ({
      session: moved(context.session, (context.session?.at ?? 0) + 1),
    })),
    back: assign(({ context }) => ({
      session: moved(context.session, (context.session?.at ?? 0) - 1),
    })),
    jump: assign(({ context, event }) =>
      event.type === 'GOTO' ? { session: moved(context.session, event.index) } : {},
    ),
    finish: assign(({ context }) => ({
      session: context.session && { ...context.session, finished: true },
    })),
    start: assign(({ event }) => (event.type === 'START' ? { session: event.session } : {})),
  },
}).createMachine({
  id: 'quiz',
  context: ({ input }) => ({ session: input.session }),
  initial: 'deciding',
  on: { START: { target: '.deciding', actions: 'start' } },
  states: {
    deciding: {
      always: [
        { guard: 'isEmpty', target: 'choosing' },
        { guard: 'isFinished', target: 'finished' },
        { guard: 'isAnswered', target: 'answered' },
        { target: 'asking' },
      ],
    },
    choosing: { on: { RESUME: { target: 'deciding' } } },
    asking: {
      on: {
        HINT: { guard: 'hasHint', actions: 'hint' },
        ANSWER: [
          { guard: 'isOpenPractice', target: 'answered', actions: 'answer' },
          { guard: 'isLast', target: 'handingIn', actions: 'answer' },
          { actions: ['answer', 'next'] },
        ],
        NEXT: [
          { guard: and(['isOpenPractice', 'isLast']), target: 'finished', actions: 'finish' },
          { guard: 'isLast', target: 'handingIn' },
          { target: 'deciding', actions: 'next' },
        ],
        BACK: { guard: 'hasEarlier', target: 'deciding', actions: 'back' },
        GOTO: { target: 'deciding', actions: 'jump' },
        LEAVE: 'choosing',
      },
    },
    answered: {
      on: {
        RETRY: { guard: 'isWrong', target: 'asking' },
        NEXT: [
          { guard: 'isLast', target: 'finished', actions: 'finish' },
          { target: 'deciding', actions: 'next' },
        ],
        BACK: { guard: 'hasEarlier', target: 'deciding', actions: 'back' },
        GOTO: { target: 'deciding', actions: 'jump' },
        LEAVE: 'choosing',
      },
    },
    handingIn: {
      on: {
        HAND_IN: { target: 'finished', actions: 'finish' },
        GOTO: { target: 'asking', actions: 'jump' },
        BACK: 'asking',
        LEAVE: 'choosing',
      },
    },
    finished: { on: { LEAVE: 'choosing' } },
  },
});
