import { type Bank, type Question, questionOf } from '../../src/quiz';

/** Which variant of a question is shown is the seed's secret; the text on the screen tells. */
export function variantOf(bank: Bank, id: string, shown: string): Question {
  const entry = bank.entries.find(({ question }) => question.id === id);
  if (!entry) throw new Error(`the bank has no ${id}`);
  for (let variant = 0; variant <= entry.variants.length; variant += 1) {
    const question = questionOf(entry, variant);
    const texts = [
      ...question.stem.split('\n\n'),
      ...question.exhibits.map((exhibit) => exhibit.output),
      question.kind === 'repair' ? question.manifest : '',
      ...(question.kind === 'match' ? question.pairs.map((pair) => pair.left) : []),
    ];
    if (texts.every((text) => shown.includes(text.replaceAll('`', '')))) return question;
  }
  throw new Error(`no variant of ${id} is on the screen:\n${shown}`);
}
