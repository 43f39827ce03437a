import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readLink } from './link';
import { currentStep, MOVED_STEPS, PUBLISHED_STEPS } from './steps';

const lesson = readFileSync('content/lessons/osi-meets-kubernetes/index.mdx', 'utf8');
const sections = [...lesson.matchAll(/^#{2,3}\s.*\[#([\w-]+)\]\s*$/gm)].map(
  (match) => match[1] ?? '',
);

describe('links to sections of the lesson', () => {
  test.each(PUBLISHED_STEPS)('%s still leads somewhere', (step) => {
    expect(sections).toContain(currentStep(step));
    expect(readLink('lesson', `?step=${step}`)).toMatchObject({
      link: { step: currentStep(step) },
      notes: [],
    });
  });

  test('every section of today is on the list, so that tomorrow it is missed', () => {
    expect(PUBLISHED_STEPS).toEqual(expect.arrayContaining(sections));
    expect(sections.length).toBeGreaterThan(10);
  });

  test('a section that moved is found under its new name', () => {
    expect(currentStep('old', new Map([['old', 'mtu']]))).toBe('mtu');
    expect(currentStep('__proto__')).toBe('__proto__');
    for (const [from, to] of MOVED_STEPS) {
      expect(sections).not.toContain(from);
      expect(sections).toContain(to);
    }
  });
});
