import { parse } from 'gift-pegjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { Bank, Question } from '../../quiz';
import { escapeGift, gift } from './gift';
import { type ExportItem, exportItems } from './items';
import { moodleXml } from './moodle-xml';
import { qti3 } from './qti3';
import { QUESTIONS } from './testdata/questions';

const bankOf = (questions: readonly Question[]): Bank => ({
  objectives: [],
  entries: questions.map((question) => ({ question, variants: [] })),
});
const BANK = bankOf(QUESTIONS);

const wellFormed = async (name: string, contents: string): Promise<readonly string[]> => {
  // Without a schema xmllint checks that the text is well-formed.
  const { errors } = await validateXML({ xml: [{ fileName: name, contents }], schema: [ANYTHING] });
  return errors.map(({ message }) => message);
};
const ANYTHING =
  '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="nothing"/></xs:schema>';
const isOnlyUnknown = (errors: readonly string[]) =>
  errors.every((message) => /No matching global declaration available/.test(message));

interface GiftQuestion {
  readonly type: string;
  readonly title?: string | null;
  readonly stem?: { readonly text: string };
  readonly choices?: readonly {
    readonly isCorrect: boolean;
    readonly weight: number | null;
    readonly text: { readonly text: string; readonly number?: number };
    readonly feedback: { readonly text: string } | null;
  }[];
  readonly matchPairs?: readonly {
    readonly subquestion: { readonly text: string };
    readonly subanswer: string;
  }[];
}
const read = (text: string): readonly GiftQuestion[] =>
  (parse(text) as readonly GiftQuestion[]).filter(({ type }) => type !== 'Category');

describe('GIFT', () => {
  test('of every kind of question is read by a public parser', () => {
    const types = read(gift(exportItems(BANK)).text).map(({ type }) => type);
    expect(types).toEqual([
      'MC',
      'MC',
      'Matching',
      'Matching',
      'Numerical',
      'MC',
      'Short',
      'Short',
      'MC',
    ]);
  });

  test('gives back the question, the choices and which are right', () => {
    const [single, multiple] = read(gift(exportItems(BANK)).text);
    expect(single?.title).toBe('where-is-it');
    expect(single?.stem?.text).toContain('<code>10.96.0.42</code>');
    expect(single?.choices?.map(({ isCorrect, text }) => [isCorrect, text.text])).toEqual([
      [true, 'on no interface: {a} = ~b #c'],
      [false, 'on <code>cni0</code>'],
      [false, 'on &lt;b&gt; &amp; -&gt; eth0'],
    ]);
    expect(multiple?.choices?.map(({ weight }) => weight)).toEqual([50, 50, -50]);
  });

  test('no text of a question can break out of its place', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(...'~=#{}:\\->%[]\n ab`'),
      minLength: 1,
      maxLength: 24,
    });
    fc.assert(
      fc.property(nasty, nasty, nasty, (stem, one, two) => {
        const item: ExportItem = {
          id: 'q',
          objective: 'o',
          title: 't',
          html: `<p>${stem}</p>`,
          explanation: `<p>${two}</p>`,
          hints: [],
          body: {
            shape: 'choice',
            isSingle: true,
            choices: [
              { id: 'a', html: `<i>${one}</i>`, isRight: true, feedback: `<i>${two}</i>` },
              { id: 'b', html: `<b>${two}</b>`, isRight: false, feedback: '' },
            ],
          },
        };
        const questions = read(gift({ items: [item], losses: [] }).text);
        expect(questions.length).toBe(1);
        expect(questions[0]?.choices?.map(({ isCorrect }) => isCorrect)).toEqual([true, false]);
        expect(escapeGift(one)).not.toMatch(/\n/);
      }),
      { numRuns: 300, seed: 51 },
    );
  });
});

describe('Moodle XML', () => {
  const { text, losses } = moodleXml(exportItems(BANK));

  test('is well-formed, and each question has a stable id', async () => {
    expect(isOnlyUnknown(await wellFormed('quiz.xml', text))).toBe(true);
    const ids = [...text.matchAll(/<idnumber>(.*?)<\/idnumber>/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('where-is-it');
  });

  test('uses the types that every Moodle knows', () => {
    const types = [...text.matchAll(/<question type="(\w+)">/g)].map((match) => match[1]);
    expect([...new Set(types)].sort()).toEqual(
      ['category', 'matching', 'multichoice', 'numerical', 'shortanswer'].sort(),
    );
  });

  test('right answers of a multiple choice sum up to 100, and ticking all gains nothing', () => {
    const question = /<idnumber>all-that-apply<[\s\S]*?<\/question>/.exec(text)?.[0] ?? '';
    const worth = [...question.matchAll(/fraction="(-?[\d.]+)"/g)].map((match) => Number(match[1]));
    expect(worth.filter((value) => value > 0).reduce((sum, value) => sum + value, 0)).toBe(100);
    expect(worth.reduce((sum, value) => sum + value, 0)).toBeLessThan(100);
  });

  test('the end mark of CDATA inside a question does not end it', async () => {
    const evil = { ...QUESTIONS[0], stem: 'Is `]]>` the end? <script>' } as Question;
    const made = moodleXml(exportItems(bankOf([evil]))).text;
    expect(isOnlyUnknown(await wellFormed('quiz.xml', made))).toBe(true);
    expect(made).not.toContain('<script>');
  });

  test('what cannot be carried is listed', () => {
    expect(losses.map(({ question, what }) => `${question}: ${what}`)).toEqual(
      expect.arrayContaining([
        'mend-it: left out: its key is a run of the simulated cluster, which no format can carry',
        'in-order: an ordering becomes a matching of items and places',
        'click-it: the picture is left out; its places are offered as choices',
        'next-hop: becomes 2 questions, one for each field',
      ]),
    );
  });
});

describe('QTI 3.0', () => {
  const { files } = qti3(exportItems(BANK));

  test('each file is well-formed', async () => {
    for (const [name, content] of Object.entries(files))
      expect([name, isOnlyUnknown(await wellFormed(name, String(content)))]).toEqual([name, true]);
  }, 60_000);

  test('the manifest and the test name every item, and nothing else', () => {
    const items = Object.keys(files).filter((name) => name.startsWith('items/'));
    for (const list of ['imsmanifest.xml', 'test.xml']) {
      const named = [...String(files[list]).matchAll(/href="(items\/[^"]+)"/g)].map(
        (match) => match[1] ?? '',
      );
      expect([...new Set(named)].sort()).toEqual([...items].sort());
    }
  });

  test('each key names choices that the interaction offers', () => {
    for (const [name, content] of Object.entries(files)) {
      if (!name.startsWith('items/')) continue;
      const text = String(content);
      const offered = new Set(
        [...text.matchAll(/-choice identifier="([^"]+)"/g)].map((match) => match[1]),
      );
      const key = /<qti-correct-response>(.*?)<\/qti-correct-response>/.exec(text)?.[1] ?? '';
      const values = [...key.matchAll(/<qti-value>(.*?)<\/qti-value>/g)].map(
        (match) => match[1] ?? '',
      );
      expect(values.length).toBeGreaterThan(0);
      if (/base-type="(float|string)"/.test(text)) continue;
      for (const value of values)
        for (const id of value.split(' ')) expect([name, offered.has(id)]).toEqual([name, true]);
    }
  });
});
