/**
 * traceroute 2.1: one probe for each number of hops, and who complains that it died there. Datagrams to ports that
 * nobody uses, or echo requests with -I. Source: traceroute(8); RFC 1812 §5.3.1 (time exceeded).
 * Simplified: one probe at a time, where the real one keeps sixteen on the way; TCP probes (-T) are left out.
 */
import { explainResolveError, resolve } from '../app/resolver';
import { syscall, type Task } from '../transport/syscalls';
import { parseOptions } from './options';
import { fail, Output } from './output';
import type { Tool } from './types';

const SPEC = { values: ['-q', '-w', '-m'], flags: ['-n', '-I'] };
const PACKET_BYTES = 60;
const HEADERS_BYTES = 28;
const PAYLOAD_BYTES = PACKET_BYTES - HEADERS_BYTES;
const FIRST_PORT = 33434;
const FIRST_BYTE = 0x40;
const TIME_EXCEEDED = 11;
const UNREACHABLE = 3;
const PORT_UNREACHABLE = 3;
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
    return yield* fail('Usage: traceroute -n [-I] [-q probes] [-w seconds] [-m hops] HOST', 2);
  if (!has('-n'))
    return yield* fail('traceroute: names of routers are not modelled here. Add -n', 2);
  const [probes, seconds, hops] = [value('-q') ?? '3', value('-w') ?? '5', value('-m') ?? '30'].map(
    Number,
  );
  if (!probes || !seconds || !hops || probes > 10 || hops > 255) {
    return yield* fail('traceroute: -q takes 1 to 10, -w seconds, -m 1 to 255', 2);
  }
  const found = yield* resolve(target, ['A']);
  const address = found.addresses[0];
  if (!address) return yield* fail(`${target}: ${explainResolveError(found.error)}`, 2);
  const echo = has('-I') ? yield* syscall('ping', {}) : undefined;
  if (echo && !echo.ok) return yield* fail('traceroute: socket: Operation not permitted', 1);
  const output = new Output();
  yield* output.out(
    `traceroute to ${target} (${address}), ${hops} hops max, ${PACKET_BYTES} byte packets`,
  );
  const route: Route = {
    echo: echo?.value,
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
  if (echo) yield* syscall('close', { handle: echo.value });
  return output.exit(0);
};

interface Route {
  /** handle of an ICMP socket; absent: datagrams */
  readonly echo: number | undefined;
  readonly address: string;
  readonly probes: number;
  readonly waitMicros: number;
  sequence: number;
}

interface Answer {
  readonly from: string;
  readonly type: number;
  readonly code: number;
}

function* probeHop(route: Route, ttl: number): Task<{ text: string; isEnd: boolean }> {
  let text = '';
  let previous = '';
  let isEnd = false;
  for (let probe = 0; probe < route.probes; probe += 1) {
    route.sequence += 1;
    const started = yield* syscall('now', {});
    const answer = yield* route.echo === undefined
      ? probeDatagram(route, ttl, started)
      : probeEcho(route, route.echo, ttl, started);
    if (!answer) {
      text += ' *';
      continue;
    }
    const micros = (yield* syscall('now', {})) - started;
    text += `${answer.from === previous ? '' : ` ${answer.from}`}  ${(micros / 1000).toFixed(3)} ms`;
    previous = answer.from;
    if (answer.type === TIME_EXCEEDED) continue;
    text += markOf(answer, route.echo === undefined);
    isEnd = true;
  }
  return { text, isEnd };
}

/** A datagram has reached its end where nobody uses its port. */
function markOf({ type, code }: Answer, isDatagram: boolean): string {
  const isEnd = type !== UNREACHABLE || (isDatagram && code === PORT_UNREACHABLE);
  return isEnd ? '' : (MARKS[code] ?? ` !<${code}>`);
}

function* probeDatagram(route: Route, ttl: number, started: number): Task<Answer | null> {
  const opened = yield* syscall('udp', {});
  if (!opened.ok) return null;
  const handle = opened.value;
  const sent = yield* syscall('sendTo', {
    handle,
    destination: route.address,
    port: FIRST_PORT + route.sequence - 1,
    bytes: Uint8Array.from({ length: PAYLOAD_BYTES }, (_, index) => FIRST_BYTE + index),
    ttl,
    dontFragment: false,
  });
  const left = started + route.waitMicros - (yield* syscall('now', {}));
  const answer = sent.ok ? yield* syscall('receiveError', { handle, timeoutMicros: left }) : sent;
  yield* syscall('close', { handle });
  return answer.ok ? answer.value : null;
}

function* probeEcho(
  route: Route,
  handle: number,
  ttl: number,
  started: number,
): Task<Answer | null> {
  const { address, sequence, waitMicros } = route;
  const sent = yield* syscall('sendEcho', {
    handle,
    destination: address,
    sequence,
    payloadBytes: PAYLOAD_BYTES,
    dontFragment: false,
    ttl,
  });
  if (!sent.ok) return null;
  for (;;) {
    const left = started + waitMicros - (yield* syscall('now', {}));
    if (left <= 0) return null;
    const answer = yield* syscall('receiveIcmp', { handle, timeoutMicros: left });
    if (!answer.ok) return null;
    if (answer.value.sequence === sequence) return answer.value;
  }
}
