/**
 * Segments that arrived before their turn, and what is said about them to the sender.
 * Source: Linux net/ipv4/tcp_input.c tcp_data_queue_ofo(); RFC 2018 §4.
 */
import type { SackBlock } from '../wire/types';
import { advance, before } from './tcp-sequence';

interface Early {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

/** with time stamps, three blocks fit the options */
const MAXIMUM_BLOCKS = 3;

export class ReceiveQueue {
  private early: Early[] = [];
  private latest: number | undefined;

  hold(sequence: number, bytes: Uint8Array): void {
    this.latest = sequence;
    if (this.early.some((entry) => entry.sequence === sequence)) return;
    this.early.push({ sequence, bytes });
    this.early.sort((a, b) => (before(a.sequence, b.sequence) ? -1 : 1));
  }

  /** What follows `next` without a hole, taken out. */
  take(next: number): Uint8Array | null {
    const index = this.early.findIndex(
      (entry) =>
        !before(next, entry.sequence) && before(next, advance(entry.sequence, entry.bytes.length)),
    );
    const entry = this.early[index];
    this.early = this.early.filter(
      (item) => item !== entry && before(next, advance(item.sequence, item.bytes.length)),
    );
    return entry ? entry.bytes.slice((next - entry.sequence) >>> 0) : null;
  }

  /** The block of the newest arrival comes first. */
  blocks(): readonly SackBlock[] {
    const blocks: SackBlock[] = [];
    for (const { sequence, bytes } of this.early) {
      const right = advance(sequence, bytes.length);
      const last = blocks[blocks.length - 1];
      if (last?.right === sequence) blocks[blocks.length - 1] = { left: last.left, right };
      else blocks.push({ left: sequence, right });
    }
    const newest = blocks.findIndex(
      ({ left, right }) =>
        this.latest !== undefined && !before(this.latest, left) && before(this.latest, right),
    );
    const first = blocks[newest];
    const ordered = first ? [first, ...blocks.filter((block) => block !== first)] : blocks;
    return ordered.slice(0, MAXIMUM_BLOCKS);
  }
}
