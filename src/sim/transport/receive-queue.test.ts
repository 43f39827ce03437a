import { expect, test } from 'vitest';
import { ReceiveQueue } from './receive-queue';

const bytes = (length: number): Uint8Array => new Uint8Array(length);

test('what came too early is told as one block and handed over when the hole closes', () => {
  const queue = new ReceiveQueue();
  queue.hold(300, bytes(100));
  queue.hold(400, bytes(50));
  expect(queue.blocks()).toEqual([{ left: 300, right: 450 }]);
  expect(queue.take(200)).toBeNull();
  expect(queue.take(300)).toHaveLength(100);
  expect(queue.take(400)).toHaveLength(50);
  expect(queue.blocks()).toEqual([]);
});

test('the newest block is named first', () => {
  const queue = new ReceiveQueue();
  queue.hold(900, bytes(10));
  queue.hold(300, bytes(10));
  expect(queue.blocks()).toEqual([
    { left: 300, right: 310 },
    { left: 900, right: 910 },
  ]);
});

test('bytes that have come another way meanwhile are left out', () => {
  const queue = new ReceiveQueue();
  queue.hold(300, bytes(100));
  expect(queue.take(350)).toHaveLength(50);
});
