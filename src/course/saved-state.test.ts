import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_STATE, printState, readState, type SavedState, STATE_BUDGET } from './saved-state';

const STATE: SavedState = {
  quiz: 'q1.a.5.28.3.1.abc0k5~b.def1k5~!10.244.0.8~%41',
  place: 'clusterip',
  visited: ['a1', 'Zz'],
  pieces: { 'walk-cross-node': 'hop:12,cni:calico', 'osi-map': 'layer:3' },
  carried: '',
};

const anyState = fc.record({
  quiz: fc.string({ unit: 'grapheme', maxLength: 200 }),
  place: fc.string({ maxLength: 40 }),
  visited: fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 5 }),
  pieces: fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 60 })),
  carried: fc.string({ maxLength: 200 }),
});

describe('saved state', () => {
  test('what is printed is read back whole', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const text = printState(state, 64_000) ?? '';
        const read = readState(text);
        expect(text).toMatch(/^[\x21-\x7e]*$/);
        expect(read.kind).toBe('whole');
        expect(read.state).toEqual(state);
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  test('the code of the quiz costs no escapes', () => {
    expect(printState(STATE)).toContain(STATE.quiz);
  });

  test('cut at every length, it never throws, and the answers survive a cut behind them', () => {
    const text = printState(STATE) ?? '';
    const end = text.indexOf('|');
    for (let length = 0; length < text.length; length += 1) {
      const read = readState(text.slice(0, length));
      expect(read.kind).not.toBe('whole');
      if (length > end) expect(read.state.quiz).toBe(STATE.quiz);
    }
  });

  test('one changed character is noticed', () => {
    const text = printState(STATE) ?? '';
    for (let at = 2; at < text.length; at += 1) {
      const changed = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
      expect(readState(changed).kind).toBe('damaged');
    }
  });

  test.each([null, undefined, '', '  '])('%j is no state at all', (text) => {
    expect(readState(text)).toEqual({ kind: 'empty', state: EMPTY_STATE });
  });

  test('a later version is carried along unread', () => {
    const read = readState('2.qqq');
    expect(read.kind).toBe('future');
    expect(readState(printState({ ...read.state, quiz: 'q1' })).state.carried).toBe('2.qqq');
  });

  test.each(['{"a":1}', 'viewed=1|lastviewedslide=4', '<script>alert(1)</script>', '0.x'])(
    'the foreign text %j is carried along unread',
    (text) => {
      const read = readState(text);
      expect(read.kind).toBe('foreign');
      expect(readState(printState(read.state)).state.carried).toBe(text);
    },
  );

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        readState(text);
        readState(`1.${text}`);
      }),
      { numRuns: 2_000, seed: 12 },
    );
  });

  test('whatever was done, at most 3,500 characters are kept, or nothing is said to be kept', () => {
    const wild = fc.record({
      quiz: fc.string({ unit: 'grapheme', maxLength: 900, size: 'max' }),
      place: fc.string({ maxLength: 80 }),
      visited: fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 60 }),
      pieces: fc.dictionary(
        fc.string({ minLength: 1, maxLength: 30 }),
        fc.string({ maxLength: 400, size: 'max' }),
        { maxKeys: 40 },
      ),
      carried: fc.string({ maxLength: 8_000, size: 'max' }),
    });
    let kept = 0;
    fc.assert(
      fc.property(wild, (state) => {
        const text = printState(state);
        if (text === null) {
          expect(printState({ ...EMPTY_STATE, quiz: state.quiz })).toBeNull();
          return;
        }
        kept += 1;
        expect(text.length).toBeLessThanOrEqual(3_500);
        expect(readState(text)).toMatchObject({ kind: 'whole', state: { quiz: state.quiz } });
      }),
      { numRuns: 60, seed: 13, endOnFailure: true },
    );
    expect(kept).toBeGreaterThan(20);
  });

  test('over the budget, the oldest positions go first, then what was carried, and answers never', () => {
    const pieces = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `piece-${index}`,
        `hop:${index},cni:${'x'.repeat(60)}`,
      ]),
    );
    const full = { ...STATE, pieces, carried: 'y'.repeat(2_000) };
    const text = printState(full) ?? '';
    expect(text.length).toBeLessThanOrEqual(STATE_BUDGET);
    const kept = readState(text).state;
    expect(kept.quiz).toBe(STATE.quiz);
    expect(Object.keys(kept.pieces).at(-1)).toBe('piece-59');
    expect(kept.pieces).not.toHaveProperty('piece-0');
    expect(printState({ ...full, quiz: 'z'.repeat(4_000) })).toBeNull();
  });

  test('a piece called __proto__ stays data', () => {
    const text = printState({ ...STATE, pieces: Object.fromEntries([['__proto__', 'hop:1']]) });
    expect(Object.entries(readState(text).state.pieces)).toEqual([['__proto__', 'hop:1']]);
  });
});
