/** Grading: right or wrong, and the word about this very answer. */
import type { Question } from './types';

export type Answer =
  | { readonly kind: 'choices'; readonly chosen: readonly number[] }
  | { readonly kind: 'order'; readonly items: readonly string[] }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'place'; readonly place: string };

export interface Grade {
  readonly right: boolean;
  readonly feedback: readonly string[];
}

export function grade(question: Question, answer: Answer): Grade {
  switch (question.kind) {
    case 'single':
    case 'multiple': {
      const chosen = answer.kind === 'choices' ? answer.chosen : [];
      const wrong = question.choices.filter(
        (choice, index) => chosen.includes(index) && !choice.correct,
      );
      const missed = question.choices.filter(
        (choice, index) => !chosen.includes(index) && choice.correct,
      );
      const right = wrong.length === 0 && missed.length === 0;
      const hint =
        missed.length > 0 && question.kind === 'multiple'
          ? [`${missed.length} right answer${missed.length > 1 ? 's are' : ' is'} missing.`]
          : [];
      return { right, feedback: [...wrong.map((choice) => choice.why), ...hint] };
    }
    case 'order': {
      const right =
        answer.kind === 'order' &&
        answer.items.every((item, index) => item === question.items[index]);
      return { right, feedback: right ? [] : [question.why] };
    }
    case 'number': {
      const value = answer.kind === 'number' ? answer.value : Number.NaN;
      const right = Math.abs(value - question.answer) <= question.tolerance;
      const known = question.wrong.find((entry) => entry.value === value);
      return { right, feedback: right ? [] : [known?.why ?? question.why] };
    }
    case 'place': {
      const place = answer.kind === 'place' ? answer.place : '';
      const known = question.wrong.find((entry) => entry.place === place);
      return {
        right: place === question.answer,
        feedback: place === question.answer ? [] : [known?.why ?? question.why],
      };
    }
  }
}

/** A repeatable shuffle, so that an ordering never starts in its right order. */
export function shuffled(items: readonly string[]): readonly string[] {
  const turned = [...items.slice(1), ...items.slice(0, 1)];
  return turned.length > 3 ? [...turned.slice(2), ...turned.slice(0, 2)].reverse() : turned;
}
