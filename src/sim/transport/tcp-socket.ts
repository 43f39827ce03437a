/**
 * One TCP connection endpoint as Linux runs it: handshake, segments sized by the path, retransmission, close.
 * It never sends by itself: every method returns what should leave, and the host loop carries it out.
 * Source: RFC 9293, RFC 6298; Linux net/ipv4/tcp_input.c, tcp_output.c, tcp_timer.c (6.18).
 *
 * Simplified: only the acknowledgement of a FIN is delayed, no tail loss probe, no congestion control beyond an initial window of
 * ten segments that doubles per round trip; the receive window stays what the handshake offered.
 */
import type { Ipv4, TcpFlags, TcpSegment } from '../wire/types';
import type { Errno } from './syscalls';
import { ReceiveQueue } from './receive-queue';
import { type Cut, SendQueue } from './send-queue';
import { advance, before } from './tcp-sequence';
import {
  maximumRetries,
  MINIMUM_RTO,
  type RetrySettings,
  SECOND,
  timeoutMicros,
} from './tcp-timer';
import { HEADERS, SegmentWriter, TIMESTAMP_BYTES, type WriterSettings } from './tcp-writer';

export type TcpState =
  | 'LISTEN'
  | 'SYN-SENT'
  | 'SYN-RECV'
  | 'ESTAB'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'LAST-ACK'
  | 'TIME-WAIT'
  | 'CLOSED';

export interface TcpEndpoints {
  readonly localAddress: Ipv4;
  readonly localPort: number;
  readonly remoteAddress: Ipv4;
  readonly remotePort: number;
}

/** What a method wants done. `arm` starts the retransmission timer anew, in microseconds. */
export interface TcpOutput {
  readonly segments: readonly TcpSegment[];
  readonly arm?: number;
  readonly retransmission?: boolean;
  /** something a waiting process should look at */
  readonly wake?: boolean;
  /** the acknowledgement may wait for something to travel with */
  readonly delayedAck?: boolean;
  /** something older than what has arrived is missing: it counts as lost after this time, in microseconds */
  readonly loseAfter?: number;
}

const NOTHING: TcpOutput = { segments: [] };
const EMPTY = new Uint8Array(0);
const INITIAL_WINDOW_SEGMENTS = 10;
/** TCP_TIMEOUT_MIN, two ticks of a 250 Hz kernel, less what of the first has passed: time for reordered segments to show up */
const REORDERING_MICROS = 6_000;

export interface TcpSettings
  extends Omit<WriterSettings, 'localPort' | 'remotePort'>,
    RetrySettings {
  readonly initialSequence: number;
}

export class TcpSocket {
  state: TcpState = 'CLOSED';
  error: Errno | null = null;
  peerClosed = false;
  received: Uint8Array[] = [];
  retries = 0;
  pathMtu: number;
  /** changes at each retransmission, so that a tunnel picks another outer port (sk_rethink_txhash) */
  transmitHash = 0;
  private sendNext: number;
  private sendUnacked: number;
  private receiveNext = 0;
  private outgoing: Uint8Array = EMPTY;
  private closing = false;
  private finSent = false;
  private owesAck = false;
  private congestionWindow = INITIAL_WINDOW_SEGMENTS;
  private readonly sendQueue = new SendQueue();
  private readonly receiveQueue = new ReceiveQueue();
  private readonly writer: SegmentWriter;

  constructor(
    readonly ends: TcpEndpoints,
    private readonly settings: TcpSettings,
  ) {
    this.pathMtu = settings.pathMtu;
    this.writer = new SegmentWriter({ ...ends, ...settings });
    this.sendNext = settings.initialSequence;
    this.sendUnacked = settings.initialSequence;
  }

  /** Active open: the SYN. */
  open(nowMicros: number): TcpOutput {
    this.state = 'SYN-SENT';
    this.writer.openedActively = true;
    const syn = this.synSegment(nowMicros, { syn: true });
    this.sendNext = advance(this.sendNext, 1);
    return { segments: [syn], arm: SECOND };
  }

