import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  LONGEST_STRING,
  rateLimit,
  readChildMessage,
  readHostMessage,
  seal,
  TALLEST,
} from './protocol';

/** Messages that are nearly right, which plain noise would never hit. */
const nearly = fc.record(
  {
    podpath: fc.oneof(fc.constant(1), fc.anything()),
    type: fc.oneof(
      fc.constantFrom(
        'init',
        'ack',
        'goto',
        'pause',
        'resume',
        'hello',
        'resize',
        'state',
        'progress',
        'answered',
        'completed',
        'key',
        '__proto__',
        'constructor',
        'toString',
      ),
      fc.anything(),
    ),
    data: fc.oneof(
      fc.anything(),
      fc.record(
        Object.fromEntries(
          [
            'caps',
            'state',
            'theme',
            'seq',
            'step',
            'height',
            'id',
            'isRight',
            'score',
            'key',
            'piece',
          ].map(
            (name) =>
              [name, fc.oneof(fc.anything(), fc.string(), fc.integer(), fc.boolean())] as const,
          ),
        ),
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
);

describe('messages', () => {
  test('of 2,000 seeded inputs none throws, and what is read is plain and bounded', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 3, arbitrary: nearly }, fc.anything()), (input) => {
        for (const message of [readHostMessage(input), readChildMessage(input)]) {
          if (!message) continue;
          read += 1;
          expect(JSON.parse(JSON.stringify(seal(message)))).toEqual({ podpath: 1, ...message });
          for (const value of Object.values(message.data as object))
            expect(typeof value).not.toBe('function');
        }
      }),
      { numRuns: 2_000, seed: 41 },
    );
    expect(read).toBeGreaterThan(20);
  });

  test('an object whose fields throw is ignored', () => {
    const hostile = { podpath: 1, type: 'init', data: {} };
    Object.defineProperty(hostile, 'data', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(readHostMessage(hostile)).toBeNull();
    expect(readChildMessage(hostile)).toBeNull();
  });

  test.each([
    ['a later major version', { podpath: 2, type: 'init', data: {} }],
    ['no envelope', { type: 'init', data: {} }],
    ['a string', '{"podpath":1,"type":"init","data":{}}'],
    ['an array', [1]],
    ['an unknown type', { podpath: 1, type: 'eval', data: {} }],
    ['a step that is no slug', { podpath: 1, type: 'goto', data: { step: 'javascript:alert(1)' } }],
    ['a negative sequence number', { podpath: 1, type: 'ack', data: { seq: -1 } }],
  ])('%s is ignored by the piece', (_, message) => {
    expect(readHostMessage(message)).toBeNull();
  });

  test.each([
    ['a height beyond all screens', 'resize', { height: TALLEST + 1 }],
    ['a height that is no number', 'resize', { height: '100' }],
    ['a score of 2', 'completed', { score: 2, hasPassed: true }],
    ['a state of 64 KB and one', 'state', { state: 'x'.repeat(LONGEST_STRING + 1), seq: 1 }],
    ['a key that is no arrow', 'key', { key: 'a' }],
  ])('%s is ignored by the page', (_, type, data) => {
    expect(readChildMessage({ podpath: 1, type, data })).toBeNull();
  });

  test('an oversized state in init is left out, the rest is taken', () => {
    const data = { caps: ['state', 'evil'], state: 'x'.repeat(LONGEST_STRING + 1), theme: 'dark' };
    expect(readHostMessage({ podpath: 1, type: 'init', data })).toEqual({
      type: 'init',
      data: { caps: ['state'], state: null, theme: 'dark' },
    });
  });

  test('a flood is dropped after the allowed number, and the next second begins anew', () => {
    let now = 0;
    const isAllowed = rateLimit(50, () => now);
    const passed = Array.from({ length: 1_000 }, isAllowed).filter(Boolean).length;
    expect(passed).toBe(50);
    now = 1_000;
    expect(isAllowed()).toBe(true);
  });
});
