import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANSWERS, interaction } from '../testdata/interactions';
import { judge } from '../testdata/judge';
import { decimal, time12, timespan12, timespan2004, timestamp2004 } from './format';
import { interaction12, interaction2004, interactionId, type Write } from './interaction';

const begun = (status: string) =>
  [{ name: 'initialize' }, { name: 'set', element: status, value: 'incomplete' }] as const;
const sets = (writes: readonly Write[]) =>
  writes.map(([element, value]) => ({ name: 'set' as const, element, value }));

describe('an answer in the data model', () => {
  test.each(ANSWERS.map((answer, index) => [answer.kind, index] as const))(
    'of SCORM 1.2 stays within its limits: %s, fixture %i',
    (_, index) => {
      const answer = ANSWERS[index];
      if (!answer) throw new Error('no fixture');
      const writes = interaction12(0, interaction(answer, index));
      expect(judge('scorm12', [...begun('cmi.core.lesson_status'), ...sets(writes)])).toEqual([]);
    },
  );

  test.each(ANSWERS.map((answer, index) => [answer.kind, index] as const))(
    'of SCORM 2004 stays within its limits: %s, fixture %i',
    (_, index) => {
      const answer = ANSWERS[index];
      if (!answer) throw new Error('no fixture');
      const writes = interaction2004(0, interaction(answer, index));
      expect(judge('scorm2004', [...begun('cmi.completion_status'), ...sets(writes)])).toEqual([]);
    },
  );

  test('a wrong answer is "wrong" in 1.2 and "incorrect" in 2004', () => {
    const wrong = interaction(ANSWERS[0] ?? { kind: 'numeric', chosen: 1, correct: 2 }, 1);
    expect(Object.fromEntries(interaction12(3, wrong))['cmi.interactions.3.result']).toBe('wrong');
    expect(Object.fromEntries(interaction2004(3, wrong))['cmi.interactions.3.result']).toBe(
      'incorrect',
    );
  });

  test('letters of choices are kept, so that a report can be read against the question', () => {
    const answer = { kind: 'choice', chosen: ['b'], correct: ['a', 'c'] } as const;
    const in12 = Object.fromEntries(interaction12(0, interaction(answer)));
    expect(in12['cmi.interactions.0.student_response']).toBe('b');
    expect(in12['cmi.interactions.0.correct_responses.0.pattern']).toBe('a,c');
    const in2004 = Object.fromEntries(interaction2004(0, interaction(answer)));
    expect(in2004['cmi.interactions.0.correct_responses.0.pattern']).toBe('a[,]c');
  });

  test('ids are short words of plain letters, whatever the question is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (id) => {
        expect(interactionId(id)).toMatch(/^[A-Za-z0-9._-]{1,250}$/);
      }),
      { numRuns: 500, seed: 31 },
    );
  });
});

describe('numbers and times', () => {
  test.each([
    [0, '0'],
    [1, '1'],
    [0.7, '0.7'],
    [2 / 3, '0.6667'],
    [1e21, '1000000000000'],
    [-0.00001, '0'],
    [Number.NaN, '0'],
    [100, '100'],
  ])('%d is spelled %s', (value, text) => {
    expect(decimal(value)).toBe(text);
  });

  test.each([
    [12.345, '0000:00:12.35', 'PT12.35S'],
    [90, '0000:01:30.00', 'PT1M30S'],
    [3_723.4, '0001:02:03.40', 'PT1H2M3.40S'],
    [-5, '0000:00:00.00', 'PT0S'],
    [1e12, '9999:00:00.00', 'PT9999H0S'],
  ])('%d seconds are %s in 1.2 and %s in 2004', (seconds, in12, in2004) => {
    expect(timespan12(seconds)).toBe(in12);
    expect(timespan2004(seconds)).toBe(in2004);
  });

  test('a timestamp of 2004 has exactly two digits behind the second', () => {
    expect(timestamp2004(Date.UTC(2026, 10, 23, 10))).toBe('2026-11-23T10:00:00.00Z');
    expect(timestamp2004(Date.UTC(2026, 10, 23, 10, 0, 0, 129))).toBe('2026-11-23T10:00:00.12Z');
    expect(time12(Date.UTC(2026, 10, 23, 10))).toMatch(/^\d\d:\d\d:\d\d$/);
  });
});
