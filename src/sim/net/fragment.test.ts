import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode, ipv4Length } from '../wire/frame';
import type { Ipv4Packet } from '../wire/types';
import { fragment, isFragment, type ReassemblyQueue, reassemble } from './fragment';

const echo = (bytes: number): Ipv4Packet => ({
  kind: 'ipv4',
  tos: 0,
  identification: 4711,
  dontFragment: false,
  moreFragments: false,
  fragmentOffset: 0,
  ttl: 63,
  protocol: 1,
  source: '10.244.0.5',
  destination: '10.244.1.8',
  payload: {
    kind: 'icmp',
    type: 8,
    code: 0,
    rest: 0x12340001,
    data: Uint8Array.from({ length: bytes }, (_, index) => index & 0xff),
  },
});

describe('a datagram that is too large', () => {
  test('is left alone when it fits to the byte', () => {
    const packet = echo(1422);
    expect(fragment(packet, 1450)).toEqual([packet]);
  });

  test('becomes the two pieces that a kernel makes of 1500 bytes for an MTU of 1450', () => {
    const pieces = fragment(echo(1472), 1450);
    expect(pieces.map(ipv4Length)).toEqual([1444, 76]);
    expect(pieces.map((piece) => piece.fragmentOffset)).toEqual([0, 1424]);
    expect(pieces.map((piece) => piece.moreFragments)).toEqual([true, false]);
    expect(pieces.every(isFragment)).toBe(true);
  });

  test('comes together again whatever the order of arrival, and not before the last piece', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4000 }),
        fc.integer({ min: 68, max: 1500 }),
        fc.infiniteStream(fc.nat()),
        (bytes, mtu, dice) => {
          const packet = echo(bytes);
          const order = fragment(packet, mtu)
            .map((piece) => ({ piece, at: dice.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ piece }) => piece);
          if (order.length === 1) return;
          const queue: ReassemblyQueue = new Map();
          const results = order.map((piece) => reassemble(queue, piece));
          expect(results.slice(0, -1).every((result) => result === null)).toBe(true);
          const whole = results.at(-1);
          expect(whole && encode(whole.packet)).toEqual(encode(packet));
          expect(whole?.fragmentMaximum).toBe(Math.max(...order.map(ipv4Length)));
          expect(queue.size).toBe(0);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  test('pieces of different datagrams do not mix', () => {
    const [first] = fragment(echo(1472), 1450);
    const [, second] = fragment({ ...echo(1472), identification: 1 }, 1450);
    if (!first || !second) throw new Error('each was cut in two');
    const queue: ReassemblyQueue = new Map();
    expect(reassemble(queue, first)).toBeNull();
    expect(reassemble(queue, second)).toBeNull();
    expect(queue.size).toBe(2);
  });
});
