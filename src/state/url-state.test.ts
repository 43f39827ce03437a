import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFields, encodeFields } from './url-state';

const DEFAULTS = { hop: 0, cni: 'flannel' };

describe('picture state in the address', () => {
  test('what is written is read back', () => {
    const state = { hop: 12, cni: 'calico-vxlan' };
    expect(decodeFields(encodeFields(state), DEFAULTS)).toEqual(state);
  });

  test('a missing field keeps its default', () => {
    expect(decodeFields('hop:3', DEFAULTS)).toEqual({ hop: 3, cni: 'flannel' });
  });

  test.each(['hop:x', 'hop', 'other:1', 'cni:<script>', 'hop:1:2', '__proto__:1', 'hop:-1', ''])(
    '%j is refused',
    (text) => {
      expect(decodeFields(text, DEFAULTS)).toBeNull();
    },
  );

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        decodeFields(text, DEFAULTS);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });
});
