/** bridge of iproute2: the forwarding tables of bridges and VXLAN devices. Source: bridge(8). */
import { fail, print } from './output';
import type { Tool } from './types';

export const bridge: Tool = function* (context) {
  const words = context.argv.slice(1).filter((word) => word !== 'show' && word !== 'list');
  const plan = context.plan.namespaces[context.namespace];
  const state = context.state.namespaces[context.namespace];
  if (!plan || !state) return yield* fail('bridge: type it on a node', 1);
  const [object, kind, name] = words;
  if (object === 'link') {
    const ports = Object.values(plan.links).filter((link) => link.master);
    return yield* print(
      ports.map((link) => `${link.index}: ${link.name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu ${link.mtu} master ${link.master} state forwarding priority 32 cost 2 `),
    );
  }
  if (object !== 'fdb') return yield* fail(`bridge: object '${object ?? ''}' is not modelled here. Known: fdb, link`, 2);
  const wanted = (device: string, master: string | undefined) =>
    kind === 'dev' ? device === name : kind === 'br' ? master === name : true;
  const fixed = plan.fdb
    .filter((entry) => wanted(entry.device, entry.master))
    .map((entry) => {
      const remote = entry.remote ? ` dst ${entry.remote} self` : '';
      const master = entry.master ? ` master ${entry.master}` : '';
      const state = entry.state === 'learned' ? '' : ` ${entry.state}`;
      const device = kind === 'dev' ? '' : ` dev ${entry.device}`;
      return `${entry.mac}${device}${remote}${master}${state}`;
    });
  const learnt = state.fdb
    .filter((entry) => wanted(entry.device, entry.master))
    .map((entry) => `${entry.mac}${kind === 'dev' ? '' : ` dev ${entry.device}`} master ${entry.master} `);
  return yield* print([...learnt, ...fixed]);
};
