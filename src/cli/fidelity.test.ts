import { describe, expect, test } from 'vitest';
import { isCurrent, simplifications, simplificationsIn } from './fidelity';

describe('docs/fidelity.md', () => {
  test('lists exactly the simplifications that the core confesses (else: npm run fidelity)', () => {
    expect(isCurrent()).toBe(true);
  });

  test('lists more than twenty of them, each a sentence with its file', () => {
    const entries = simplifications();
    expect(entries.length).toBeGreaterThan(20);
    for (const entry of entries) expect(entry.text, entry.file).toMatch(/^[A-Z0-9`].*\.$/);
  });
});

describe('a confession in a comment', () => {
  test.each([
    ['/** Simplified: one subnet. */', ['one subnet.']],
    ['/**\n * A router. Simplified: it has\n * one port.\n */', ['it has one port.']],
    ['  // Simplified: no timer\n  // runs here.\n  const a = 1;', ['no timer runs here.']],
    ['/**\n * Simplified: first part.\n *\n * Another paragraph.\n */', ['first part.']],
    ['const text = "Simplified: not a comment";', []],
  ])('%j is read as %j', (source, expected) => {
    expect(simplificationsIn(source)).toEqual(expected);
  });
});
