/** Moodle XML: docs.moodle.org "Moodle XML format". */
import { escapeXml } from '../package/xml';
import type { ExportBody, ExportItem, Exported, Loss } from './items';

/** Moodle keeps an answer's worth with five decimals and knows only certain shares. */
const share = (parts: number): string => (100 / parts).toFixed(5).replace(/\.?0+$/, '');
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]&gt;')}]]>`;
const text = (tag: string, html: string): string =>
  `<${tag} format="html"><text>${cdata(html)}</text></${tag}>`;

export interface QuestionFile {
  readonly text: string;
  readonly losses: readonly Loss[];
}

export function moodleXml({ items, losses }: Exported): QuestionFile {
  const own: Loss[] = [];
  const parts: string[] = [];
  let category = '';
  for (const item of items) {
    if (item.objective !== category) {
      category = item.objective;
      parts.push(
        `  <question type="category"><category><text>$course$/Podpath/${escapeXml(category)}</text></category></question>`,
      );
    }
    if (item.body.shape === 'order')
      own.push({ question: item.id, what: 'an ordering becomes a matching of items and places' });
    parts.push(questionXml(item));
  }
  return {
    text: `<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n${parts.join('\n')}\n</quiz>\n`,
    losses: [...losses, ...own],
  };
}

const TYPES: Readonly<Record<ExportBody['shape'], string>> = {
  choice: 'multichoice',
  match: 'matching',
  order: 'matching',
  number: 'numerical',
  short: 'shortanswer',
};

function questionXml(item: ExportItem): string {
  return `  <question type="${TYPES[item.body.shape]}">
    <name><text>${escapeXml(item.id)}</text></name>
    ${text('questiontext', item.html)}
    ${text('generalfeedback', item.explanation)}
    <defaultgrade>1</defaultgrade>
    <penalty>0.3333333</penalty>
    <idnumber>${escapeXml(item.id)}</idnumber>
${bodyXml(item.body)}
${item.hints.map((hint) => `    ${text('hint', hint)}`).join('\n')}
  </question>`;
}

function bodyXml(body: ExportBody): string {
  switch (body.shape) {
    case 'choice': {
      const right = body.choices.filter(({ isRight }) => isRight).length;
      const worth = (isRight: boolean) =>
        body.isSingle ? (isRight ? '100' : '0') : `${isRight ? '' : '-'}${share(right)}`;
      const answers = body.choices.map(
        ({ html, isRight, feedback }) =>
          `    <answer fraction="${worth(isRight)}" format="html"><text>${cdata(html)}</text>${text('feedback', feedback)}</answer>`,
      );
      return `    <single>${body.isSingle}</single>\n    <shuffleanswers>1</shuffleanswers>\n    <answernumbering>abc</answernumbering>\n${answers.join('\n')}`;
    }
    case 'match':
      return matching(body.pairs, body.spare);
    case 'order':
      return matching(
        body.items.map((left, index) => ({ left, right: String(index + 1) })),
        [],
      );
    case 'number':
      return `    <answer fraction="100"><text>${body.answer}</text>${text('feedback', '')}<tolerance>${body.tolerance}</tolerance></answer>\n    <answer fraction="0"><text>*</text>${text('feedback', body.feedback)}<tolerance>0</tolerance></answer>`;
    case 'short':
      return `    <usecase>0</usecase>\n    <answer fraction="100"><text>${escapeXml(body.answer)}</text>${text('feedback', '')}</answer>\n    <answer fraction="0"><text>*</text>${text('feedback', body.feedback)}</answer>`;
  }
}

function matching(
  pairs: readonly { readonly left: string; readonly right: string }[],
  spare: readonly string[],
): string {
  const one = (left: string, right: string) =>
    `    <subquestion format="html"><text>${cdata(left)}</text><answer><text>${escapeXml(right)}</text></answer></subquestion>`;
  const lines = [
    ...pairs.map(({ left, right }) => one(left, right)),
    ...spare.map((right) => one('', right)),
  ];
  return `    <shuffleanswers>true</shuffleanswers>\n${lines.join('\n')}`;
}
