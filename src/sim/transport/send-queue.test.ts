import { describe, expect, test } from 'vitest';
import { SendQueue } from './send-queue';

/** 6,037 bytes in segments of 1,448, as a kernel was seen to send them. */
function written(): SendQueue {
  const queue = new SendQueue();
  queue.add(1000, 6037, 1448, true);
  return queue;
}

const TAIL = { left: 1000 + 4 * 1448, right: 1000 + 6037 };

describe('the queue of unacknowledged bytes', () => {
  test('a write leaves in full segments and a rest, and only the rest has PSH', () => {
    const cuts = new SendQueue().add(1000, 6037, 1448, true);
    expect(cuts.map(({ length }) => length)).toEqual([1448, 1448, 1448, 1448, 245]);
    expect(cuts.map(({ push }) => push)).toEqual([false, false, false, false, true]);
  });

  test('a block behind a hole says that something is missing, and says it once', () => {
    const queue = written();
    expect(queue.mark([TAIL])).toBe(true);
    expect(queue.mark([TAIL])).toBe(false);
  });

  test('what is missing goes out again as one buffer: its last segment has PSH', () => {
    const queue = written();
    queue.mark([TAIL]);
    queue.loseMissing();
    const cuts = queue.resend(1448, 10);
    expect(cuts.map(({ length }) => length)).toEqual([1448, 1448, 1448, 1448]);
    expect(cuts.map(({ push }) => push)).toEqual([false, false, false, true]);
    expect(queue.hasLost).toBe(false);
  });

  test('a smaller path MTU cuts the lost buffer anew, as a kernel was seen to do', () => {
    const queue = written();
    queue.mark([TAIL]);
    queue.loseLarger(1398);
    const cuts = queue.resend(1398, 10);
    expect(cuts.map(({ length }) => length)).toEqual([1398, 1398, 1398, 1398, 200]);
    expect(cuts.at(-1)?.push).toBe(true);
  });

  test('after a time-out one segment goes out, without PSH, and the rest stays lost', () => {
    const queue = written();
    queue.loseAll();
    expect(queue.resend(1448, 1)).toEqual([{ sequence: 1000, length: 1448, push: false }]);
    expect(queue.hasLost).toBe(true);
  });

  test('acknowledged bytes are never sent again, also across the end of the number space', () => {
    const queue = new SendQueue();
    queue.add(0xffff_ff00, 1000, 500, true);
    queue.acknowledge(244);
    queue.loseAll();
    expect(queue.resend(500, 10)).toEqual([{ sequence: 244, length: 500, push: true }]);
  });
});