  /** Passive open: a SYN reached a listener. */
  accept(syn: TcpSegment, nowMicros: number): TcpOutput {
    this.state = 'SYN-RECV';
    this.receiveNext = advance(syn.sequence, 1);
    this.writer.readOptions(syn);
    const reply = this.synSegment(nowMicros, { syn: true, ack: true });
    this.sendNext = advance(this.sendNext, 1);
    return { segments: [reply], arm: SECOND };
  }

  send(bytes: Uint8Array, nowMicros: number): TcpOutput {
    const joined = new Uint8Array(this.outgoing.length + bytes.length);
    joined.set(this.outgoing);
    joined.set(bytes, this.outgoing.length);
    this.outgoing = joined;
    return this.flush(nowMicros);
  }

  close(nowMicros: number): TcpOutput {
    if (this.state === 'SYN-SENT' || this.state === 'CLOSED') {
      this.state = 'CLOSED';
      return NOTHING;
    }
    this.closing = true;
    return this.flush(nowMicros);
  }

  /** close(2) with SO_LINGER zero: a RST ends the connection at once (tcp_disconnect()). */
  abort(nowMicros: number): TcpOutput {
    const wasOpen = this.state !== 'CLOSED' && this.state !== 'SYN-SENT';
    this.state = 'CLOSED';
    if (!wasOpen) return NOTHING;
    const flags = { rst: true, ack: true };
    return { segments: [this.segment(this.sendNext, flags, EMPTY, nowMicros)] };
  }

  receive(segment: TcpSegment, nowMicros: number): TcpOutput {
    if (segment.flags.rst) return this.onReset(segment);
    if (this.state === 'SYN-SENT') return this.onSynAck(segment, nowMicros);
    // RFC 7323 §4.3: a segment beyond a hole does not move the time stamp that is echoed.
    if (!before(this.receiveNext, segment.sequence)) this.writer.readTimestamp(segment);
    if (segment.flags.syn) return { segments: [this.ackSegment(nowMicros)] };
    if (segment.flags.ack) this.onAck(segment);
    const isHole = this.onSack(segment);
    const accepted = this.onData(segment);
    const fin = this.onFin(segment);
    const again = this.resendLost(nowMicros);
    const flushed = this.flush(nowMicros);
    const segments = [...again, ...flushed.segments];
    const delayed = fin && !accepted && this.state === 'CLOSE-WAIT';
    const mustAck = accepted || fin || this.isOld(segment) || this.isEarly(segment);
    if (mustAck && !delayed && segments.length === 0) segments.push(this.ackSegment(nowMicros));
    this.owesAck = delayed;
    const arm = again.length > 0 ? MINIMUM_RTO : flushed.arm;
    const loseAfter = isHole ? REORDERING_MICROS : undefined;
    return { segments, arm, wake: true, delayedAck: delayed, loseAfter };
  }

  /** The delayed-acknowledgement timer ran out; nothing to send if a segment has carried it meanwhile. */
  onDelayedAck(nowMicros: number): TcpOutput {
    return this.owesAck ? { segments: [this.ackSegment(nowMicros)] } : NOTHING;
  }

  /** The retransmission timer ran out. */
  onTimer(nowMicros: number): TcpOutput {
    if (this.sendUnacked === this.sendNext || this.state === 'CLOSED') return NOTHING;
    this.retries += 1;
    if (this.retries > maximumRetries(this.state, this.settings)) {
      this.fail('ETIMEDOUT');
      return { segments: [], wake: true };
    }
    this.transmitHash += 1;
    return {
      segments: this.repeat(nowMicros),
      arm: timeoutMicros(this.state, this.retries, this.settings),
      retransmission: true,
    };
  }

  /** ICMP frag-needed: segments shrink, what was too large is sent again at once (RFC 1191 §6.5). */
  onPathMtu(mtu: number, nowMicros: number): TcpOutput {
    if (mtu >= this.pathMtu) return NOTHING;
    this.pathMtu = mtu;
    this.sendQueue.loseLarger(this.segmentSize());
    return { segments: this.resendLost(nowMicros), arm: MINIMUM_RTO, retransmission: true };
  }

  /** What was missing has had its time. */
  onReorderingTimer(nowMicros: number): TcpOutput {
    if (this.state === 'CLOSED') return NOTHING;
    this.sendQueue.loseMissing();
    const segments = this.resendLost(nowMicros);
    return segments.length > 0 ? { segments, arm: MINIMUM_RTO, retransmission: true } : NOTHING;
  }

