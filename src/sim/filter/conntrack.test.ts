import { describe, expect, test } from 'vitest';
import { run } from '../simulation';
import { lessonWorld } from '../testdata/lesson-world';
import type { Ipv4Packet, TcpFlags } from '../wire/types';
import { expireConnections, invert, lookup, track, type TrackOptions, tupleOf } from './conntrack';
import type { Connection } from './types';

const CLIENT = '10.244.0.5';
const SERVER = '10.244.1.8';

const packet = (
  source: string,
  destination: string,
  payload: Ipv4Packet['payload'],
): Ipv4Packet => ({
  kind: 'ipv4',
  tos: 0,
  identification: 1,
  dontFragment: true,
  moreFragments: false,
  fragmentOffset: 0,
  ttl: 64,
  protocol: payload.kind === 'tcp' ? 6 : payload.kind === 'udp' ? 17 : 1,
  source,
  destination,
  payload,
});

const segment = (isReply: boolean, ...set: (keyof TcpFlags)[]): Ipv4Packet =>
  packet(isReply ? SERVER : CLIENT, isReply ? CLIENT : SERVER, {
    kind: 'tcp',
    sourcePort: isReply ? 8080 : 43210,
    destinationPort: isReply ? 43210 : 8080,
    sequence: 1,
    acknowledgement: 0,
    flags: Object.fromEntries(set.map((flag) => [flag, true])),
    window: 64860,
    urgentPointer: 0,
    options: [],
    data: new Uint8Array(0),
  });

const SECONDS: Readonly<Record<string, number>> = {
  tcp_timeout_syn_sent: 120,
  tcp_timeout_syn_recv: 60,
  tcp_timeout_established: 432000,
  tcp_timeout_fin_wait: 120,
  tcp_timeout_close_wait: 60,
  tcp_timeout_last_ack: 30,
  tcp_timeout_time_wait: 120,
  tcp_timeout_close: 10,
};
const options = (more: Partial<TrackOptions> = {}): TrackOptions => ({
  nowMicros: 0,
  nextId: 1,
  maximum: 100,
  sysctl: (name) => SECONDS[name.replace('net.netfilter.nf_conntrack_', '')] ?? 30,
  ...more,
});

/** Feeds segments one after the other; every entry is confirmed, as it is for packets that pass. */
function conversation(...segments: readonly Ipv4Packet[]) {
  let entries: readonly Connection[] = [];
  return segments.map((item) => {
    const tracked = track(item, entries, options());
    entries =
      tracked.connection && !tracked.destroyed ? [{ ...tracked.connection, confirmed: true }] : [];
    return tracked;
  });
}

describe('a TCP connection in the table', () => {
  const states = (...segments: readonly Ipv4Packet[]) =>
    conversation(...segments).map(({ connection }) => connection?.tcpState);

  test('walks through the states of a whole conversation', () => {
    expect(
      states(
        segment(false, 'syn'),
        segment(true, 'syn', 'ack'),
        segment(false, 'ack'),
        segment(false, 'fin', 'ack'),
        segment(true, 'ack'),
        segment(true, 'fin', 'ack'),
        segment(false, 'ack'),
      ),
    ).toEqual([
      'SYN_SENT',
      'SYN_RECV',
      'ESTABLISHED',
      'FIN_WAIT',
      'CLOSE_WAIT',
      'LAST_ACK',
      'TIME_WAIT',
    ]);
  });

  test('is assured only after the handshake is complete', () => {
    const tracked = conversation(
      segment(false, 'syn'),
      segment(true, 'syn', 'ack'),
      segment(false, 'ack'),
    );
    expect(tracked.map(({ connection }) => connection?.assured)).toEqual([false, false, true]);
  });

  test('ends with the RST that answers its first SYN', () => {
    const [, reset] = conversation(segment(false, 'syn'), segment(true, 'rst', 'ack'));
    expect(reset).toMatchObject({ destroyed: true, ctState: 'ESTABLISHED' });
  });

  test('is new until somebody has answered, also for a repeated SYN', () => {
    const tracked = conversation(segment(false, 'syn'), segment(false, 'syn'));
    expect(tracked.map(({ ctState }) => ctState)).toEqual(['NEW', 'NEW']);
  });

  test.each([
    ['an answer without a question', segment(true, 'syn', 'ack')],
    ['a reset out of nowhere', segment(true, 'rst')],
  ])('%s is invalid', (_name, stray) => {
    expect(track(stray, [], options())).toMatchObject({ ctState: 'INVALID', connection: null });
  });
});

