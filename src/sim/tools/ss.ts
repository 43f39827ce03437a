/** ss of iproute2: listening sockets. Source: ss(8). */
import { fail, print } from './output';
import type { Tool } from './types';

export const ss: Tool = function* (context) {
  const plan = context.plan.namespaces[context.namespace];
  if (!plan) return yield* fail('ss: type it on a node or in a pod', 1);
  const flags = context.argv.slice(1).join('').replaceAll('-', '');
  if (/[^tulnpa]/.test(flags)) return yield* fail(`ss: option '${context.argv.slice(1).join(' ')}' is not modelled here. Known: -t -u -l -n -p`, 2);
  const both = !flags.includes('t') && !flags.includes('u');
  const rows = plan.listeners
    .filter((entry) => both || flags.includes(entry.protocol === 'tcp' ? 't' : 'u'))
    .map((entry) => {
      const state = entry.protocol === 'tcp' ? 'LISTEN' : 'UNCONN';
      const process = flags.includes('p') ? ` users:(("${entry.process}",pid=1,fd=3))` : '';
      const netid = both ? `${entry.protocol}   ` : '';
      return `${netid}${state} 0      ${entry.protocol === 'tcp' ? '4096' : '0   '}   ${`${entry.address}:${entry.port}`.padStart(18)}      0.0.0.0:*   ${process}`.trimEnd();
    });
  const netid = both ? 'Netid ' : '';
  return yield* print([`${netid}State  Recv-Q Send-Q      Local Address:Port  Peer Address:Port Process`, ...rows]);
};
