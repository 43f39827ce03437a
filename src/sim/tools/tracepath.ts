/**
 * tracepath of iputils 20221126: the path and its MTU, asked with datagrams as large as they may be. No root is needed.
 * Source: tracepath(8); iputils tracepath.c (probe_ttl(), recverr()). IPv4 and numbers only.
 */
import { explainResolveError, resolve } from '../app/resolver';
import { type SocketError, syscall, type Task } from '../transport/syscalls';
import { parseOptions } from './options';
import { fail, Output } from './output';
import type { Tool } from './types';

const SPEC = { values: ['-m', '-l', '-p'], flags: ['-n', '-4'] };
const HEADERS_BYTES = 28;
const LARGEST_BYTES = 65535;
const FIRST_PORT = 44444;
const WAIT_MICROS = 1_000_000;
const TRIES = 3;
const LOCAL_COLUMN = 32;
const ADDRESS_COLUMN = 52;

const UNREACHABLE = 3;
const PORT_UNREACHABLE = 3;
const FRAG_NEEDED = 4;
const TIME_EXCEEDED = 11;
/** what icmp_err_convert[] of net/ipv4/icmp.c makes of the code, and the letter for it */
const MARKS: Readonly<Record<number, string>> = {
  0: '!N',
  1: '!H',
  2: '!P',
  6: '!N',
  7: '!H',
  9: '!N',
  10: '!H',
  13: '!H',
};

interface Path {
  readonly handle: number;
  readonly address: string;
  readonly output: Output;
  mtu: number;
  port: number;
  hopsTo?: number;
  hopsBack?: number;
}

/** done: the end is reached, or nobody can go on; heard: somebody answered; silent: nobody did */
type Outcome = 'done' | 'heard' | 'silent';

export const tracepath: Tool = function* ({ argv }) {
  const options = parseOptions(argv, SPEC);
  if (!options.ok) return yield* fail(options.error, 2);
  const { value, has, words } = options.value;
  const [target] = words;
  if (!target) return yield* fail('Usage: tracepath -n [-m hops] [-l length] [-p port] HOST', 1);
  if (!has('-n'))
    return yield* fail('tracepath: names of routers are not modelled here. Add -n', 2);
  const [hops, length, port] = [
    value('-m') ?? '30',
    value('-l') ?? String(LARGEST_BYTES),
    value('-p') ?? String(FIRST_PORT),
  ].map(Number);
  if (!hops || !length || !port || hops > 255 || length <= HEADERS_BYTES) {
    return yield* fail('tracepath: -m takes 1 to 255, -l more than 28 bytes, -p a port', 1);
  }
  const found = yield* resolve(target, ['A']);
  const address = found.addresses[0];
  if (!address) return yield* fail(`tracepath: ${target}: ${explainResolveError(found.error)}`, 1);
  const opened = yield* syscall('udp', {});
  if (!opened.ok) return yield* fail('tracepath: socket creation failed', 1);
  const output = new Output();
  const path: Path = { handle: opened.value, address, output, mtu: length, port };
  const isDone = yield* walk(path, hops);
  if (!isDone) yield* output.out(`     Too many hops: pmtu ${path.mtu}`);
  const to = path.hopsTo === undefined ? '' : `hops ${path.hopsTo} `;
  const back = path.hopsBack === undefined ? '' : `back ${path.hopsBack} `;
  yield* output.out(`     Resume: pmtu ${path.mtu} ${to}${back}`);
  yield* syscall('close', { handle: path.handle });
  return output.exit(0);
};

function* walk(path: Path, hops: number): Task<boolean> {
  for (let ttl = 1; ttl <= hops; ttl += 1) {
    let outcome: Outcome = 'silent';
    for (let tries = 0; tries < TRIES && outcome === 'silent'; tries += 1) {
      const before = path.mtu;
      outcome = yield* probe(path, ttl);
      if (outcome === 'done') return true;
      // A smaller MTU is asked again from the start: that is why the first line stands there twice.
      if (path.mtu !== before) {
        outcome = 'silent';
        tries = -1;
      }
    }
    if (outcome === 'silent') yield* path.output.out(`${String(ttl).padStart(2)}:  no reply`);
  }
  return false;
}

function* probe(path: Path, ttl: number): Task<Outcome> {
  const { handle, address: destination, output } = path;
  for (;;) {
    const started = yield* syscall('now', {});
    const sent = yield* syscall('sendTo', {
      handle,
      destination,
      port: path.port,
      bytes: new Uint8Array(path.mtu - HEADERS_BYTES),
      ttl,
      dontFragment: true,
    });
    if (!sent.ok && sent.errno === 'EMSGSIZE' && sent.mtu) {
      path.mtu = sent.mtu;
      const place = '[LOCALHOST]'.padEnd(LOCAL_COLUMN);
      yield* output.out(`${String(ttl).padStart(2)}?: ${place} pmtu ${sent.mtu}`);
      continue;
    }
    if (!sent.ok) {
      yield* output.err('tracepath: send failed');
      return 'done';
    }
    path.port += 1;
    const error = yield* syscall('receiveError', { handle, timeoutMicros: WAIT_MICROS });
    if (!error.ok) return 'silent';
    return yield* report(path, ttl, error.value, (yield* syscall('now', {})) - started);
  }
}

function* report(path: Path, ttl: number, error: SocketError, micros: number): Task<Outcome> {
  const { from, type, code, mtu } = error;
  const milliseconds = String(Math.floor(micros / 1000)).padStart(3);
  const time = `${milliseconds}.${String(micros % 1000).padStart(3, '0')}ms`;
  const head = `${String(ttl).padStart(2)}:  ${from.padEnd(ADDRESS_COLUMN)} ${time} `;
  const back = hopsOf(error.ttl);
  if (type === UNREACHABLE && code === FRAG_NEEDED) {
    path.mtu = mtu;
    yield* path.output.out(`${head}pmtu ${mtu}`);
    return 'heard';
  }
  if (type === TIME_EXCEEDED) {
    yield* path.output.out(back === ttl ? head : `${head}asymm ${String(back).padStart(2)} `);
    return 'heard';
  }
  if (type === UNREACHABLE && code === PORT_UNREACHABLE) {
    path.hopsTo = ttl;
    path.hopsBack = back;
    yield* path.output.out(`${head}reached`);
    return 'done';
  }
  yield* path.output.out(`${head}${MARKS[code] ?? ''}`);
  return 'done';
}

/** Senders start with 64, 128 or 255; what is missing was used up on the way. */
function hopsOf(ttl: number): number {
  if (ttl <= 64) return 65 - ttl;
  return ttl <= 128 ? 129 - ttl : 256 - ttl;
}
