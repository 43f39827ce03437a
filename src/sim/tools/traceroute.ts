/**
 * traceroute 2.1 with ICMP probes: one echo request for each number of hops, and who complains that it died there.
 * Source: traceroute(8); RFC 1812 §5.3.1 (time exceeded).
 * Simplified: one probe at a time, where the real one keeps sixteen on the way; UDP and TCP probes are left out.
 */
import { explainResolveError, resolve } from '../app/resolver';
import { type IcmpReceived, syscall, type Task } from '../transport/syscalls';
import { parseOptions } from './options';
import { fail, Output } from './output';
import type { Tool } from './types';

const SPEC = { values: ['-q', '-w', '-m'], flags: ['-n', '-I'] };
const PACKET_BYTES = 60;
const HEADERS_BYTES = 28;
const ECHO_REPLY = 0;
const TIME_EXCEEDED = 11;
const MARKS: Readonly<Record<number, string>> = {
  0: ' !N',
  1: ' !H',
  2: ' !P',
  4: ' !F',
  13: ' !X',
};

export const traceroute: Tool = function* ({ argv }) {
  const options = parseOptions(argv, SPEC);
  if (!options.ok) return yield* fail(options.error, 2);
  const { value, has, words } = options.value;
  const [target] = words;
  if (!target)
    return yield* fail('Usage: traceroute -n -I [-q probes] [-w seconds] [-m hops] HOST', 2);
  if (!has('-I') || !has('-n')) {
    return yield* fail(
      'traceroute: only ICMP probes without names are modelled here: traceroute -n -I HOST',
      2,
    );
  }
  const [probes, seconds, hops] = [value('-q') ?? '3', value('-w') ?? '5', value('-m') ?? '30'].map(
    Number,
  );
  if (!probes || !seconds || !hops || probes > 10 || hops > 255) {
    return yield* fail('traceroute: -q takes 1 to 10, -w seconds, -m 1 to 255', 2);
  }
  const found = yield* resolve(target, ['A']);
  const address = found.addresses[0];
  if (!address) return yield* fail(`${target}: ${explainResolveError(found.error)}`, 2);
  const opened = yield* syscall('ping', {});
  if (!opened.ok) return yield* fail('traceroute: socket: Operation not permitted', 1);
  const output = new Output();
  yield* output.out(
    `traceroute to ${target} (${address}), ${hops} hops max, ${PACKET_BYTES} byte packets`,
  );
  const route: Route = {
    handle: opened.value,
    address,
    probes,
    waitMicros: seconds * 1e6,
    sequence: 0,
  };
  for (let ttl = 1; ttl <= hops; ttl += 1) {
    const row = yield* probeHop(route, ttl);
    yield* output.out(`${String(ttl).padStart(2)} ${row.text}`);
    if (row.isEnd) break;
  }
  yield* syscall('close', { handle: opened.value });
  return output.exit(0);
};

interface Route {
  readonly handle: number;
  readonly address: string;
  readonly probes: number;
  readonly waitMicros: number;
  sequence: number;
}

function* probeHop(route: Route, ttl: number): Task<{ text: string; isEnd: boolean }> {
  let text = '';
  let previous = '';
  let isEnd = false;
  for (let probe = 0; probe < route.probes; probe += 1) {
    route.sequence += 1;
    const answer = yield* probeOnce(route, ttl);
    if (!answer) {
      text += ' *';
      continue;
    }
    const { message, micros } = answer;
    text += `${message.from === previous ? '' : ` ${message.from}`}  ${(micros / 1000).toFixed(3)} ms`;
    previous = message.from;
    if (message.type === TIME_EXCEEDED) continue;
    if (message.type !== ECHO_REPLY) text += MARKS[message.code] ?? ` !<${message.code}>`;
    isEnd = true;
  }
  return { text, isEnd };
}

function* probeOnce(
  route: Route,
  ttl: number,
): Task<{ message: IcmpReceived; micros: number } | null> {
  const { handle, address, sequence, waitMicros } = route;
  const started = yield* syscall('now', {});
  const payloadBytes = PACKET_BYTES - HEADERS_BYTES;
  const sent = yield* syscall('sendEcho', {
    handle,
    destination: address,
    sequence,
    payloadBytes,
    dontFragment: false,
    ttl,
  });
  if (!sent.ok) return null;
  for (;;) {
    const left = started + waitMicros - (yield* syscall('now', {}));
    if (left <= 0) return null;
    const answer = yield* syscall('receiveIcmp', { handle, timeoutMicros: left });
    if (!answer.ok) return null;
    if (answer.value.sequence !== sequence) continue;
    return { message: answer.value, micros: (yield* syscall('now', {})) - started };
  }
}
