import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asciiToBytes,
  bytesEqual,
  bytesToAscii,
  bytesToUtf8,
  concat,
  fromHex,
  Reader,
  toHex,
  utf8ToBytes,
  Writer,
} from './bytes';

describe('hexadecimal', () => {
  test('reads what it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) =>
        bytesEqual(fromHex(toHex(bytes)) ?? concat([]), bytes),
      ),
    );
  });

  test('skips blanks and refuses the rest', () => {
    expect(fromHex('0a F4\n00')).toEqual(Uint8Array.of(10, 244, 0));
    expect(fromHex('0a f')).toBeNull();
    expect(fromHex('0x0a')).toBeNull();
  });
});

describe('UTF-8', () => {
  test('agrees with the encoder of the platform for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toHex(utf8ToBytes(text))).toBe(
          Buffer.from(new TextEncoder().encode(text)).toString('hex'),
        );
      }),
    );
  });

  test('agrees with the decoder of the platform for any bytes', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0xc3, 0xe2, 0xed, 0xf0, 0xf4, 0x80, 0x9f, 0xa0, 0xbf),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (list) => {
        const bytes = Uint8Array.from(list);
        expect(bytesToUtf8(bytes)).toBe(decoder.decode(bytes));
      }),
      { numRuns: 500 },
    );
  });

  test('replaces a lone surrogate', () => {
    expect(toHex(utf8ToBytes('\ud800'))).toBe('efbfbd');
  });
});

describe('ASCII', () => {
  test('is one byte per character, both ways', () => {
    expect(bytesToAscii(asciiToBytes('GET / HTTP/1.1\r\n'))).toBe('GET / HTTP/1.1\r\n');
  });

  test('marks what does not fit', () => {
    expect(toHex(asciiToBytes('é'))).toBe('3f');
    expect(bytesToAscii(Uint8Array.of(0xe9))).toBe('\ufffd');
  });
});

describe('a reader', () => {
  test('reads what a writer wrote, in network order', () => {
    const bytes = new Writer().u8(1).u16(0x0203).u32(0xfffefdfc).raw(Uint8Array.of(9)).finish();
    expect(toHex(bytes)).toBe('010203fffefdfc09');
    const reader = new Reader(bytes);
    expect([reader.u8('a'), reader.u16('b'), reader.u32('c')]).toEqual([1, 0x0203, 0xfffefdfc]);
    expect([...reader.take(1, 'd')]).toEqual([9]);
    expect(reader.error).toBeNull();
  });

  test('remembers the first field that was not there', () => {
    const reader = new Reader(Uint8Array.of(1, 2, 3));
    expect([reader.u16('first'), reader.u32('second'), reader.u8('third')]).toEqual([0x0102, 0, 0]);
    expect(reader.error).toEqual({
      code: 'truncated',
      field: 'second',
      offset: 2,
      message: 'second needs 4 bytes, 1 are left',
    });
  });

  test('stops at its own end, not at that of the buffer', () => {
    const reader = new Reader(Uint8Array.of(1, 2, 3, 4), 1, 3);
    expect(reader.take(3, 'body').length).toBe(0);
    expect(reader.error?.offset).toBe(1);
  });
});
