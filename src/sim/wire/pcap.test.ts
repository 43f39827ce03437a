import { describe, expect, test } from 'vitest';
import { fromHex } from './bytes';
import { readPcap } from './pcap';

/** Two frames as `tcpdump --nano` on a little-endian machine writes them. */
const FRAME = 'ffffffffffff02420af4000508060001080006040001';
const HEADER = '4d3cb2a1020004000000000000000000ff00000001000000';
const RECORD = '0100000087d612001600000016000000';

const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0);
const file = bytesOf(HEADER + RECORD + FRAME + RECORD + FRAME);

describe('a capture file', () => {
  test('gives its packets with time, length and bytes', () => {
    const packets = readPcap(file);
    expect(packets.ok && packets.value).toHaveLength(2);
    expect(packets.ok && packets.value[0]).toEqual({
      atMicros: 1_001_234,
      nanos: 567,
      length: 22,
      bytes: bytesOf(FRAME),
    });
  });

  test('is read the same in the other byte order', () => {
    const turned = [...`${HEADER}${RECORD}`.matchAll(/.{8}/g)].map(([word]) =>
      (word.match(/../g) ?? []).reverse().join(''),
    );
    const packets = readPcap(bytesOf(turned.join('') + FRAME));
    expect(packets.ok && packets.value[0]?.atMicros).toBe(1_001_234);
  });

  test('that is cut at any place within a packet is an error that says where', () => {
    for (let length = 0; length < file.length; length += 1) {
      const cut = readPcap(file.subarray(0, length));
      const isWhole = length === 24 || length === 24 + 16 + 22;
      expect(cut.ok).toBe(isWhole);
      if (!cut.ok) expect(cut.error.code).toBe('truncated');
    }
  });

  test('of another format or another kind of link is refused', () => {
    const other = file.slice();
    other[0] = 0;
    expect(readPcap(other)).toMatchObject({ ok: false, error: { code: 'bad-magic' } });
    const cooked = file.slice();
    cooked[20] = 113;
    expect(readPcap(cooked)).toMatchObject({ ok: false, error: { code: 'link-type' } });
  });
});