/** Captured with a request of 4000 bytes into a path that loses them: `retransmitted` is its first piece, sent again. */
describe('a reset of an open connection', () => {
  const CLIENT_START = 1000;
  const SERVER_START = 5000;
  const numbered = (item: Ipv4Packet, sequence: number, acknowledgement: number, bytes = 0) =>
    item.payload.kind === 'tcp'
      ? {
          ...item,
          payload: { ...item.payload, sequence, acknowledgement, data: new Uint8Array(bytes) },
        }
      : item;
  const opened = [
    numbered(segment(false, 'syn'), CLIENT_START, 0),
    numbered(segment(true, 'syn', 'ack'), SERVER_START, CLIENT_START + 1),
    numbered(segment(false, 'ack'), CLIENT_START + 1, SERVER_START + 1),
  ];
  const request = numbered(segment(false, 'ack', 'psh'), CLIENT_START + 1, SERVER_START + 1, 4000);
  const retransmitted = numbered(segment(false, 'ack'), CLIENT_START + 1, SERVER_START + 1, 1388);
  const answered = numbered(segment(true, 'ack'), SERVER_START + 1, CLIENT_START + 4001);
  const reset = (sequence: number) =>
    numbered(segment(false, 'rst', 'ack'), sequence, SERVER_START + 1);
  const END = CLIENT_START + 4001;

  test.each([
    ['at the number that the other side has acknowledged', [request, answered], END, 'CLOSE'],
    ['directly behind the last segment', [request], END, 'CLOSE'],
    ['elsewhere, because a retransmission came last', [request, retransmitted], END, 'ESTABLISHED'],
  ])('%s leaves the entry as a kernel does', (_name, between, sequence, state) => {
    const tracked = conversation(...opened, ...between, reset(sequence));
    const last = tracked[tracked.length - 1];
    expect(last).toMatchObject({ ctState: 'ESTABLISHED', connection: { tcpState: state } });
    expect(last?.connection?.expiresAtMicros).toBe(10e6);
  });

  test('from before what was acknowledged is invalid', () => {
    const tracked = conversation(...opened, request, answered, reset(CLIENT_START + 1));
    expect(tracked[tracked.length - 1]).toMatchObject({ ctState: 'INVALID', connection: null });
  });
});

describe('the table', () => {
  test('drops what is new when it is full, and goes on with what it knows', () => {
    const [first] = conversation(segment(false, 'syn'));
    const entry = first?.connection;
    if (!entry) throw new Error('no entry was made');
    const full = options({ maximum: 1 });
    expect(track(segment(true, 'syn', 'ack'), [entry], full).ctState).toBe('ESTABLISHED');
    const other = { ...segment(false, 'syn'), source: '10.244.0.9' };
    expect(track(other, [entry], full)).toMatchObject({ dropped: 'table-full', connection: null });
  });

  test('forgets an entry at the microsecond at which it expires', () => {
    const [first] = conversation(segment(false, 'syn'));
    const entries = first?.connection ? [first.connection] : [];
    expect(expireConnections(entries, 120e6 - 1)).toHaveLength(1);
    expect(expireConnections(entries, 120e6)).toHaveLength(0);
  });

  test('finds an entry from both ends', () => {
    const [first] = conversation(segment(false, 'syn'));
    const entries = first?.connection ? [first.connection] : [];
    const tuple = tupleOf(segment(false, 'syn'));
    if (!tuple) throw new Error('a segment has a tuple');
    expect(lookup(entries, tuple)?.direction).toBe('original');
    expect(lookup(entries, invert(tuple))?.direction).toBe('reply');
  });

  test('holds one entry for the two questions that a resolver asks from one socket', () => {
    const after = run(lessonWorld(), 'default/pod-a', 'nc -zv my-service 8080', {
      endpoint: '10.244.1.2',
    }).world;
    const lines = run(after, 'node-1', 'conntrack -L -p udp').stdout.trim().split('\n');
    const flows = lines.map((line) => line.replace(/^udp +17 \d+ /, ''));
    expect(flows.length).toBeGreaterThan(0);
    expect(new Set(flows).size).toBe(flows.length);
  });
});
