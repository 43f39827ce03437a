/**
 * The segments that one TCP endpoint writes: its ports, its options, its window; and the reset of a host that knows no
 * such connection. Nothing is decided here: which segment leaves and when is said by tcp-socket.ts.
 * Source: RFC 9293 §3.1, RFC 7323; Linux net/ipv4/tcp_output.c (6.18).
 */
import type { SackBlock, TcpFlags, TcpOption, TcpSegment } from '../wire/types';
import { advance, offeredWindow, scaledWindow, WINDOW_SHIFT } from './tcp-sequence';

const EMPTY = new Uint8Array(0);
const NOP: TcpOption = { kind: 'nop' };
/** NOP NOP TS */
export const TIMESTAMP_BYTES = 12;
/** IPv4 and TCP without options */
export const HEADERS = 40;

export interface WriterSettings {
  readonly localPort: number;
  readonly remotePort: number;
  /** added to the millisecond clock, random per connection (RFC 7323 §5.4) */
  readonly timestampOffset: number;
  /** path MTU in bytes when the connection begins */
  readonly pathMtu: number;
}

/** Where a segment stands: its first sequence number, and the next one that is expected from the peer. */
export interface Place {
  readonly sequence: number;
  readonly acknowledgement: number;
}

export class SegmentWriter {
  /** the two sides offer windows of different size */
  openedActively = false;
  peerMss = 536;
  private echoTimestamp = 0;
  private readonly ownMss: number;

  constructor(private readonly settings: WriterSettings) {
    this.ownMss = settings.pathMtu - HEADERS;
  }

  /** Takes the options of the peer's SYN. */
  readOptions(segment: TcpSegment): void {
    for (const option of segment.options) {
      if (option.kind === 'mss') this.peerMss = option.value;
    }
    this.readTimestamp(segment);
  }

  /** Takes the timestamp that is to be echoed from now on. */
  readTimestamp(segment: TcpSegment): void {
    for (const option of segment.options) {
      if (option.kind === 'timestamps') this.echoTimestamp = option.value;
    }
  }

  syn(place: Place, flags: TcpFlags, nowMicros: number): TcpSegment {
    const options: TcpOption[] = [
      { kind: 'mss', value: this.ownMss },
      { kind: 'sack-permitted' },
      this.timestamps(nowMicros),
      NOP,
      { kind: 'window-scale', shift: WINDOW_SHIFT },
    ];
    const window = offeredWindow(flags.ack ? this.ownMss - TIMESTAMP_BYTES : this.ownMss);
    return { ...this.bare(place, flags), options, window };
  }

  /** The acknowledgement, with the blocks that arrived beyond a hole. */
  ack(place: Place, blocks: readonly SackBlock[], nowMicros: number): TcpSegment {
    const segment = this.segment(place, { ack: true }, EMPTY, nowMicros);
    if (blocks.length === 0) return segment;
    return { ...segment, options: [...segment.options, NOP, NOP, { kind: 'sack', blocks }] };
  }

  segment(place: Place, flags: TcpFlags, data: Uint8Array, nowMicros: number): TcpSegment {
    const mss = this.openedActively ? this.ownMss : this.ownMss - TIMESTAMP_BYTES;
    const window = scaledWindow(offeredWindow(mss));
    const options = [NOP, NOP, this.timestamps(nowMicros)];
    return { ...this.bare(place, flags), options, window, data };
  }

  bare(place: Place, flags: TcpFlags): TcpSegment {
    return {
      kind: 'tcp',
      sourcePort: this.settings.localPort,
      destinationPort: this.settings.remotePort,
      ...place,
      flags,
      window: 0,
      urgentPointer: 0,
      options: [],
      data: EMPTY,
    };
  }

  private timestamps(nowMicros: number): TcpOption {
    const value = (this.settings.timestampOffset + Math.floor(nowMicros / 1000)) >>> 0;
    return { kind: 'timestamps', value, echo: this.echoTimestamp };
  }
}

/** What a host answers to a segment that belongs to no socket (RFC 9293 §3.5.2), or null for a RST. */
export function resetFor(segment: TcpSegment): TcpSegment | null {
  if (segment.flags.rst) return null;
  const length = segment.data.length + (segment.flags.syn ? 1 : 0) + (segment.flags.fin ? 1 : 0);
  const base = {
    kind: 'tcp' as const,
    sourcePort: segment.destinationPort,
    destinationPort: segment.sourcePort,
    window: 0,
    urgentPointer: 0,
    options: [],
    data: EMPTY,
  };
  if (segment.flags.ack) {
    return { ...base, sequence: segment.acknowledgement, acknowledgement: 0, flags: { rst: true } };
  }
  return {
    ...base,
    sequence: 0,
    acknowledgement: advance(segment.sequence, length),
    flags: { rst: true, ack: true },
  };
}
