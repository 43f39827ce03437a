import { describe, expect, test } from 'vitest';
import { grade, keyOf, type Response } from './grade';
import { QUESTIONS, questionById } from './testdata';

describe('grading', () => {
  test.each(QUESTIONS.map((question) => [question.id, question] as const))(
    'the key of %s earns everything',
    (_id, question) => {
      expect(grade(question, keyOf(question))).toEqual({ correct: true, score: 1, feedback: [] });
    },
  );

  test.each(QUESTIONS.map((question) => [question.id, question] as const))(
    'an answer of a foreign shape earns nothing on %s and does not throw',
    (_id, question) => {
      const foreign: Response = { kind: 'choices', chosen: ['zz'] };
      expect(grade(question, foreign)).toMatchObject({ correct: false, score: 0 });
    },
  );

  const cases: readonly (readonly [string, string, Response, number, RegExp])[] = [
    ['a wrong choice', 'one-of-three', { kind: 'choices', chosen: ['a'] }, 0, /one tempts/],
    [
      'half of several',
      'several',
      { kind: 'choices', chosen: ['b'] },
      0.5,
      /1 right answer is missing/,
    ],
    [
      'ticking everything',
      'several',
      { kind: 'choices', chosen: ['a', 'b', 'c', 'd'] },
      0,
      /one tempts/,
    ],
    [
      'two items swapped',
      'in-order',
      { kind: 'order', order: ['a', 'c', 'b'] },
      0.33,
      /SYN-ACK.*answers the SYN/,
    ],
    [
      'a spare side',
      'pairs',
      { kind: 'match', pairs: { a: 'a', b: 'c' } },
      0.5,
      /names an address/,
    ],
    ['a known wrong number', 'ttl', { kind: 'number', value: 61 }, 0, /no router/],
    ['any other number', 'ttl', { kind: 'number', value: 5 }, 0, /Count/],
    [
      'the inner address',
      'packet',
      { kind: 'fields', values: { dst: '10.244.1.8', ttl: '63' } },
      0.5,
      /outer destination: the inner one/,
    ],
    [
      'a known wrong repair, spaces aside',
      'mend',
      { kind: 'repair', text: 'selector: other\n', works: false },
      0,
      /no pod has it/,
    ],
  ];
  test.each(cases)('%s has its score and its word', (_name, id, response, score, word) => {
    const result = grade(questionById(id), response);
    expect(result).toMatchObject({ correct: false, score });
    expect(result.feedback.join(' ')).toMatch(word);
  });

  test('case and spaces around a typed field do not matter', () => {
    const values = { dst: ' 10.0.0.11 ', ttl: '63' };
    expect(grade(questionById('packet'), { kind: 'fields', values }).correct).toBe(true);
  });
});
