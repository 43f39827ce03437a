/** Grading: right or wrong, how much of it, and the word about this very answer. */
import type { Choice, Question } from './question';

/** What the learner answered. Small, and the same for the page, the stored session and a course's report. */
export type Response =
  /** single, multiple, place, line: ids of choices */
  | { readonly kind: 'choices'; readonly chosen: readonly string[] }
  /** ids of the items from first to last */
  | { readonly kind: 'order'; readonly order: readonly string[] }
  /** id of the left side -> id of the pair whose right side was put there; spare sides go on with the next letters */
  | { readonly kind: 'match'; readonly pairs: Readonly<Record<string, string>> }
  | { readonly kind: 'number'; readonly value: number }
  /** id of the field -> value */
  | { readonly kind: 'fields'; readonly values: Readonly<Record<string, string>> }
  /** the edited manifest, and whether the request worked in the simulator */
  | { readonly kind: 'repair'; readonly text: string; readonly works: boolean };

export interface Grade {
  readonly correct: boolean;
  /** 0 to 1; partial where an answer has parts */
  readonly score: number;
  readonly feedback: readonly string[];
}

const RIGHT: Grade = { correct: true, score: 1, feedback: [] };
const wrong = (score: number, feedback: readonly string[]): Grade => ({
  correct: false,
  score: Math.round(score * 100) / 100,
  feedback,
});

/** A response of the wrong shape counts as no answer: it comes from stored or foreign data. */
export function grade(question: Question, response: Response): Grade {
  switch (question.kind) {
    case 'single':
    case 'place':
    case 'line':
      return one(question.choices, response);
    case 'multiple':
      return several(question.choices, response);
    case 'order':
      return ordered(question, response);
    case 'match':
      return matched(question, response);
    case 'number':
      return measured(question, response);
    case 'predict':
      return filled(question, response);
    case 'repair':
      return repaired(question, response);
  }
}

const chosenOf = (response: Response): readonly string[] =>
  response.kind === 'choices' ? response.chosen : [];

function one(choices: readonly Choice[], response: Response): Grade {
  const choice = choices.find((entry) => entry.id === chosenOf(response)[0]);
  if (choice?.correct && chosenOf(response).length === 1) return RIGHT;
  return wrong(0, choice ? [choice.why] : []);
}

/** Each choice is a decision; wrong ones take away what right ones gave, so that ticking all gains nothing. */
function several(choices: readonly Choice[], response: Response): Grade {
  const chosen = chosenOf(response);
  const false_ = choices.filter((choice) => chosen.includes(choice.id) && !choice.correct);
  const right = choices.filter((choice) => choice.correct);
  const missed = right.filter((choice) => !chosen.includes(choice.id)).length;
  if (false_.length === 0 && missed === 0) return RIGHT;
  const score = (right.length - missed - false_.length) / right.length;
  const word = missed > 0 ? [`${missed} right answer${missed > 1 ? 's are' : ' is'} missing.`] : [];
  return wrong(Math.max(0, score), [...false_.map((choice) => choice.why), ...word]);
}

type Of<K extends Question['kind']> = Extract<Question, { kind: K }>;

function ordered(question: Of<'order'>, response: Response): Grade {
  const order = response.kind === 'order' ? response.order : [];
  const at = question.items.findIndex((item, index) => order[index] !== item.id);
  if (at < 0) return RIGHT;
  const inPlace = question.items.filter((item, index) => order[index] === item.id).length;
  const item = question.items[Math.max(1, at)];
  return wrong(inPlace / question.items.length, item ? [`“${item.text}”: ${item.why}`] : []);
}

function matched(question: Of<'match'>, response: Response): Grade {
  const given = response.kind === 'match' ? response.pairs : {};
  const off = question.pairs.filter((pair) => given[pair.id] !== pair.id);
  if (off.length === 0) return RIGHT;
  return wrong(
    1 - off.length / question.pairs.length,
    off.map((pair) => `“${pair.left}”: ${pair.why}`),
  );
}

function measured(question: Of<'number'>, response: Response): Grade {
  const value = response.kind === 'number' ? response.value : Number.NaN;
  if (Math.abs(value - question.answer) <= question.tolerance) return RIGHT;
  const known = question.wrong.find((entry) => Number(entry.value) === value);
  return wrong(0, [known?.why ?? question.why]);
}

/** Addresses and chain names are compared without regard to case and spaces around. */
const normal = (text: string): string => text.trim().toLowerCase();

function filled(question: Of<'predict'>, response: Response): Grade {
  const values = response.kind === 'fields' ? response.values : {};
  const off = question.fields.filter(
    (field) => normal(values[field.id] ?? '') !== normal(field.answer),
  );
  if (off.length === 0) return RIGHT;
  const words = off.map((field) => {
    const value = normal(values[field.id] ?? '');
    const known = field.wrong.find((entry) => normal(entry.value) === value);
    return `${field.label}: ${known?.why ?? field.why}`;
  });
  return wrong(1 - off.length / question.fields.length, words);
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

function repaired(question: Of<'repair'>, response: Response): Grade {
  if (response.kind === 'repair' && response.works) return RIGHT;
  const text = response.kind === 'repair' ? squeezed(response.text) : '';
  const known = question.wrong.find((entry) => squeezed(entry.text) === text);
  return wrong(0, known ? [known.why] : []);
}

/** The right answer, in the shape of an answer. */
export function keyOf(question: Question): Response {
  switch (question.kind) {
    case 'single':
    case 'multiple':
    case 'place':
    case 'line':
      return {
        kind: 'choices',
        chosen: question.choices.filter((choice) => choice.correct).map((choice) => choice.id),
      };
    case 'order':
      return { kind: 'order', order: question.items.map((item) => item.id) };
    case 'match':
      return {
        kind: 'match',
        pairs: Object.fromEntries(question.pairs.map((pair) => [pair.id, pair.id])),
      };
    case 'number':
      return { kind: 'number', value: question.answer };
    case 'predict':
      return {
        kind: 'fields',
        values: Object.fromEntries(question.fields.map((field) => [field.id, field.answer])),
      };
    case 'repair':
      return { kind: 'repair', text: question.solution, works: true };
  }
}
