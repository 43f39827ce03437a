/**
 * conntrack of conntrack-tools 1.4.7: the table of tracked connections. Source: conntrack(8).
 * Simplified: `-S`, `-E` and changes of the table are left out, because the simulation keeps no such counters or events.
 */
import { printConnection } from '../filter/print-conntrack';
import type { Connection } from '../filter/types';
import { isIpv4 } from '../wire/address';
import { PROTO_ICMP, PROTO_TCP, PROTO_UDP } from '../wire/types';
import { parseOptions, type Parsed } from './options';
import { fail, Output, print } from './output';
import type { Tool } from './types';

const SPEC = {
  values: [
    '-d',
    '--dst',
    '--orig-dst',
    '-s',
    '--src',
    '--orig-src',
    '-p',
    '--proto',
    '-o',
    '--output',
    '--dport',
    '--sport',
  ],
  flags: ['-L', '--dump', '-C', '--count', '-n'],
};
const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: PROTO_ICMP,
  tcp: PROTO_TCP,
  udp: PROTO_UDP,
};
const VERSION = 'conntrack v1.4.7 (conntrack-tools)';

export const conntrack: Tool = function* ({ argv, state, namespace }) {
  const options = parseOptions(argv, SPEC);
  if (!options.ok) return yield* fail(options.error, 2);
  const { has, value } = options.value;
  const entries = state.namespaces[namespace]?.conntrack;
  if (!entries)
    return yield* fail(`conntrack: there is no network namespace "${namespace}" here`, 1);
  const live = entries.filter(
    (entry) => entry.confirmed && entry.expiresAtMicros > state.nowMicros,
  );
  if (has('-C', '--count')) return yield* print([String(live.length)]);
  if (!has('-L', '--dump')) return yield* fail('conntrack: only -L and -C are modelled here', 2);
  const problem = checkFilter(options.value);
  if (problem) return yield* fail(`${VERSION}: ${problem}`, 2);
  const shown = live.filter((entry) => passes(entry, options.value));
  const isExtended = value('-o', '--output') === 'extended';
  const output = new Output();
  yield* output.all(
    shown.map((entry) => printConnection(entry, state.nowMicros, { extended: isExtended })),
  );
  yield* output.err(`${VERSION}: ${shown.length} flow entries have been shown.`);
  return output.exit(0);
};

function checkFilter({ value }: Parsed): string | null {
  const protocol = value('-p', '--proto');
  if (protocol !== undefined && !PROTOCOLS[protocol]) return `\`${protocol}' unsupported protocol`;
  for (const address of [value('-d', '--dst', '--orig-dst'), value('-s', '--src', '--orig-src')]) {
    if (address !== undefined && !isIpv4(address)) return `Bad IP address "${address}"`;
  }
  const format = value('-o', '--output');
  if (format !== undefined && format !== 'extended')
    return `the output "${format}" is not modelled here. Known: extended`;
  const hasPort = value('--dport') !== undefined || value('--sport') !== undefined;
  return hasPort && protocol === undefined
    ? 'a port needs its protocol: add -p tcp or -p udp'
    : null;
}

/** Filters look at the original direction: -d finds a ClusterIP before it was translated. */
function passes({ original }: Connection, { value }: Parsed): boolean {
  const destination = value('-d', '--dst', '--orig-dst');
  const source = value('-s', '--src', '--orig-src');
  const protocol = value('-p', '--proto');
  const isPort = (given: string | undefined, port: number) =>
    given === undefined || Number(given) === port;
  return (
    (destination === undefined || original.destination === destination) &&
    (source === undefined || original.source === source) &&
    (protocol === undefined || original.protocol === PROTOCOLS[protocol]) &&
    isPort(value('--dport'), original.destinationPort) &&
    isPort(value('--sport'), original.sourcePort)
  );
}
