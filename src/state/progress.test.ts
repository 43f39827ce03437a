import { describe, expect, test } from 'vitest';
import { notices } from './notices';
import { connectStorage, parseProgress, progress, recordAnswer } from './progress';

function memory(initial: Record<string, string>) {
  const values = new Map(Object.entries(initial));
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
}

describe('stored progress', () => {
  test('answers are written and read back', () => {
    const storage = memory({});
    connectStorage(storage);
    recordAnswer('q1', true);
    expect(parseProgress(storage.values.get('podpath.progress') ?? '')?.answers).toEqual({
      q1: true,
    });
  });

  test('a damaged copy is kept under another key and announced', () => {
    const storage = memory({ 'podpath.progress': '{"version":1' });
    connectStorage(storage);
    expect(storage.values.get('podpath.progress.damaged')).toBe('{"version":1');
    expect(notices.getState().text).toContain('set aside');
  });

  test('storage that throws does not stop the page', () => {
    const broken = {
      getItem: () => {
        throw new Error('denied');
      },
      setItem: () => {
        throw new Error('denied');
      },
    };
    connectStorage(broken);
    recordAnswer('q2', false);
    expect(progress.getState().answers.q2).toBe(false);
  });

  test('progress of version 1 keeps its answers and gets an empty quiz', () => {
    const old = '{"version":1,"answers":{"q1":true},"theme":"dark"}';
    expect(parseProgress(old)).toMatchObject({
      version: 2,
      answers: { q1: true },
      theme: 'dark',
      quiz: { session: null, drafts: {}, results: [], cards: {} },
    });
  });

  test('of a stored quiz only what makes sense is kept', () => {
    const quiz = {
      session: 'q1.p.7',
      drafts: { a: 'kind: Pod', b: 7 },
      results: [{ at: 1, seed: 2, scaled: 7, passed: 'yes' }, 'x'],
      cards: { a: { due: 1 }, b: null },
    };
    const text = JSON.stringify({ version: 2, answers: {}, theme: 'light', quiz });
    expect(parseProgress(text)?.quiz).toEqual({
      session: 'q1.p.7',
      drafts: { a: 'kind: Pod' },
      results: [{ at: 1, seed: 2, scaled: 1, passed: false }],
      cards: {},
    });
  });

  test.each(['null', '[]', '{"version":2,"answers":{}}', 'x', '{"version":1,"answers":null}'])(
    '%s is not progress',
    (text) => {
      expect(parseProgress(text)).toBeNull();
    },
  );
});
