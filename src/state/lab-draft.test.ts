import { describe, expect, test } from 'vitest';
import { keepDraft, readDraft } from './lab-draft';

function memory() {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}

describe('the draft of the lab', () => {
  test('is read back until it is given up', () => {
    const storage = memory();
    keepDraft(() => storage, 'kind: Pod');
    expect(readDraft(() => storage)).toBe('kind: Pod');
    keepDraft(() => storage, null);
    expect(readDraft(() => storage)).toBeNull();
  });

  test('a storage that throws is lived without', () => {
    const denied = () => {
      throw new Error('denied');
    };
    keepDraft(denied, 'kind: Pod');
    expect(readDraft(denied)).toBeNull();
  });
});
