/**
 * nc of OpenBSD in Debian's build, here for `-z`: connect and close. Source: nc(1); netcat-openbsd 1.219 netcat.c
 * timeout_connect(), report_sock(); services(5).
 */
import { explainResolveError, resolve } from '../app/resolver';
import { syscall } from '../transport/syscalls';
import { STRERROR } from './errno';
import { parseOptions } from './options';
import { fail, Output } from './output';
import type { Tool } from './types';

/** The names of Debian's /etc/services for the ports that clusters use. */
const SERVICES: Readonly<Record<number, string>> = {
  22: 'ssh',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  179: 'bgp',
  443: 'https',
  2379: 'etcd-client',
  2380: 'etcd-server',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
};

const USAGE = 'usage: nc -zv [-w timeout] [-p source_port] destination port';

const isPort = (text: string): boolean =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;

export const nc: Tool = function* ({ argv }) {
  const options = parseOptions(argv, { values: ['-w', '-p'], flags: ['-z', '-v', '-n', '-4'] });
  if (!options.ok) return yield* fail(options.error, 2);
  const { value, has, words } = options.value;
  const [host, port] = words;
  if (!host || !port || words.length > 2) return yield* fail(USAGE, 1);
  if (!isPort(port)) return yield* fail(`nc: port number invalid: ${port}`, 1);
  if (!has('-z')) {
    const why = "without '-z' nc reads from the terminal, which is not modelled here";
    return yield* fail(`nc: ${why}. ${USAGE}`, 2);
  }
  const [seconds, sourcePort] = [value('-w'), value('-p')];
  if (seconds !== undefined && !/^[1-9]\d*$/.test(seconds)) {
    return yield* fail(`nc: timeout invalid: ${seconds}`, 1);
  }
  const found = yield* resolve(host);
  const address = found.addresses.find((entry) => !entry.includes(':'));
  if (!address) {
    const why = explainResolveError(found.error);
    return yield* fail(`nc: getaddrinfo for host "${host}" port ${port}: ${why}`, 1);
  }
  const output = new Output();
  const connected = yield* syscall('connect', {
    destination: address,
    port: Number(port),
    timeoutMicros: seconds === undefined ? undefined : Number(seconds) * 1e6,
    sourcePort: sourcePort === undefined ? undefined : Number(sourcePort),
  });
  const place = host === address || has('-n') ? host : `${host} (${address})`;
  if (!connected.ok) {
    const how = connected.errno === 'EINPROGRESS' ? 'timed out' : 'failed';
    const why = STRERROR[connected.errno];
    if (has('-v')) yield* output.err(`nc: connect to ${place} port ${port} (tcp) ${how}: ${why}`);
    return output.exit(1);
  }
  yield* syscall('close', { handle: connected.value.handle });
  const service = has('-n') ? '*' : (SERVICES[Number(port)] ?? '*');
  if (has('-v'))
    yield* output.err(`Connection to ${place} ${port} port [tcp/${service}] succeeded!`);
  return output.exit(0);
};
