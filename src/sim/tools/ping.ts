/**
 * ping of iputils 20221126. Source: ping(8); outputs compared with a real kernel's.
 * Simplified: without -c a real ping runs until it is stopped; here it sends four.
 */
import { resolve } from '../app/resolver';
import { type IcmpReceived, syscall, type Task } from '../transport/syscalls';
import { parseOptions } from './options';
import { fail, Output } from './output';
import type { Tool } from './types';

const SPEC = { values: ['-c', '-s', '-W', '-i', '-M', '-t'], flags: ['-n', '-q', '-4'] };
const DEFAULT_COUNT = 4;

interface Tally {
  sent: number;
  received: number;
  errors: number;
  times: number[];
}

export const ping: Tool = function* ({ argv }) {
  const options = parseOptions(argv, SPEC);
  if (!options.ok) return yield* fail(options.error, 2);
  const target = options.value.words[0];
  if (!target) return yield* fail('ping: usage error: Destination address required', 1);
  const { value } = options.value;
  const count = Number(value('-c') ?? DEFAULT_COUNT);
  const size = Number(value('-s') ?? 56);
  const mode = value('-M') ?? 'want';
  if (!Number.isInteger(count) || count < 1 || count > 100) return yield* fail(`ping: invalid argument: '${value('-c')}': out of range: 1 <= value <= 100`, 1);
  if (!Number.isInteger(size) || size < 0 || size > 65507) return yield* fail(`ping: invalid argument: '${value('-s')}': out of range: 0 <= value <= 65507`, 1);
  const found = yield* resolve(target);
  const address = found.addresses[0];
  if (!address) {
    const why = found.error === 'NXDOMAIN' ? 'Name or service not known' : 'Temporary failure in name resolution';
    return yield* fail(`ping: ${target}: ${why}`, 2);
  }
  const opened = yield* syscall('ping', {});
  if (!opened.ok) return yield* fail('ping: socket: Operation not permitted', 2);
  const output = new Output();
  const started = yield* syscall('now', {});
  yield* output.out(`PING ${target} (${address}) ${size}(${size + 28}) bytes of data.`);
  const tally: Tally = { sent: 0, received: 0, errors: 0, times: [] };
  const wait = Number(value('-W') ?? 10) * 1e6;
  const interval = Number(value('-i') ?? 1) * 1e6;
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const sentAt = yield* syscall('now', {});
    const sent = yield* syscall('sendEcho', {
      handle: opened.value,
      destination: address,
      sequence,
      payloadBytes: size,
      dontFragment: mode !== 'dont',
      ttl: value('-t') ? Number(value('-t')) : undefined,
    });
    if (!sent.ok && sent.errno === 'ENETUNREACH') return yield* fail('ping: connect: Network is unreachable', 2);
    tally.sent += 1;
    if (!sent.ok) {
      tally.errors += 1;
      yield* output.err(`ping: local error: message too long, mtu=${sent.mtu}`);
    }
    const isLast = sequence === count;
    yield* listen(output, opened.value, sequence, sentAt, { until: isLast ? wait : interval, isLast, tally, failed: !sent.ok });
  }
  yield* syscall('close', { handle: opened.value });
  yield* summary(output, target, tally, started);
  return output.exit(tally.received > 0 ? 0 : 1);
};

interface Listening {
  /** microseconds to listen after sending */
  readonly until: number;
  readonly isLast: boolean;
  readonly tally: Tally;
  readonly failed: boolean;
}

function* listen(output: Output, handle: number, sequence: number, sentAt: number, listening: Listening): Task<void> {
  const { tally, isLast, until } = listening;
  let answered = listening.failed;
  for (;;) {
    if (isLast && answered) return;
    const now = yield* syscall('now', {});
    const left = sentAt + until - now;
    if (left <= 0) return;
    const answer = yield* syscall('receiveIcmp', { handle, timeoutMicros: left });
    if (!answer.ok) return;
    const at = yield* syscall('now', {});
    answered ||= answer.value.sequence === sequence;
    yield* report(output, answer.value, (at - sentAt) / 1000, tally);
  }
}

function* report(output: Output, message: IcmpReceived, milliseconds: number, tally: Tally): Task<void> {
  if (message.type === 0) {
    tally.received += 1;
    tally.times.push(milliseconds);
    const time = milliseconds.toFixed(3);
    yield* output.out(`${message.length} bytes from ${message.from}: icmp_seq=${message.sequence} ttl=${message.ttl} time=${time} ms`);
    return;
  }
  tally.errors += 1;
  yield* output.out(`From ${message.from} icmp_seq=${message.sequence} ${explain(message)}`);
}

const UNREACHABLE: Readonly<Record<number, string>> = {
  0: 'Destination Net Unreachable',
  1: 'Destination Host Unreachable',
  2: 'Destination Protocol Unreachable',
  3: 'Destination Port Unreachable',
  13: 'Packet filtered',
};

function explain(message: IcmpReceived): string {
  if (message.type === 11) return 'Time to live exceeded';
  if (message.type === 3 && message.code === 4) return `Frag needed and DF set (mtu = ${message.mtu})`;
  return UNREACHABLE[message.code] ?? `Dest Unreachable, Bad Code: ${message.code}`;
}

function* summary(output: Output, target: string, tally: Tally, started: number): Task<void> {
  const { sent, received, errors, times } = tally;
  const now = yield* syscall('now', {});
  const loss = Math.round((100 * (sent - received)) / sent);
  const problems = errors > 0 ? ` +${errors} errors,` : '';
  const elapsed = Math.round((now - started) / 1000);
  yield* output.out(`\n--- ${target} ping statistics ---`);
  yield* output.out(`${sent} packets transmitted, ${received} received,${problems} ${loss}% packet loss, time ${elapsed}ms`);
  if (times.length === 0) {
    yield* output.out('');
    return;
  }
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length);
  const figures = [Math.min(...times), mean, Math.max(...times), deviation].map((value) => value.toFixed(3));
  yield* output.out(`rtt min/avg/max/mdev = ${figures.join('/')} ms`);
}
