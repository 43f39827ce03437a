import { beforeEach, describe, expect, test } from 'vitest';
import { restoreSession, savedSession } from '../state/quiz';
import { progressLine, type LineFacts } from './embed/line';
import { createLearner } from './learner';
import { readLink } from './link';
import { EMPTY_STATE, printState } from './saved-state';

const { link } = readLink('quiz', '');
const kept = printState({ ...EMPTY_STATE, quiz: '1a.of-the-course' });

describe('a course that tells late what it has kept', () => {
  beforeEach(() => restoreSession('1a.on-the-screen'));

  test('gives its sitting to a learner who has answered nothing yet', () => {
    const learner = createLearner(link);
    expect(learner.restore(kept, true).kept).toBe('whole');
    expect(savedSession()).toBe('1a.of-the-course');
  });

  test('does not take an answered sitting away, and the learner is to know', () => {
    const learner = createLearner(link);
    learner.noteAnswer();
    expect(learner.restore(kept, true).kept).toBe('outdone');
    expect(savedSession()).toBe('1a.on-the-screen');
  });

  test.each([
    ['the same sitting', printState({ ...EMPTY_STATE, quiz: '1a.on-the-screen' })],
    ['no sitting', printState({ ...EMPTY_STATE, place: 'mtu' })],
  ])('and had %s is no conflict', (_, text) => {
    const learner = createLearner(link);
    learner.noteAnswer();
    expect(learner.restore(text, true).kept).toBe('whole');
    expect(savedSession()).toBe('1a.on-the-screen');
  });
});

describe('the line about progress after a conflict', () => {
  const host = { kind: 'iframe' } as LineFacts['host'];
  const facts: LineFacts = {
    host,
    stage: 'saved',
    refusal: null,
    wasFramed: true,
    hasSaved: true,
    kept: 'outdone',
  };

  test('says that it is saved, and which sitting went on', () => {
    expect(progressLine(facts)).toBe(
      'Saved in your course. It had kept another sitting of the quiz; the one that you answered here has taken its place.',
    );
  });

  test('says nothing of it before anything is saved', () => {
    expect(progressLine({ ...facts, stage: 'saving', hasSaved: false })).toBe('Saving …');
    expect(progressLine({ ...facts, stage: 'unsaved', hasSaved: false })).toBe(
      'Not saved yet. It will be tried again.',
    );
  });
});
