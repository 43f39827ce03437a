/** One answered question as elements of a SCORM data model, in the order in which they must be set. */
import type { AnswerData, Interaction } from '../host';
import { decimal, time12, timespan12, timespan2004, timestamp2004 } from './format';

export type Write = readonly [element: string, value: string];

const LONGEST_ID = 250;
const LONGEST_DESCRIPTION = 250;
const LONGEST_TEXT_12 = 255;
const LONGEST_TEXT_2004 = 4_000;
/** 1.2 knows choices by one sign: 36 of them. */
const SIGNS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Letters, digits, dot, underscore and hyphen only: blanks and colons are refused by strict platforms. */
export function interactionId(id: string): string {
  return `podpath.${id.replace(/[^A-Za-z0-9._-]/g, '_')}`.slice(0, LONGEST_ID);
}

interface Spelling {
  readonly choice: (id: string) => string;
  readonly separator: string;
  readonly pair: string;
  readonly range: (value: number) => string;
  readonly text: (value: string) => string;
  readonly textType: string;
  readonly performance: string;
}

/** A single sign stands for itself; longer ids are numbered by their order in the answer and its key. */
const sign12 = (id: string): string => (/^[0-9a-z]$/.test(id) ? id : (SIGNS[hash(id) % 36] ?? '0'));
const hash = (text: string): number =>
  [...text].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9_973, 7);

const SPELLING_12: Spelling = {
  choice: sign12,
  separator: ',',
  pair: '.',
  range: decimal,
  text: (value) => value.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_TEXT_12),
  textType: 'fill-in',
  performance: 'performance',
};

const SPELLING_2004: Spelling = {
  choice: (id) => id.replace(/\W/g, '_').slice(0, LONGEST_ID),
  separator: '[,]',
  pair: '[.]',
  range: (value) => `${decimal(value)}[:]${decimal(value)}`,
  text: (value) => value.slice(0, LONGEST_TEXT_2004),
  textType: 'long-fill-in',
  // Its "performance" is a list of steps in a syntax of its own; a manifest that works is none.
  performance: 'other',
};

interface Spelled {
  readonly type: string;
  readonly response: string;
  readonly pattern: string;
}

function spell(answer: AnswerData, spelling: Spelling): Spelled {
  const { choice, separator, pair, text } = spelling;
  const list = (ids: readonly string[]) => ids.map(choice).join(separator);
  const pairs = (entries: readonly (readonly [string, string])[]) =>
    entries.map(([left, right]) => `${choice(left)}${pair}${choice(right)}`).join(separator);
  switch (answer.kind) {
    case 'choice':
    case 'sequencing':
      return { type: answer.kind, response: list(answer.chosen), pattern: list(answer.correct) };
    case 'matching':
      return { type: 'matching', response: pairs(answer.chosen), pattern: pairs(answer.correct) };
    case 'numeric':
      return {
        type: 'numeric',
        response: decimal(answer.chosen),
        pattern: spelling.range(answer.correct),
      };
    case 'text':
    case 'performance': {
      const type = answer.kind === 'text' ? spelling.textType : spelling.performance;
      return { type, response: text(answer.chosen), pattern: text(answer.correct) };
    }
  }
}

export function interaction12(index: number, interaction: Interaction): readonly Write[] {
  const { type, response, pattern } = spell(interaction.answer, SPELLING_12);
  const at = `cmi.interactions.${index}`;
  return [
    [`${at}.id`, interactionId(interaction.id)],
    [`${at}.type`, type],
    [`${at}.time`, time12(interaction.answeredAt)],
    [`${at}.correct_responses.0.pattern`, pattern],
    [`${at}.student_response`, response],
    [`${at}.result`, interaction.isRight ? 'correct' : 'wrong'],
    [`${at}.latency`, timespan12(interaction.latencySeconds)],
  ];
}

export function interaction2004(index: number, interaction: Interaction): readonly Write[] {
  const { type, response, pattern } = spell(interaction.answer, SPELLING_2004);
  const at = `cmi.interactions.${index}`;
  return [
    [`${at}.id`, interactionId(interaction.id)],
    [`${at}.type`, type],
    [`${at}.timestamp`, timestamp2004(interaction.answeredAt)],
    [`${at}.description`, interaction.text.slice(0, LONGEST_DESCRIPTION)],
    [`${at}.correct_responses.0.pattern`, pattern],
    [`${at}.learner_response`, response],
    [`${at}.result`, interaction.isRight ? 'correct' : 'incorrect'],
    [`${at}.latency`, timespan2004(interaction.latencySeconds)],
  ];
}
