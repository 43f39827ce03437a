import { describe, expect, test } from 'vitest';
import { formatLabels, matchesSelector, matchesServiceSelector } from './selectors';
import vectors from './testdata/selectors.json';
import type { LabelSelector } from './types';

describe('a label selector', () => {
  test.each(vectors.selectors)('$id agrees with upstream', ({ selector, labels, match }) => {
    expect(
      matchesSelector(selector as LabelSelector, labels as unknown as Record<string, string>),
    ).toBe(match);
  });

  test('treats names of Object.prototype as ordinary absent labels', () => {
    expect(
      matchesSelector({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, {}),
    ).toBe(false);
  });
});

describe('the selector of a Service', () => {
  test('selects nothing when it is empty or absent', () => {
    expect(matchesServiceSelector({}, { app: 'web' })).toBe(false);
    expect(matchesServiceSelector(undefined, { app: 'web' })).toBe(false);
  });

  test('needs every pair', () => {
    expect(matchesServiceSelector({ app: 'web', tier: 'a' }, { app: 'web' })).toBe(false);
    expect(matchesServiceSelector({ app: 'web' }, { app: 'web', tier: 'a' })).toBe(true);
  });
});

test('labels are printed sorted, and as <none> when there are none', () => {
  expect(formatLabels({ b: '2', a: '1' })).toBe('a=1,b=2');
  expect(formatLabels({})).toBe('<none>');
});