  /** Hard ICMP errors end a connection only while it is being opened (RFC 1122 §4.2.3.9). */
  onIcmpError(errno: Errno): TcpOutput {
    if (this.state !== 'SYN-SENT') return NOTHING;
    this.fail(errno);
    return { segments: [], wake: true };
  }

  get isReadable(): boolean {
    return this.received.length > 0 || this.peerClosed || this.error !== null;
  }

  private fail(errno: Errno): void {
    this.error = errno;
    this.state = 'CLOSED';
  }

  private onReset(segment: TcpSegment): TcpOutput {
    if (this.state === 'SYN-SENT') {
      if (!segment.flags.ack || segment.acknowledgement !== this.sendNext) return NOTHING;
      this.fail('ECONNREFUSED');
    } else {
      this.fail('ECONNRESET');
    }
    return { segments: [], wake: true };
  }

  private onSynAck(segment: TcpSegment, nowMicros: number): TcpOutput {
    if (!segment.flags.syn || !segment.flags.ack) return NOTHING;
    if (segment.acknowledgement !== this.sendNext) {
      const reset = this.writer.bare(
        { sequence: segment.acknowledgement, acknowledgement: 0 },
        { rst: true },
      );
      return { segments: [reset] };
    }
    this.receiveNext = advance(segment.sequence, 1);
    this.sendUnacked = segment.acknowledgement;
    this.writer.readOptions(segment);
    this.state = 'ESTAB';
    this.retries = 0;
    return { segments: [this.ackSegment(nowMicros)], wake: true };
  }

  private onAck(segment: TcpSegment): void {
    if (this.state === 'SYN-RECV') this.state = 'ESTAB';
    const acked = (segment.acknowledgement - this.sendUnacked) >>> 0;
    if (acked === 0 || acked > (this.sendNext - this.sendUnacked) >>> 0) return;
    const fromData = Math.min(acked, this.outgoing.length);
    if (segment.acknowledgement !== advance(this.settings.initialSequence, 1)) {
      this.outgoing = this.outgoing.slice(fromData);
    }
    this.sendQueue.acknowledge(segment.acknowledgement);
    this.sendUnacked = segment.acknowledgement;
    this.retries = 0;
    this.congestionWindow += Math.ceil(acked / this.segmentSize());
    if (this.finSent && this.sendUnacked === this.sendNext) this.onFinAcked();
  }

  private onFinAcked(): void {
    if (this.state === 'FIN-WAIT-1') this.state = 'FIN-WAIT-2';
    else if (this.state === 'LAST-ACK') this.state = 'CLOSED';
  }

  private onData(segment: TcpSegment): boolean {
    if (segment.data.length === 0) return false;
    if (!before(segment.sequence, advance(this.receiveNext, 1))) {
      this.receiveQueue.hold(segment.sequence, segment.data);
      return false;
    }
    const fresh = segment.data.slice((this.receiveNext - segment.sequence) >>> 0);
    if (fresh.length === 0) return false;
    for (
      let bytes: Uint8Array | null = fresh;
      bytes;
      bytes = this.receiveQueue.take(this.receiveNext)
    ) {
      this.received.push(bytes);
      this.receiveNext = advance(this.receiveNext, bytes.length);
    }
    return true;
  }

  /** True when the peer holds something behind a hole. */
  private onSack(segment: TcpSegment): boolean {
    let isHole = false;
    for (const option of segment.options) {
      if (option.kind === 'sack') isHole = this.sendQueue.mark(option.blocks) || isHole;
    }
    return isHole;
  }

  private isEarly(segment: TcpSegment): boolean {
    return segment.data.length > 0 && before(this.receiveNext, segment.sequence);
  }

  private resendLost(nowMicros: number): TcpSegment[] {
    const room = this.congestionWindow;
    return this.cutSegments(this.sendQueue.resend(this.segmentSize(), room), nowMicros);
  }

