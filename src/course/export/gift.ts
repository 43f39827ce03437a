/** GIFT: docs.moodle.org "GIFT format". */
import type { ExportBody, ExportItem, Exported, Loss } from './items';
import type { QuestionFile } from './moodle-xml';

/** Signs that mean something in GIFT; a line break would end the answer, and "->" parts the sides of a pair. */
export const escapeGift = (text: string): string =>
  text
    .replaceAll('->', '→')
    .replace(/[\\~=#{}:]/g, (sign) => `\\${sign}`)
    .replace(/\r?\n/g, '\\n');

const share = (parts: number): string => (100 / parts).toFixed(5).replace(/\.?0+$/, '');
const feedback = (text: string): string => (text === '' ? '' : `#${escapeGift(text)}`);

export function gift({ items, losses }: Exported): QuestionFile {
  const own: Loss[] = [];
  const parts: string[] = [];
  let category = '';
  for (const item of items) {
    if (item.objective !== category) {
      category = item.objective;
      parts.push(`$CATEGORY: $course$/Podpath/${category}`);
    }
    if (item.body.shape === 'order')
      own.push({ question: item.id, what: 'an ordering becomes a matching of items and places' });
    if (item.body.shape === 'match' && item.body.spare.length > 0)
      own.push({ question: item.id, what: 'right sides that belong to nothing are left out' });
    if (item.hints.length > 0) own.push({ question: item.id, what: 'hints are left out' });
    parts.push(questionGift(item));
  }
  return { text: `${parts.join('\n\n')}\n`, losses: [...losses, ...own] };
}

const questionGift = ({ id, html, explanation, body }: ExportItem): string =>
  `::${escapeGift(id)}::[html]${escapeGift(html)} {\n${bodyGift(body)}\n####${escapeGift(explanation)}\n}`;

function bodyGift(body: ExportBody): string {
  switch (body.shape) {
    case 'choice': {
      const right = body.choices.filter(({ isRight }) => isRight).length;
      const mark = (isRight: boolean) =>
        body.isSingle ? (isRight ? '=' : '~') : `~%${isRight ? '' : '-'}${share(right)}%`;
      return body.choices
        .map(
          (choice) =>
            `${mark(choice.isRight)}${escapeGift(choice.html)}${feedback(choice.feedback)}`,
        )
        .join('\n');
    }
    case 'match':
      return body.pairs
        .map(({ left, right }) => `=${escapeGift(left)} -> ${escapeGift(right)}`)
        .join('\n');
    case 'order':
      return body.items.map((item, index) => `=${escapeGift(item)} -> ${index + 1}`).join('\n');
    case 'number':
      return `#${body.answer}:${body.tolerance}`;
    case 'short':
      return `=${escapeGift(body.answer)}`;
  }
}
