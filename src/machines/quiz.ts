/** A pass through the questions: ask, give feedback, go on, review; retry the missed ones or all. */
import { assign, setup } from 'xstate';

export interface QuizContext {
  /** ids in the order in which they are asked */
  readonly ids: readonly string[];
  readonly at: number;
  readonly results: Readonly<Record<string, boolean>>;
}

export type QuizEvent =
  | { readonly type: 'ANSWER'; readonly right: boolean }
  | { readonly type: 'NEXT' | 'RETRY_MISSED' | 'RETRY_ALL' };

export const quizMachine = setup({
  types: {
    context: {} as QuizContext,
    events: {} as QuizEvent,
    input: {} as { ids: readonly string[]; results: Readonly<Record<string, boolean>> },
  },
  guards: { isLast: ({ context }) => context.at >= context.ids.length - 1 },
}).createMachine({
  id: 'quiz',
  context: ({ input }) => {
    const first = input.ids.findIndex((id) => !(id in input.results));
    return { ids: input.ids, at: first < 0 ? input.ids.length - 1 : first, results: input.results };
  },
  initial: 'deciding',
  states: {
    deciding: {
      always: [
        {
          guard: ({ context }) => context.ids.every((id) => id in context.results),
          target: 'finished',
        },
        { target: 'asking' },
      ],
    },
    asking: {
      on: {
        ANSWER: {
          target: 'answered',
          actions: assign(({ context, event }) => ({
            results: { ...context.results, [context.ids[context.at] ?? '']: event.right },
          })),
        },
      },
    },
    answered: {
      on: {
        NEXT: [
          { guard: 'isLast', target: 'finished' },
          { target: 'asking', actions: assign(({ context }) => ({ at: context.at + 1 })) },
        ],
      },
    },
    finished: {
      on: {
        RETRY_ALL: { target: 'asking', actions: assign({ at: 0, results: {} }) },
        RETRY_MISSED: {
          target: 'asking',
          actions: assign(({ context }) => {
            const missed = context.ids.filter((id) => !context.results[id]);
            return { ids: missed.length > 0 ? missed : context.ids, at: 0, results: {} };
          }),
        },
      },
    },
  },
});