  private cutSegments(cuts: readonly Cut[], nowMicros: number): TcpSegment[] {
    return cuts.map(({ sequence, length, push }) => {
      const at = (sequence - this.sendUnacked) >>> 0;
      const data = this.outgoing.slice(at, at + length);
      return this.segment(sequence, { ack: true, psh: push }, data, nowMicros);
    });
  }

  private onFin(segment: TcpSegment): boolean {
    if (!segment.flags.fin) return false;
    if (advance(segment.sequence, segment.data.length) !== this.receiveNext) return false;
    this.receiveNext = advance(this.receiveNext, 1);
    this.peerClosed = true;
    if (this.state === 'ESTAB') this.state = 'CLOSE-WAIT';
    else this.state = 'TIME-WAIT';
    return true;
  }

  private isOld(segment: TcpSegment): boolean {
    const length = segment.data.length + (segment.flags.fin ? 1 : 0);
    return length > 0 && before(segment.sequence, this.receiveNext);
  }

  /** Sends what the window allows, then the FIN. `outgoing` holds everything not yet acknowledged. */
  private flush(nowMicros: number): TcpOutput {
    const canSend = this.state === 'ESTAB' || this.state === 'CLOSE-WAIT';
    if (!canSend) return NOTHING;
    const segments: TcpSegment[] = [];
    const size = this.segmentSize();
    const inFlight = (this.sendNext - this.sendUnacked) >>> 0;
    const rest = this.outgoing.length - inFlight;
    const room = (this.congestionWindow - Math.floor(inFlight / size)) * size;
    const length = Math.min(rest, room);
    if (length > 0) {
      const cuts = this.sendQueue.add(this.sendNext, length, size, length === rest);
      segments.push(...this.cutSegments(cuts, nowMicros));
      this.sendNext = advance(this.sendNext, length);
    }
    const allSent = (this.sendNext - this.sendUnacked) >>> 0 === this.outgoing.length;
    if (this.closing && !this.finSent && allSent) segments.push(this.finSegment(nowMicros));
    return { segments, arm: segments.length > 0 ? MINIMUM_RTO : undefined };
  }

  private finSegment(nowMicros: number): TcpSegment {
    this.finSent = true;
    this.state = this.state === 'CLOSE-WAIT' ? 'LAST-ACK' : 'FIN-WAIT-1';
    const segment = this.segment(this.sendNext, { fin: true, ack: true }, EMPTY, nowMicros);
    this.sendNext = advance(this.sendNext, 1);
    return segment;
  }

  /** The oldest unacknowledged piece again. */
  private repeat(nowMicros: number): readonly TcpSegment[] {
    if (this.state === 'SYN-SENT' || this.state === 'SYN-RECV') {
      const flags = this.state === 'SYN-SENT' ? { syn: true } : { syn: true, ack: true };
      this.sendNext = this.settings.initialSequence;
      const syn = this.synSegment(nowMicros, flags);
      this.sendNext = advance(this.sendNext, 1);
      return [syn];
    }
    if (this.outgoing.length === 0) {
      if (!this.finSent || this.sendUnacked === this.sendNext) return [];
      return [this.segment(this.sendUnacked, { fin: true, ack: true }, EMPTY, nowMicros)];
    }
    this.sendQueue.loseAll();
    this.congestionWindow = 1;
    return this.resendLost(nowMicros);
  }

  private segmentSize(): number {
    return Math.min(this.writer.peerMss, this.pathMtu - HEADERS) - TIMESTAMP_BYTES;
  }

  private synSegment(nowMicros: number, flags: TcpFlags): TcpSegment {
    const acknowledgement = flags.ack ? this.receiveNext : 0;
    return this.writer.syn({ sequence: this.sendNext, acknowledgement }, flags, nowMicros);
  }

  private ackSegment(nowMicros: number): TcpSegment {
    this.owesAck = false;
    const place = { sequence: this.sendNext, acknowledgement: this.receiveNext };
    return this.writer.ack(place, this.receiveQueue.blocks(), nowMicros);
  }

  private segment(
    sequence: number,
    flags: TcpFlags,
    data: Uint8Array,
    nowMicros: number,
  ): TcpSegment {
    this.owesAck = false;
    const place = { sequence, acknowledgement: this.receiveNext };
    return this.writer.segment(place, flags, data, nowMicros);
  }
}
