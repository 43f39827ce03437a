import { describe, expect, test } from 'vitest';
import { safeStorage } from './storage';

const thrower = (): never => {
  throw new DOMException('Access is denied', 'SecurityError');
};

describe('storage', () => {
  test('whose very access throws is replaced by memory', () => {
    const storage = safeStorage(thrower);
    storage.setItem('a', '1');
    expect(storage.getItem('a')).toBe('1');
    storage.removeItem('a');
    expect(storage.getItem('a')).toBeNull();
    expect(storage.isLasting).toBe(false);
  });

  test('that is full keeps the newest value in memory', () => {
    const full = { getItem: () => 'old', setItem: thrower, removeItem: thrower };
    const storage = safeStorage(() => full as unknown as Storage);
    storage.setItem('a', 'new');
    expect(storage.getItem('a')).toBe('new');
  });
});
