/**
 * The stub resolver of glibc: /etc/hosts, search list, ndots, A and AAAA side by side, retries.
 * Source: resolv.conf(5), nsswitch.conf(5); glibc 2.36 resolv/res_query.c __res_context_search(), res_send.c.
 *
 * Simplified: the options `rotate`, `single-request` and `use-vc` are not read, and a truncated answer is taken as it
 * is, where a real resolver asks again over TCP.
 */
import { syscall, type Task } from '../transport/syscalls';
import { isIpv4, ipv4ToNumber } from '../wire/address';
import {
  type DnsMessage,
  decodeDns,
  dnsQuery,
  encodeDns,
  RCODE_NOERROR,
  RCODE_NXDOMAIN,
} from '../wire/dns';

export interface ResolverConfig {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutSeconds: number;
  readonly attempts: number;
}

export type AddressType = 'A' | 'AAAA';
/** NODATA: the name exists, but has no address of the types asked for */
export type ResolveError = 'NXDOMAIN' | 'NODATA' | 'SERVFAIL' | 'timeout' | 'refused';

export interface Question {
  readonly name: string;
  readonly type: AddressType;
}

export interface Resolved {
  readonly addresses: readonly string[];
  /** the name that was answered, or the one asked for */
  readonly name: string;
  /** null when nobody was asked, or nobody answered */
  readonly server: string | null;
  readonly error: ResolveError | null;
  /** questions in the order in which they were sent, repetitions included */
  readonly asked: readonly Question[];
}

export type Exchange =
  | { readonly kind: 'answer'; readonly message: DnsMessage }
  | { readonly kind: 'timeout' | 'refused' };

const BOTH: readonly AddressType[] = ['A', 'AAAA'];
const DNS_PORT = 53;
/** MAXNS of resolv.h */
const MAXIMUM_SERVERS = 3;

export function parseResolvConf(text: string): ResolverConfig {
  const lines = text.split('\n').map((line) =>
    line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/),
  );
  const options = lines.filter(([key]) => key === 'options').flatMap(([, ...rest]) => rest);
  const option = (name: string, fallback: number) => {
    const found = options.find((entry) => entry.startsWith(`${name}:`));
    return found ? Number(found.split(':')[1]) : fallback;
  };
  return {
    nameservers: lines
      .flatMap(([key, ip]) => (key === 'nameserver' && ip ? [ip] : []))
      .slice(0, MAXIMUM_SERVERS),
    search:
      lines
        .filter(([key]) => key === 'search')
        .at(-1)
        ?.slice(1) ?? [],
    ndots: option('ndots', 1),
    timeoutSeconds: option('timeout', 5),
    attempts: option('attempts', 2),
  };
}

export function* readConfig(): Task<ResolverConfig> {
  return parseResolvConf((yield* syscall('readFile', { path: '/etc/resolv.conf' })) ?? '');
}

const countDots = (name: string): number => name.split('.').length - 1;

/** Names in the order in which they are asked, without final dot. */
export function candidates(name: string, config: ResolverConfig): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = config.search.map((suffix) => `${name}.${suffix}`);
  return countDots(name) >= config.ndots ? [name, ...searched] : [...searched, name];
}

/** getaddrinfo(3). An address in dotted form is returned without asking anybody. */
export function* resolve(name: string, types: readonly AddressType[] = BOTH): Task<Resolved> {
  const known = isIpv4(name) ? name : yield* lookupHosts(name);
  if (known) return { addresses: [known], name, server: null, error: null, asked: [] };
  const config = yield* readConfig();
  const asked: Question[] = [];
  const isAsIsFirst = name.endsWith('.') || countDots(name) >= config.ndots;
  const errors: ResolveError[] = [];
  for (const candidate of candidates(name, config)) {
    const answer = yield* askServers(candidate, types, config, asked);
    if (answer.error === null) return { ...answer, name: candidate, error: null, asked };
    errors.push(answer.error);
    const isAsIs = isAsIsFirst && errors.length === 1;
    if (!isAsIs && (answer.error === 'timeout' || answer.error === 'refused')) break;
  }
  return { addresses: [], name, server: null, error: verdict(errors, isAsIsFirst), asked };
}

/** The error of the name as it was given counts, unless a name of the search list exists without address. */
function verdict(errors: readonly ResolveError[], isAsIsFirst: boolean): ResolveError {
  const last = errors.at(-1) ?? 'timeout';
  if (last === 'timeout' || last === 'refused') return last;
  if (isAsIsFirst) return errors[0] ?? last;
  return errors.includes('NODATA') ? 'NODATA' : last;
}

/** nsswitch's `hosts: files dns`. */
function* lookupHosts(name: string): Task<string | undefined> {
  const text = (yield* syscall('readFile', { path: '/etc/hosts' })) ?? '';
  for (const line of text.split('\n')) {
    const [ip = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIpv4(ip) && names.includes(name)) return ip;
  }
  return undefined;
}

