/** Answers in words, for reviews, teachers and reports. */
import type { Response } from './grade';
import type { Question } from './question';

const NOTHING = 'no answer';

export function answerInWords(question: Question, response: Response | undefined): string {
  if (!response) return NOTHING;
  switch (response.kind) {
    case 'choices':
      return (
        ('choices' in question ? question.choices : [])
          .filter((choice) => response.chosen.includes(choice.id))
          .map((choice) => choice.text)
          .join('; ') || NOTHING
      );
    case 'order':
      return (question.kind === 'order' ? response.order : [])
        .map((id, index) => `${index + 1}. ${itemText(question, id)}`)
        .join(' ');
    case 'match':
      return (question.kind === 'match' ? question.pairs : [])
        .map((pair) => `${pair.left} → ${rightText(question, response.pairs[pair.id] ?? '')}`)
        .join('; ');
    case 'number': {
      const unit = question.kind === 'number' ? question.unit : '';
      return `${response.value} ${unit}`.trim();
    }
    case 'fields':
      return (question.kind === 'predict' ? question.fields : [])
        .map((field) => `${field.label}: ${response.values[field.id] || '–'}`)
        .join('; ');
    case 'repair':
      return response.works ? 'a repair that works' : 'a repair that does not help';
  }
}

const itemText = (question: Question, id: string): string =>
  (question.kind === 'order' ? question.items.find((item) => item.id === id)?.text : undefined) ??
  '–';

/** Right sides by id: pairs first, then the spare ones with the letters that follow. */
export function rightSides(
  question: Extract<Question, { kind: 'match' }>,
): readonly { readonly id: string; readonly text: string }[] {
  const last = question.pairs.at(-1)?.id ?? 'a';
  return [
    ...question.pairs.map((pair) => ({ id: pair.id, text: pair.right })),
    ...question.spare.map((text, index) => ({
      id: String.fromCharCode(last.charCodeAt(0) + 1 + index),
      text,
    })),
  ];
}

const rightText = (question: Question, id: string): string =>
  (question.kind === 'match'
    ? rightSides(question).find((side) => side.id === id)?.text
    : undefined) ?? '–';
