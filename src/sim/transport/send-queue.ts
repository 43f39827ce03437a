/**
 * What a TCP socket has written and not yet seen acknowledged: pieces of the byte stream as they were sent.
 * Source: Linux net/ipv4/tcp_output.c tcp_fragment(), __tcp_transmit_skb(); tcp_input.c tcp_sacktag_write_queue();
 * tcp_recovery.c; RFC 2018, RFC 8985.
 */
import type { SackBlock } from '../wire/types';
import { advance, before } from './tcp-sequence';

/** One buffer of the retransmission queue; it may be larger than a segment and is then cut on its way out. */
export interface Piece {
  readonly sequence: number;
  readonly length: number;
  /** stays once it was set, also when the buffer is sent again */
  readonly push: boolean;
  readonly sacked: boolean;
  readonly lost: boolean;
}

export interface Cut {
  readonly sequence: number;
  readonly length: number;
  readonly push: boolean;
}

const endOf = (piece: Piece): number => advance(piece.sequence, piece.length);

export class SendQueue {
  private pieces: Piece[] = [];

  /** Segments of at most `size` bytes for new data; a buffer that needs more than one ends with PSH. */
  add(sequence: number, length: number, size: number, isLastOfWrite: boolean): readonly Cut[] {
    const push = isLastOfWrite || length > size;
    this.pieces.push({ sequence, length, push, sacked: false, lost: false });
    return cut({ sequence, length, push }, size);
  }

  acknowledge(upTo: number): void {
    this.pieces = this.pieces.flatMap((piece) => {
      if (!before(upTo, endOf(piece))) return [];
      if (!before(piece.sequence, upTo)) return [piece];
      const gone = (upTo - piece.sequence) >>> 0;
      return [{ ...piece, sequence: upTo, length: piece.length - gone }];
    });
  }

  /** Notes what the peer holds already; true when that leaves older bytes missing. */
  mark(blocks: readonly SackBlock[]): boolean {
    let isNew = false;
    for (const { left, right } of blocks) {
      this.splitAt(left);
      this.splitAt(right);
      this.pieces = this.pieces.map((piece) => {
        const isInside = !before(piece.sequence, left) && !before(right, endOf(piece));
        if (!isInside || piece.sacked) return piece;
        isNew = true;
        return { ...piece, sacked: true, lost: false };
      });
    }
    return isNew && this.missing().length > 0;
  }

  /** Everything that the peer does not hold and that was sent before something it holds (RACK). */
  loseMissing(): void {
    const missing = this.missing();
    this.pieces = this.pieces.map((piece) =>
      missing.includes(piece) ? { ...piece, lost: true } : piece,
    );
  }

  /** Everything unacknowledged, after a time-out. */
  loseAll(): void {
    this.pieces = this.pieces.map((piece) => (piece.sacked ? piece : { ...piece, lost: true }));
  }

  /** What went out in segments larger than `size` cannot have arrived (tcp_simple_retransmit()). */
  loseLarger(size: number): void {
    this.pieces = this.pieces.map((piece) =>
      piece.sacked || piece.length <= size ? piece : { ...piece, lost: true },
    );
  }

  get hasLost(): boolean {
    return this.pieces.some((piece) => piece.lost);
  }

  /** Lost bytes again, in segments of at most `size` and not more than `segments` of them. */
  resend(size: number, segments: number): readonly Cut[] {
    const cuts: Cut[] = [];
    for (const piece of this.pieces) {
      const room = segments - cuts.length;
      if (!piece.lost) continue;
      if (room <= 0) break;
      if (piece.length > room * size) this.splitAt(advance(piece.sequence, room * size));
      const index = this.pieces.findIndex((entry) => entry.sequence === piece.sequence);
      const part = this.pieces[index];
      if (!part) break;
      const push = part.push || part.length > size;
      this.pieces[index] = { ...part, push, lost: false };
      cuts.push(...cut({ ...part, push }, size));
    }
    return cuts;
  }

  private missing(): readonly Piece[] {
    const last = this.pieces.map((piece) => piece.sacked).lastIndexOf(true);
    return this.pieces.filter((piece, index) => index < last && !piece.sacked && !piece.lost);
  }

  /** Only the second part keeps PSH. */
  private splitAt(sequence: number): void {
    this.pieces = this.pieces.flatMap((piece) => {
      if (!before(piece.sequence, sequence) || !before(sequence, endOf(piece))) return [piece];
      const first = (sequence - piece.sequence) >>> 0;
      return [
        { ...piece, length: first, push: false },
        { ...piece, sequence, length: piece.length - first },
      ];
    });
  }
}

function cut({ sequence, length, push }: Cut, size: number): readonly Cut[] {
  const cuts: Cut[] = [];
  for (let at = 0; at < length; at += size) {
    const part = Math.min(size, length - at);
    const isLast = at + part === length;
    cuts.push({ sequence: advance(sequence, at), length: part, push: push && isLast });
  }
  return cuts;
}
