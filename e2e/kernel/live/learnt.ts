/** What neighbours and bridges know at the start of a run, so that no question is asked that nobody wants to see. */
import type { KernelState } from '../../../src/sim';

export function learntLines(
  state: KernelState,
  namespace: string,
): { readonly neighbours: string; readonly fdb: string } {
  const own = state.namespaces[namespace];
  const neighbours = (own?.neighbours ?? []).flatMap(({ ip, mac, device }) =>
    mac === null ? [] : [`neigh replace ${ip} lladdr ${mac} dev ${device} nud reachable\n`],
  );
  const fdb = (own?.fdb ?? []).map(
    ({ mac, device }) => `fdb replace ${mac} dev ${device} master dynamic\n`,
  );
  return { neighbours: neighbours.join(''), fdb: fdb.join('') };
}
