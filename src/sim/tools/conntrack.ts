/** conntrack of conntrack-tools 1.4.7: listing. Source: conntrack(8). */
import { printConnection } from '../filter/print-conntrack';
import { sysctlNumber } from '../net/sysctl';
import { PROTO_ICMP, PROTO_TCP, PROTO_UDP } from '../wire/types';
import { parseOptions } from './options';
import { fail, Output, print } from './output';
import type { Tool } from './types';

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: PROTO_ICMP, tcp: PROTO_TCP, udp: PROTO_UDP };

export const conntrack: Tool = function* (context) {
  const state = context.state.namespaces[context.namespace];
  const plan = context.plan.namespaces[context.namespace];
  if (!state || !plan) return yield* fail('conntrack: type it on a node', 1);
  const options = parseOptions(context.argv, { values: ['-d', '-s', '-p', '-o'], flags: ['-L', '-C', '-S'] });
  if (!options.ok) return yield* fail(options.error, 2);
  const { value, has } = options.value;
  const now = context.state.nowMicros;
  const live = state.conntrack.filter((entry) => entry.expiresAtMicros > now);
  if (has('-C')) return yield* print([String(live.length)]);
  if (has('-S')) {
    const max = sysctlNumber(plan, 'net.netfilter.nf_conntrack_max');
    return yield* print([`cpu=0 found=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0  (max ${max})`]);
  }
  if (!has('-L')) return yield* fail('conntrack: only -L, -C and -S are modelled here', 2);
  const protocol = value('-p');
  if (protocol && !PROTOCOLS[protocol]) return yield* fail(`conntrack v1.4.7 (conntrack-tools): '${protocol}' unsupported protocol`, 2);
  const shown = live.filter(
    (entry) =>
      (!value('-d') || entry.original.destination === value('-d')) &&
      (!value('-s') || entry.original.source === value('-s')) &&
      (!protocol || entry.original.protocol === PROTOCOLS[protocol]),
  );
  const output = new Output();
  yield* output.all(shown.map((entry) => printConnection(entry, now, { extended: value('-o') === 'extended' })));
  yield* output.err(`conntrack v1.4.7 (conntrack-tools): ${shown.length} flow entries have been shown.`);
  return output.exit(0);
};
