/** Questions in the few shapes that question formats of learning platforms share; and what gets lost on the way there. */
import { type Bank, type Exhibit, plain, type Question, segments } from '../../quiz';
import { escapeHtml } from '../build/html';

export interface ExportChoice {
  readonly id: string;
  readonly html: string;
  readonly isRight: boolean;
  readonly feedback: string;
}

export type ExportBody =
  | {
      readonly shape: 'choice';
      readonly isSingle: boolean;
      readonly choices: readonly ExportChoice[];
    }
  | {
      readonly shape: 'match';
      readonly pairs: readonly { readonly left: string; readonly right: string }[];
      readonly spare: readonly string[];
    }
  | { readonly shape: 'order'; readonly items: readonly string[] }
  | {
      readonly shape: 'number';
      readonly answer: number;
      readonly tolerance: number;
      readonly feedback: string;
    }
  | { readonly shape: 'short'; readonly answer: string; readonly feedback: string };

export interface ExportItem {
  readonly id: string;
  readonly objective: string;
  readonly title: string;
  /** the question as HTML of our own making; nothing of the source is markup */
  readonly html: string;
  readonly explanation: string;
  readonly hints: readonly string[];
  readonly body: ExportBody;
}

export interface Loss {
  readonly question: string;
  readonly what: string;
}

export interface Exported {
  readonly items: readonly ExportItem[];
  /** what no format can carry */
  readonly losses: readonly Loss[];
}

/** Sentences with `code` in backticks, as HTML. */
export const html = (text: string): string =>
  segments(text)
    .map(({ kind, text: part }) =>
      kind === 'code' ? `<code>${escapeHtml(part)}</code>` : escapeHtml(part),
    )
    .join('');

const paragraphs = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${html(paragraph.replace(/\s*\n\s*/g, ' ').trim())}</p>`)
    .join('');

const exhibitHtml = ({ at, command, output }: Exhibit): string =>
  `<pre>${escapeHtml(`${at} $ ${command}\n${output}`)}</pre>`;

export function exportItems(bank: Bank): Exported {
  const items: ExportItem[] = [];
  const losses: Loss[] = [];
  const note = (question: string, what: string): void => void losses.push({ question, what });
  for (const { question, variants } of bank.entries) {
    items.push(...itemsOf(question, (what) => note(question.id, what)));
    if (variants.length > 0)
      note(
        question.id,
        `${variants.length} variants are left out: every learner sees the same one`,
      );
  }
  return { items, losses };
}

function itemsOf(question: Question, note: (what: string) => void): readonly ExportItem[] {
  const base = {
    id: question.id,
    objective: question.objective,
    title: plain(question.stem.split('\n')[0] ?? '').slice(0, 120),
    html: paragraphs(question.stem) + question.exhibits.map(exhibitHtml).join(''),
    explanation: html(question.explain),
    hints: question.hints.map(html),
  };
  switch (question.kind) {
    case 'place':
      note('the picture is left out; its places are offered as choices');
      return [{ ...base, body: choiceBody(question, true) }];
    case 'single':
    case 'line':
      return [{ ...base, body: choiceBody(question, true) }];
    case 'multiple':
      return [{ ...base, body: choiceBody(question, false) }];
    case 'order':
      return [
        { ...base, body: { shape: 'order', items: question.items.map(({ text }) => html(text)) } },
      ];
    case 'match':
      return [
        {
          ...base,
          body: {
            shape: 'match',
            pairs: question.pairs.map(({ left, right }) => ({
              left: html(left),
              right: plain(right),
            })),
            spare: question.spare.map(plain),
          },
        },
      ];
    case 'number': {
      const { answer, tolerance, why, unit } = question;
      const asked = unit ? `${base.html}<p>(${html(unit)})</p>` : base.html;
      if (question.wrong.length > 0)
        note('the words about single wrong numbers become one word for every wrong number');
      return [
        { ...base, html: asked, body: { shape: 'number', answer, tolerance, feedback: html(why) } },
      ];
    }
    case 'predict':
      note(`becomes ${question.fields.length} questions, one for each field`);
      return question.fields.map((field) => ({
        ...base,
        id: `${question.id}.${field.id}`,
        html: `${base.html}<p>${html(field.label)}?</p>`,
        body: { shape: 'short', answer: field.answer, feedback: html(field.why) },
      }));
    case 'repair':
      note('left out: its key is a run of the simulated cluster, which no format can carry');
      return [];
  }
}

type Choosing = Extract<Question, { readonly kind: 'single' | 'multiple' | 'line' | 'place' }>;

const choiceBody = (question: Choosing, isSingle: boolean): ExportBody => ({
  shape: 'choice',
  isSingle,
  choices: question.choices.map(({ id, text, correct, why }) => ({
    id,
    html: html(text),
    isRight: correct,
    feedback: html(why),
  })),
});
