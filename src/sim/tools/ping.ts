/** ping of iputils 20221126 over an ICMP socket. Source: ping(8); iputils ping/ping.c, ping_common.c (timing). */
import { explainResolveError, lookupName, resolve } from '../app/resolver';
import { type ExitStatus, type IcmpReceived, syscall, type Task } from '../transport/syscalls';
import { isIpv4 } from '../wire/address';
import { parseOptions } from './options';
import { fail, Output } from './output';
import { PING_SPEC, type PingSettings, readSettings } from './ping-settings';
import { PingStatistics } from './ping-statistics';
import type { Tool } from './types';

const HEADERS_BYTES = 28;
/** a shorter payload cannot carry the time stamp */
const TIME_STAMP_BYTES = 16;

const ECHO_REPLY = 0;
const UNREACHABLE = 3;
const FRAG_NEEDED = 4;
const TIME_EXCEEDED = 11;

const UNREACHABLE_TEXT: Readonly<Record<number, string>> = {
  0: 'Destination Net Unreachable',
  1: 'Destination Host Unreachable',
  2: 'Destination Protocol Unreachable',
  3: 'Destination Port Unreachable',
  5: 'Source Route Failed',
  6: 'Destination Net Unknown',
  7: 'Destination Host Unknown',
  9: 'Destination Net Prohibited',
  10: 'Destination Host Prohibited',
  13: 'Packet filtered',
};

interface Session extends PingSettings {
  readonly handle: number;
  readonly address: string;
  readonly name: string;
  readonly printsNames: boolean;
  /** reverse lookups, each made once */
  readonly names: Map<string, string>;
  readonly output: Output;
  readonly statistics: PingStatistics;
  readonly sentAt: Map<number, number>;
}

export const ping: Tool = function* ({ argv }) {
  const options = parseOptions(argv, PING_SPEC);
  if (!options.ok) return yield* fail(options.error, 2);
  const target = options.value.words[0];
  if (!target) return yield* fail('ping: usage error: Destination address required', 1);
  const settings = readSettings(options.value);
  if (typeof settings === 'string') return yield* fail(`ping: ${settings}`, 1);
  const found = yield* resolve(target, ['A']);
  const address = found.addresses[0];
  if (!address) return yield* fail(`ping: ${target}: ${explainResolveError(found.error)}`, 2);
  const opened = yield* syscall('ping', {});
  if (!opened.ok) return yield* fail('ping: socket: Operation not permitted', 2);
  return yield* run({
    ...settings,
    handle: opened.value,
    address,
    name: found.name,
    printsNames: !isIpv4(target) && !options.value.has('-n'),
    names: new Map(),
    output: new Output(),
    statistics: new PingStatistics(settings.payloadBytes >= TIME_STAMP_BYTES),
    sentAt: new Map(),
  });
};

function* run(session: Session): Task<ExitStatus> {
  const { output, count, payloadBytes, statistics, handle, name, address } = session;
  const size = `${payloadBytes}(${payloadBytes + HEADERS_BYTES})`;
  const started = yield* syscall('now', {});
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const at = yield* syscall('now', {});
    statistics.lastSentMicros = at - started;
    session.sentAt.set(sequence, at);
    const sent = yield* sendOne(session, sequence);
    if (!sent.ok && sequence === 1 && sent.errno === 'ENETUNREACH') {
      return yield* fail('ping: connect: Network is unreachable', 2);
    }
    if (sequence === 1) yield* output.out(`PING ${name} (${address}) ${size} bytes of data.`);
    statistics.sent += 1;
    if (!sent.ok && sent.errno === 'EMSGSIZE') {
      statistics.errors += 1;
      yield* output.err(`ping: local error: message too long, mtu=${sent.mtu}`);
    } else if (!sent.ok)
      yield* output.err(`ping: sendmsg: ${SEND_ERRORS[sent.errno] ?? sent.errno}`);
    const isLast = sequence === count;
    yield* listen(session, at + (isLast ? lingerAfter(session) : session.intervalMicros), isLast);
  }
  yield* syscall('close', { handle });
  yield* output.all(statistics.summary(name));
  return output.exit(statistics.received > 0 ? 0 : 1);
}

const SEND_ERRORS: Readonly<Record<string, string>> = {
  EPERM: 'Operation not permitted',
  ENETUNREACH: 'Network is unreachable',
  EHOSTUNREACH: 'No route to host',
};

function sendOne(session: Session, sequence: number) {
  const { handle, address: destination, payloadBytes, dontFragment, ttl } = session;
  return syscall('sendEcho', { handle, destination, sequence, payloadBytes, dontFragment, ttl });
}

/** Once something was received, ping waits for stragglers twice the slowest round trip, at least one interval. */
const lingerAfter = ({ statistics, intervalMicros, lingerMicros }: Session): number =>
  statistics.received > 0 ? Math.max(2 * statistics.slowestMicros, intervalMicros) : lingerMicros;

function* listen(session: Session, until: number, isLast: boolean): Task<void> {
  const { statistics, handle, count } = session;
  for (;;) {
    if (isLast && statistics.received + statistics.errors >= count) return;
    const left = until - (yield* syscall('now', {}));
    if (left <= 0) return;
    const answer = yield* syscall('receiveIcmp', { handle, timeoutMicros: left });
    if (!answer.ok) return;
    yield* report(session, answer.value, yield* syscall('now', {}));
  }
}

function* report(session: Session, message: IcmpReceived, now: number): Task<void> {
  const { output, statistics, isQuiet } = session;
  const { sequence } = message;
  const sentAt = session.sentAt.get(sequence) ?? now;
  statistics.acknowledge(sequence);
  if (message.type !== ECHO_REPLY) {
    statistics.errors += 1;
    if (isQuiet) return;
    const from = yield* nameOf(session, message.from);
    yield* output.out(`From ${from} icmp_seq=${sequence} ${explain(message)}`);
    return;
  }
  const time = statistics.addReply(now - sentAt);
  if (isQuiet) return;
  const from = yield* nameOf(session, message.from);
  const head = `${message.length} bytes from ${from}: icmp_seq=${sequence} ttl=${message.ttl}`;
  yield* output.out(`${head}${time === null ? '' : ` time=${time} ms`}`);
}

function explain({ type, code, mtu }: IcmpReceived): string {
  if (type === TIME_EXCEEDED) {
    return code === 0 ? 'Time to live exceeded' : 'Frag reassembly time exceeded';
  }
  if (type !== UNREACHABLE) return `Bad ICMP type: ${type}`;
  if (code === FRAG_NEEDED) return `Frag needed and DF set (mtu = ${mtu})`;
  return UNREACHABLE_TEXT[code] ?? `Dest Unreachable, Bad Code: ${code}`;
}

/** A target given by name makes ping look up the name of whoever answers. */
function* nameOf({ printsNames, names }: Session, ip: string): Task<string> {
  if (!printsNames) return ip;
  const known = names.get(ip);
  if (known !== undefined) return known;
  const name = yield* lookupName(ip);
  const shown = name === null ? ip : `${name} (${ip})`;
  names.set(ip, shown);
  return shown;
}
