/**
 * The stub resolver of glibc: search list, ndots, A and AAAA side by side, retries.
 * Source: resolv.conf(5); glibc resolv/res_query.c __res_context_search(), res_send.c.
 *
 * Simplified: one server after the other as glibc asks them, but without the `rotate` and `single-request` options.
 */
import { syscall, type Task } from '../transport/syscalls';
import { isIpv4 } from '../wire/address';
import { type DnsMessage, decodeDns, dnsQuery, encodeDns, RCODE_NXDOMAIN, RCODE_SERVFAIL } from '../wire/dns';

export interface ResolverConfig {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutSeconds: number;
  readonly attempts: number;
}

export type ResolveError = 'NXDOMAIN' | 'SERVFAIL' | 'timeout' | 'refused';

export interface Resolved {
  readonly addresses: readonly string[];
  /** the name that was answered */
  readonly name: string;
  readonly server: string;
  readonly error: ResolveError | null;
  /** names asked, in order */
  readonly asked: readonly string[];
}

export type Exchange = { readonly kind: 'answer'; readonly message: DnsMessage } | { readonly kind: 'timeout' | 'refused' };

export function parseResolvConf(text: string): ResolverConfig {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const options = lines.filter(([key]) => key === 'options').flatMap(([, ...rest]) => rest);
  const option = (name: string, fallback: number) => {
    const found = options.find((entry) => entry.startsWith(`${name}:`));
    return found ? Number(found.split(':')[1]) : fallback;
  };
  return {
    nameservers: lines.filter(([key]) => key === 'nameserver').flatMap(([, ip]) => ip ?? []),
    search: lines.filter(([key]) => key === 'search').at(-1)?.slice(1) ?? [],
    ndots: option('ndots', 1),
    timeoutSeconds: option('timeout', 5),
    attempts: option('attempts', 2),
  };
}

/** Names in the order in which glibc asks for them. */
export function candidates(name: string, config: ResolverConfig): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const dots = name.split('.').length - 1;
  const searched = config.search.map((suffix) => `${name}.${suffix}`);
  return dots >= config.ndots ? [name, ...searched] : [...searched, name];
}

export function* readConfig(): Task<ResolverConfig> {
  return parseResolvConf((yield* syscall('readFile', { path: '/etc/resolv.conf' })) ?? '');
}

/** Sends a question of each type over one socket and waits for all answers. */
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
  let refused = false;
  for (const [index, type] of types.entries()) {
    const query = encodeDns(dnsQuery(idOf(name, index), name, type));
    if (!query.ok) return types.map(() => ({ kind: 'refused' }));
    const sent = yield* syscall('sendTo', { handle, destination: server, port: 53, bytes: query.value });
    refused ||= !sent.ok;
  }
  while (!refused && answers.size < types.length) {
    const now = yield* syscall('now', {});
    const left = started + timeoutSeconds * 1e6 - now;
    if (left <= 0) break;
    const received = yield* syscall('receiveFrom', { handle, timeoutMicros: left });
    if (!received.ok) {
      refused = received.errno !== 'EAGAIN';
      break;
    }
    const message = decodeDns(received.value.bytes);
    if (message.ok) answers.set(message.value.id, message.value);
  }
  yield* syscall('close', { handle });
  return types.map((_, index): Exchange => {
    const message = answers.get(idOf(name, index));
    return message ? { kind: 'answer', message } : { kind: refused ? 'refused' : 'timeout' };
  });
}

/** Transaction ids must differ between the questions of one socket; the simulation needs them repeatable. */
function idOf(name: string, index: number): number {
  let hash = 7;
  for (const character of name) hash = (hash * 31 + character.charCodeAt(0)) & 0xffff;
  return (hash + index * 4099) & 0xffff;
}

const addressesIn = (message: DnsMessage): readonly string[] =>
  message.answers.flatMap((record) => (record.type === 'A' ? [record.address] : []));

/** getaddrinfo(3) for IPv4. Addresses in dotted form are returned without asking anybody. */
export function* resolve(name: string): Task<Resolved> {
  if (isIpv4(name)) return { addresses: [name], name, server: '', error: null, asked: [] };
  const config = yield* readConfig();
  const asked: string[] = [];
  let error: ResolveError = 'NXDOMAIN';
  for (const candidate of candidates(name, config)) {
    const answer = yield* askAll(candidate, config, asked);
    if (answer.error === null) return { ...answer, name: candidate, asked };
    if (answer.error !== 'NXDOMAIN') error = answer.error;
    if (answer.error === 'timeout' || answer.error === 'refused') break;
  }
  return { addresses: [], name, server: config.nameservers[0] ?? '', error, asked };
}

function* askAll(
  name: string,
  config: ResolverConfig,
  asked: string[],
): Task<{ addresses: readonly string[]; server: string; error: ResolveError | null }> {
  let error: ResolveError = 'timeout';
  for (let attempt = 0; attempt < config.attempts; attempt += 1) {
    for (const server of config.nameservers) {
      asked.push(name);
      const exchanges = yield* ask(server, name, ['A', 'AAAA'], config.timeoutSeconds);
      const first = exchanges[0];
      if (first?.kind !== 'answer') {
        error = first?.kind ?? 'timeout';
        continue;
      }
      const { responseCode } = first.message;
      if (responseCode === RCODE_SERVFAIL) {
        error = 'SERVFAIL';
        continue;
      }
      const addresses = addressesIn(first.message);
      const isMissing = responseCode === RCODE_NXDOMAIN || addresses.length === 0;
      return { addresses, server, error: isMissing ? 'NXDOMAIN' : null };
    }
  }
  return { addresses: [], server: config.nameservers[0] ?? '', error };
}
