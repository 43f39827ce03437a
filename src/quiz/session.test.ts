import { describe, expect, test } from 'vitest';
import { difference, questionOf, variantOf } from './bank';
import { decodeSession, encodeSession, LONGEST_SESSION, shortId } from './codec';
import { listenToQuiz, type QuizEvent, tellQuiz } from './events';
import { keyOf, type Response } from './grade';
import { plain, segments } from './question';
import { type Entry, isPassed, questionAt, scaledOf, type Session, startSession } from './session';
import { BANK, QUESTIONS } from './testdata';

const started = startSession(BANK, { mode: 'practice', seed: 7 });
const answered = (response: (index: number) => Response): Session => ({
  ...started,
  at: 8,
  finished: true,
  entries: started.entries.map(
    (entry, index): Entry => ({
      ...entry,
      response: response(index),
      correct: index % 2 === 0,
      score: index % 2 === 0 ? 1 : 0.5,
      attempts: 2,
      hints: 3,
      seconds: 90,
    }),
  ),
});
const keys = answered((index) => {
  const question = questionAt(BANK, started, index);
  if (!question) throw new Error('no question');
  return keyOf(question);
});

describe('a session in its short form', () => {
  test('comes back as it was, every kind of answer included', () => {
    expect(decodeSession(encodeSession(keys, BANK), BANK)).toEqual({ ok: true, session: keys });
  });

  test('keeps wrong and typed answers', () => {
    const responses: Record<string, Response> = {
      packet: { kind: 'fields', values: { dst: '10.244.1.8', ttl: 'a.b~c d' } },
      pairs: { kind: 'match', pairs: { a: 'c', b: 'a' } },
      ttl: { kind: 'number', value: -1.5e-7 },
    };
    const session = {
      ...keys,
      entries: keys.entries.map((entry) => ({
        ...entry,
        response: responses[entry.id] ?? entry.response,
      })),
    };
    expect(decodeSession(encodeSession(session, BANK), BANK)).toEqual({ ok: true, session });
  });

  test('is printable ASCII without blanks', () => {
    expect(encodeSession(keys, BANK)).toMatch(/^[!-~]+$/);
  });

  test('drops the answers, not the scores, when it would grow too long', () => {
    const many = { ...keys, entries: Array.from({ length: 60 }, () => keys.entries).flat() };
    const text = encodeSession(many, BANK);
    const back = decodeSession(text, BANK);
    expect(text.length).toBeGreaterThan(LONGEST_SESSION);
    expect(back.ok && back.session.entries[0]).toMatchObject({ correct: true, score: 1 });
    expect(back.ok && back.session.entries[0]?.response).toBeUndefined();
  });

  test('a question that is gone is left out', () => {
    const smaller = { ...BANK, entries: BANK.entries.slice(1) };
    const back = decodeSession(encodeSession(keys, BANK), smaller);
    expect(back.ok && back.session.entries).toHaveLength(QUESTIONS.length - 1);
  });

  const text = encodeSession(keys, BANK);
  test.each([
    ['nothing', ''],
    ['another product', 'x1.p.7.28.0.0'],
    ['a later version', text.replace('q1', 'q2')],
    ['a cut head', text.slice(0, 6)],
    ['a mode nobody knows', text.replace('q1.p', 'q1.z')],
    ['an entry of three characters', `${text}.zzz`],
    ['no known question', 'q1.p.7.28.0.0.___0'],
  ])('%s is refused with a reason', (_name, broken) => {
    const back = decodeSession(broken, BANK);
    expect(back.ok).toBe(false);
    expect(!back.ok && back.error).toMatch(/saved quiz/);
  });

  test('cut at any place it never throws', () => {
    for (let length = 0; length < text.length; length += 1) {
      expect(() => decodeSession(text.slice(0, length), BANK)).not.toThrow();
    }
  });

  test('two questions of the bank never share their three characters', () => {
    expect(new Set(QUESTIONS.map((question) => shortId(question.id))).size).toBe(QUESTIONS.length);
  });
});

describe('a session', () => {
  test('its score is the mean, and the pass mark decides', () => {
    expect(scaledOf(keys)).toBe(0.7778);
    expect(isPassed(keys)).toBe(false);
    expect(isPassed({ ...keys, passMark: 0.75 })).toBe(true);
  });

  test('the same seed gives the same variants, the next one others for every question', () => {
    const again = startSession(BANK, { mode: 'practice', seed: 7 });
    const next = startSession(BANK, { mode: 'practice', seed: 8 });
    expect(again).toEqual(started);
    next.entries.forEach((entry, index) => {
      expect(entry.variant).not.toBe(started.entries[index]?.variant);
    });
  });
});

describe('variants', () => {
  test('a variant is rebuilt from its difference', () => {
    const [entry] = BANK.entries;
    if (!entry) throw new Error('empty bank');
    const changed = { ...entry.question, variant: 1, stem: 'other', hints: ['a', 'b'] };
    const rebuilt = questionOf(
      { question: entry.question, variants: [difference(entry.question, changed)] },
      1,
    );
    expect(rebuilt).toEqual(changed);
    expect(questionOf(entry, 0)).toBe(entry.question);
    expect(variantOf(entry, 3)).toBeLessThan(3);
  });
});

describe('events', () => {
  test('reach every listener until it stops', () => {
    const heard: QuizEvent[] = [];
    const stop = listenToQuiz((event) => heard.push(event));
    const event: QuizEvent = {
      type: 'finished',
      mode: 'assessment',
      seed: 1,
      scaled: 1,
      passMark: 0.8,
      passed: true,
      durationMs: 1,
    };
    tellQuiz(event);
    stop();
    tellQuiz(event);
    expect(heard).toEqual([event]);
  });
});

describe('sentences', () => {
  test('backticks mark code and nothing else does', () => {
    expect(segments('run `ip -d link` <b>')).toEqual([
      { kind: 'text', text: 'run ' },
      { kind: 'code', text: 'ip -d link' },
      { kind: 'text', text: ' <b>' },
    ]);
    expect(plain('run `ip`')).toBe('run ip');
  });
});
