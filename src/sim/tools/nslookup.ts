/**
 * nslookup of BIND 9.18 (Debian's bind9-dnsutils). Source: nslookup(1).
 * Like dig it walks the search list only for names with fewer dots than ndots, and asks A and then AAAA.
 */
import { ask, candidates, type Exchange, readConfig } from '../app/resolver';
import type { Task } from '../transport/syscalls';
import { type DnsMessage, nameOfRcode, RCODE_NOERROR, RCODE_NXDOMAIN } from '../wire/dns';
import { fail, Output } from './output';
import type { Tool } from './types';

const ATTEMPTS = 3;

export const nslookup: Tool = function* ({ argv }) {
  const unknown = argv.slice(1).find((word) => word.startsWith('-'));
  if (unknown) return yield* fail(`nslookup: option '${unknown}' is not modelled here. Usage: nslookup NAME [SERVER]`, 2);
  const name = argv[1];
  if (!name) return yield* fail('nslookup: interactive mode is not modelled here. Usage: nslookup NAME [SERVER]', 2);
  const config = yield* readConfig();
  const server = argv[2] ?? config.nameservers[0];
  if (!server) return yield* fail(';; no servers could be reached', 1);
  const output = new Output();
  for (const candidate of candidates(name, config)) {
    const exchange = yield* askPatiently(output, server, candidate, config.timeoutSeconds);
    if (exchange.kind !== 'answer') {
      yield* output.out(';; no servers could be reached\n');
      return output.exit(1);
    }
    const { message } = exchange;
    const isLast = candidate === candidates(name, config).at(-1);
    if (message.responseCode === RCODE_NXDOMAIN && !isLast) continue;
    yield* output.out(`Server:\t\t${server}\nAddress:\t${server}#53\n`);
    if (message.responseCode !== RCODE_NOERROR) {
      yield* output.out(`** server can't find ${isLast ? name.replace(/\.$/, '') : candidate}: ${nameOfRcode(message.responseCode)}\n`);
      return output.exit(1);
    }
    yield* showAnswers(output, message, candidate);
    return output.exit(0);
  }
  return output.exit(1);
};

function* askPatiently(output: Output, server: string, name: string, seconds: number): Task<Exchange> {
  let last: Exchange = { kind: 'timeout' };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answers: readonly Exchange[] = yield* ask(server, name, ['A'], seconds);
    const exchange: Exchange = answers[0] ?? last;
    if (exchange.kind === 'answer') return exchange;
    last = exchange;
    const why = exchange.kind === 'timeout' ? 'timed out' : 'connection refused';
    yield* output.out(`;; communications error to ${server}#53: ${why}`);
  }
  return last;
}

function* showAnswers(output: Output, message: DnsMessage, name: string): Task<void> {
  for (const record of message.answers) {
    if (record.type === 'A') yield* output.out(`Name:\t${record.name}\nAddress: ${record.address}`);
    if (record.type === 'CNAME') yield* output.out(`${record.name}\tcanonical name = ${record.target}.`);
  }
  if (message.answers.length === 0) yield* output.out(`*** Can't find ${name}: No answer`);
  yield* output.out('');
}
