/** nc of OpenBSD, as Debian ships it: here for `-z`, which connects and closes. Source: nc(1). */
import { resolve } from '../app/resolver';
import { type Errno, syscall } from '../transport/syscalls';
import { parseOptions } from './options';
import { fail, Output } from './output';
import type { Tool } from './types';

/** /etc/services */
const SERVICES: Readonly<Record<number, string>> = { 22: 'ssh', 53: 'domain', 80: 'http', 443: 'https', 3000: '*', 8080: 'http-alt' };
export const ERRORS: Readonly<Partial<Record<Errno, string>>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EINPROGRESS: 'Operation now in progress',
};

export const nc: Tool = function* ({ argv }) {
  const options = parseOptions(argv, { values: ['-w', '-p'], flags: ['-z', '-v', '-n', '-4'] });
  if (!options.ok) return yield* fail(options.error, 2);
  const { value, has, words } = options.value;
  const [host, port] = words;
  if (!host || !port) return yield* fail('usage: nc -zv [-w timeout] destination port', 1);
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65535) return yield* fail(`nc: port number invalid: ${port}`, 1);
  if (!has('-z')) return yield* fail("nc: only '-z' (connect and close) is modelled here. Try: nc -zv HOST PORT", 2);
  const output = new Output();
  const found = yield* resolve(host);
  const address = found.addresses[0];
  if (!address) {
    const why = found.error === 'NXDOMAIN' ? 'Name or service not known' : 'Temporary failure in name resolution';
    return yield* fail(`nc: getaddrinfo for host "${host}" port ${port}: ${why}`, 1);
  }
  const seconds = value('-w');
  const timeoutMicros = seconds === undefined ? undefined : Number(seconds) * 1e6;
  const sourcePort = value('-p') === undefined ? undefined : Number(value('-p'));
  const connected = yield* syscall('connect', { destination: address, port: Number(port), timeoutMicros, sourcePort });
  const shown = host === address ? host : `${host} (${address})`;
  if (!connected.ok) {
    const how = connected.errno === 'EINPROGRESS' ? 'timed out' : 'failed';
    const place = host === address ? `${host} port ${port}` : `${host} (${address}) port ${port}`;
    if (has('-v')) yield* output.err(`nc: connect to ${place} (tcp) ${how}: ${ERRORS[connected.errno] ?? connected.errno}`);
    return output.exit(1);
  }
  yield* syscall('close', { handle: connected.value.handle });
  if (has('-v')) yield* output.err(`Connection to ${shown} ${port} port [tcp/${SERVICES[Number(port)] ?? '*'}] succeeded!`);
  return output.exit(0);
};
