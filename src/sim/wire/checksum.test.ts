import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from './bytes';
import { fold, internetChecksum, pseudoHeaderSum, sumWords, updateChecksum } from './checksum';

const bytes = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array(0);

describe('the Internet checksum', () => {
  test('of the example in RFC 1071 §3 adds up to ddf2', () => {
    expect(fold(sumWords(bytes('0001 f203 f4f5 f6f7')))).toBe(0xddf2);
  });

  test('pads an odd byte on the right', () => {
    expect(internetChecksum(bytes('ab'))).toBe(0x54ff);
  });

  test.each([
    ['ClusterIP SYN', '4500003c6fab400040060000 0af40005 0a60002a', 0xb58e],
    ['the same after DNAT and one hop', '4500003c6fab40003f060000 0af40005 0af40108', 0xb51c],
    ['VXLAN outer', '4500005698bd000040110000 0a00000a 0a00000b', 0xcdc5],
  ])('of a captured IPv4 header is what Linux sent: %s', (_name, header, expected) => {
    expect(internetChecksum(bytes(header))).toBe(expected);
  });

  test('is zero over bytes that hold it', () => {
    expect(internetChecksum(bytes('4500003c6fab40004006b58e0af400050a60002a'))).toBe(0);
  });

  test('covers the addresses of the pseudo-header', () => {
    const addresses = { source: '10.0.0.10', destination: '10.0.0.11' };
    expect(pseudoHeaderSum(addresses, 17, 8)).toBe(0x0a00 + 0x000a + 0x0a00 + 0x000b + 17 + 8);
  });

  test('of the example in RFC 1624 §4 goes from dd2f to 0000 when 5555 becomes 3285', () => {
    expect(updateChecksum(0xdd2f, 0x5555, 0x3285)).toBe(0);
  });

  test('updated step by step equals the one computed afresh', () => {
    const words = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 0xffff }), (list, replacement) => {
        // a constant word keeps the all-zero packet out, for which ones' complement has two zeros
        const pack = (values: number[]) =>
          Uint8Array.from([0x45, 0, ...values.flatMap((v) => [v >> 8, v & 255])]);
        const before = internetChecksum(pack(list));
        const after = internetChecksum(pack([replacement, ...list.slice(1)]));
        expect(updateChecksum(before, list[0] ?? 0, replacement)).toBe(after);
      }),
    );
  });
});