interface Answer {
  readonly addresses: readonly string[];
  readonly server: string | null;
  readonly error: ResolveError | null;
}

/** Every server in turn, and all of them again, until one of them gives a usable answer. */
function* askServers(
  name: string,
  types: readonly AddressType[],
  config: ResolverConfig,
  asked: Question[],
): Task<Answer> {
  let error: ResolveError = 'timeout';
  for (let attempt = 0; attempt < config.attempts; attempt += 1) {
    for (const server of config.nameservers) {
      asked.push(...types.map((type) => ({ name, type })));
      const exchanges = yield* ask(server, name, types, config.timeoutSeconds);
      const result = judge(exchanges);
      if (typeof result !== 'string') return { addresses: result, server, error: null };
      if (result === 'NXDOMAIN' || result === 'NODATA') {
        return { addresses: [], server, error: result };
      }
      error = result;
    }
  }
  return { addresses: [], server: null, error };
}

/** What the answers to the questions about one name amount to. */
function judge(exchanges: readonly Exchange[]): readonly string[] | ResolveError {
  const messages: DnsMessage[] = [];
  for (const exchange of exchanges) {
    if (exchange.kind !== 'answer') return exchange.kind;
    messages.push(exchange.message);
  }
  const addresses = messages.flatMap(addressesIn);
  if (addresses.length > 0) return addresses;
  const codes = messages.map((message) => message.responseCode);
  if (codes.every((code) => code === RCODE_NXDOMAIN)) return 'NXDOMAIN';
  return codes.every((code) => code === RCODE_NOERROR || code === RCODE_NXDOMAIN)
    ? 'NODATA'
    : 'SERVFAIL';
}

const addressesIn = (message: DnsMessage): readonly string[] =>
  message.answers.flatMap((record) =>
    record.type === 'A' || record.type === 'AAAA' ? [record.address] : [],
  );

/** Sends one question for each type over one socket and waits for all answers. */
export function* ask(
  server: string,
  name: string,
  types: readonly string[],
  timeoutSeconds: number,
): Task<readonly Exchange[]> {
  const opened = yield* syscall('udp', {});
  if (!opened.ok) return types.map(() => ({ kind: 'refused' }));
  const handle = opened.value;
  const answers = new Map<number, DnsMessage>();
  const started = yield* syscall('now', {});
  let isRefused = false;
  for (const [index, type] of types.entries()) {
    const query = encodeDns(dnsQuery(idOf(name, index), name, type));
    if (!query.ok) break;
    const destination = { destination: server, port: DNS_PORT };
    const sent = yield* syscall('sendTo', { handle, ...destination, bytes: query.value });
    isRefused ||= !sent.ok;
  }
  while (!isRefused && answers.size < types.length) {
    const left = started + timeoutSeconds * 1e6 - (yield* syscall('now', {}));
    if (left <= 0) break;
    const received = yield* syscall('receiveFrom', { handle, timeoutMicros: left });
    if (!received.ok) {
      isRefused = received.errno !== 'EAGAIN';
      break;
    }
    const message = decodeDns(received.value.bytes);
    if (message.ok) answers.set(message.value.id, message.value);
  }
  yield* syscall('close', { handle });
  return types.map((_, index): Exchange => {
    const message = answers.get(idOf(name, index));
    return message ? { kind: 'answer', message } : { kind: isRefused ? 'refused' : 'timeout' };
  });
}

/** Transaction ids differ between the questions of one socket. Simplified: a real resolver draws its transaction ids; here they count up. */
function idOf(name: string, index: number): number {
  let hash = 7;
  for (const character of name) hash = (hash * 31 + character.charCodeAt(0)) & 0xffff;
  return (hash + index * 4099) & 0xffff;
}

/** "8.1.244.10.in-addr.arpa" for 10.244.1.8 (RFC 1035 §3.5). */
export function reverseName(ip: string): string {
  const value = ipv4ToNumber(ip);
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]
    .join('.')
    .concat('.in-addr.arpa');
}

/** getnameinfo(3): the name of an address, or null. */
export function* lookupName(ip: string): Task<string | null> {
  const config = yield* readConfig();
  const server = config.nameservers[0];
  if (!server) return null;
  const [exchange] = yield* ask(server, reverseName(ip), ['PTR'], config.timeoutSeconds);
  if (exchange?.kind !== 'answer') return null;
  const pointer = exchange.message.answers.find((record) => record.type === 'PTR');
  return pointer?.type === 'PTR' ? pointer.target : null;
}

/** gai_strerror(3) */
export function explainResolveError(error: ResolveError | null): string {
  if (error === 'NXDOMAIN') return 'Name or service not known';
  if (error === 'NODATA') return 'No address associated with hostname';
  return 'Temporary failure in name resolution';
}
