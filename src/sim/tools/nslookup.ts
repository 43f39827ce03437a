/**
 * nslookup of BIND 9.18 (Debian's bind9-dnsutils). Source: nslookup(1); bind9 bin/dig/nslookup.c, dighost.c.
 * It follows the search list by ndots as glibc does, but asks A first and AAAA only for a name that exists, tries three
 * times, and reads no /etc/hosts. BusyBox's nslookup prints and searches otherwise.
 */
import { ask, candidates, type Exchange, readConfig, reverseName } from '../app/resolver';
import type { ExitStatus, Task } from '../transport/syscalls';
import { isIpv4 } from '../wire/address';
import { type DnsRecord, nameOfRcode, RCODE_NOERROR, RCODE_NXDOMAIN } from '../wire/dns';
import { notModelled } from './options';
import { fail, Output } from './output';
import type { Tool } from './types';

const ATTEMPTS = 3;
const USAGE = 'Usage: nslookup [-type=A|AAAA|SRV|PTR|CNAME|TXT|NS|SOA] NAME [SERVER]';
const TYPES: readonly string[] = ['A', 'AAAA', 'SRV', 'PTR', 'CNAME', 'TXT', 'NS', 'SOA'];

interface Lookup {
  readonly server: string;
  readonly output: Output;
  readonly seconds: number;
}

export const nslookup: Tool = function* ({ argv }) {
  let type: string | undefined;
  const words: string[] = [];
  for (const word of argv.slice(1)) {
    const asked = /^-(?:q|ty|type|query|querytype)=(.*)$/.exec(word)?.[1];
    if (asked !== undefined) type = asked.toUpperCase();
    else if (word.startsWith('-')) return yield* fail(notModelled('nslookup', word, ['-type=']), 2);
    else words.push(word);
  }
  const [name, serverName] = words;
  if (!name) return yield* fail(`nslookup: interactive mode is not modelled here. ${USAGE}`, 2);
  if (type !== undefined && !TYPES.includes(type))
    return yield* fail(`unknown query type: ${type}`, 1);
  if (serverName !== undefined && !isIpv4(serverName)) {
    return yield* fail(`nslookup: a server is given by its address here, not "${serverName}"`, 2);
  }
  const config = yield* readConfig();
  const server = serverName ?? config.nameservers[0];
  const output = new Output();
  if (!server) return yield* giveUp(output);
  const isReverse = isIpv4(name) && type === undefined;
  const names = isReverse ? [reverseName(name)] : candidates(name, config);
  const lookup = { server, output, seconds: config.timeoutSeconds };
  return yield* search(lookup, names, isReverse ? 'PTR' : type);
};

function* giveUp(output: Output): Task<ExitStatus> {
  yield* output.out(';; no servers could be reached\n');
  return output.exit(1);
}

/** NXDOMAIN leads on to the next name of the search list; the last one is reported. */
function* search(
  lookup: Lookup,
  names: readonly string[],
  type: string | undefined,
): Task<ExitStatus> {
  const { output, server } = lookup;
  for (const [index, name] of names.entries()) {
    const exchange = yield* askPatiently(lookup, name, type ?? 'A');
    if (exchange.kind !== 'answer') return yield* giveUp(output);
    const { message } = exchange;
    if (message.responseCode === RCODE_NXDOMAIN && index < names.length - 1) continue;
    const isDenied = message.responseCode !== RCODE_NOERROR;
    if (type !== 'PTR') yield* output.out(`Server:\t\t${server}\nAddress:\t${server}#53\n`);
    if (isDenied) {
      yield* output.out(`** server can't find ${name}: ${nameOfRcode(message.responseCode)}\n`);
      return output.exit(1);
    }
    if (!message.authoritative) yield* output.out('Non-authoritative answer:');
    const more = type === undefined ? yield* alsoIpv6(lookup, name) : [];
    const records = [...message.answers, ...more];
    if (records.length === 0) yield* output.out(`*** Can't find ${name}: No answer`);
    yield* output.all([...records.map(textOf), '']);
    return output.exit(0);
  }
  return output.exit(1);
}

function* alsoIpv6(lookup: Lookup, name: string): Task<readonly DnsRecord[]> {
  const exchange = yield* askPatiently(lookup, name, 'AAAA');
  if (exchange.kind !== 'answer') return [];
  return exchange.message.answers.filter(({ type }) => type === 'AAAA');
}

function* askPatiently(lookup: Lookup, name: string, type: string): Task<Exchange> {
  const { output, server, seconds } = lookup;
  let last: Exchange = { kind: 'timeout' };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answers: readonly Exchange[] = yield* ask(server, name, [type], seconds);
    const exchange: Exchange = answers[0] ?? last;
    if (exchange.kind === 'answer') return exchange;
    last = exchange;
    const why = exchange.kind === 'timeout' ? 'timed out' : 'connection refused';
    yield* output.out(`;; communications error to ${server}#53: ${why}`);
  }
  return last;
}

function textOf(record: DnsRecord): string {
  const { name } = record;
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${name}\nAddress: ${record.address}`;
    case 'CNAME':
      return `${name}\tcanonical name = ${record.target}.`;
    case 'PTR':
      return `${name}\tname = ${record.target}.`;
    case 'NS':
      return `${name}\tnameserver = ${record.target}.`;
    case 'SRV':
      return `${name}\tservice = ${record.priority} ${record.weight} ${record.port} ${record.target}.`;
    case 'TXT':
      return `${name}\ttext = ${record.texts.map((text) => `"${text}"`).join(' ')}`;
    case 'SOA': {
      const { primary, mailbox, serial, refresh, retry, expire, minimum } = record;
      const facts = {
        origin: primary,
        'mail addr': mailbox,
        serial,
        refresh,
        retry,
        expire,
        minimum,
      };
      return [name, ...Object.entries(facts).map(([key, value]) => `\t${key} = ${value}`)].join(
        '\n',
      );
    }
    case 'unknown':
      return `${name}\trdata_${record.code}`;
  }
}
