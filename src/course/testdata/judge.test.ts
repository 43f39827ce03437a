import { describe, expect, test } from 'vitest';
import { type Call, judge } from './judge';

const set = (element: string, value: unknown): Call => ({ name: 'set', element, value });
const open: readonly Call[] = [{ name: 'initialize' }];
const in12 = (...calls: readonly Call[]) =>
  judge('scorm12', [...open, set('cmi.core.lesson_status', 'incomplete'), ...calls]);
const in2004 = (...calls: readonly Call[]) =>
  judge('scorm2004', [...open, set('cmi.completion_status', 'incomplete'), ...calls]);

describe('the strict judge', () => {
  test('has nothing to say about a plain session', () => {
    expect(
      in12(
        set('cmi.core.score.raw', '75'),
        set('cmi.core.lesson_status', 'passed'),
        { name: 'commit' },
        { name: 'terminate' },
      ),
    ).toEqual([]);
  });

  test.each<[string, readonly string[]]>([
    ['a 2004 element sent to 1.2', in12(set('cmi.progress_measure', '1'))],
    ['4,097 characters in 1.2', in12(set('cmi.suspend_data', 'x'.repeat(4_097)))],
    ['64,001 characters in 2004', in2004(set('cmi.suspend_data', 'x'.repeat(64_001)))],
    ['a score of 101', in12(set('cmi.core.score.raw', '101'))],
    ['a scaled score of 1.5', in2004(set('cmi.score.scaled', '1.5'))],
    ['three decimals of a second', in12(set('cmi.core.session_time', '00:01:30.123'))],
    ['a latency with three decimals', in2004(set('cmi.interactions.0.latency', 'PT12.345S'))],
    [
      'a timestamp without a fraction',
      in2004(set('cmi.interactions.0.timestamp', '2026-11-23T10:00:00Z')),
    ],
    [
      'a timestamp of toISOString',
      in2004(set('cmi.interactions.0.timestamp', '2026-11-23T10:00:00.000Z')),
    ],
    ['an id with a blank', in12(set('cmi.interactions.0.id', 'where is it'))],
    ['"incorrect" in 1.2', in12(set('cmi.interactions.0.result', 'incorrect'))],
    ['"wrong" in 2004', in2004(set('cmi.interactions.0.result', 'wrong'))],
    [
      'a long choice in 1.2',
      in12(
        set('cmi.interactions.0.type', 'choice'),
        set('cmi.interactions.0.student_response', 'clusterip-is-virtual'),
      ),
    ],
    [
      'a hyphen in a 2004 choice',
      in2004(
        set('cmi.interactions.0.type', 'choice'),
        set('cmi.interactions.0.learner_response', 'a-b'),
      ),
    ],
    ['a response before its type', in12(set('cmi.interactions.0.student_response', 'a'))],
    ['reading what is write-only', in12({ name: 'get', element: 'cmi.interactions.0.result' })],
    ['writing what is read-only', in12(set('cmi.core.lesson_mode', 'review'))],
    [
      'a gap in the journal',
      in12(set('cmi.interactions.0.id', 'a'), set('cmi.interactions.2.id', 'b')),
    ],
    ['a number as value', in12(set('cmi.core.score.raw', 75))],
    ['a second Initialize', in12({ name: 'initialize' })],
    ['a call after Terminate', in12({ name: 'terminate' }, { name: 'commit' })],
    ['uncommitted writes at the end', in12(set('cmi.core.score.raw', '1'), { name: 'terminate' })],
    ['a score before any status', judge('scorm12', [...open, set('cmi.core.score.raw', '1')])],
  ])('%s is a breach', (_, breaches) => {
    expect(breaches).not.toEqual([]);
  });
});
