/**
 * bridge of iproute2 6.1: the forwarding tables of bridges and VXLAN devices. Source: bridge(8); iproute2 bridge/fdb.c,
 * link.c. Simplified: the kernel's own multicast entries are left out.
 */
import type { Link } from '../plan';
import { err, ok, type Result } from '../result';
import { flagsOf, nameWithPeer } from './ip-link';
import type { IpView } from './ip-view';
import { notModelled } from './options';
import { fail, print } from './output';
import type { Tool } from './types';

interface Selection {
  readonly device?: string;
  readonly bridge?: string;
}

export const bridge: Tool = function* ({ argv, namespace, plan: plans, state }) {
  const options = argv.slice(1).filter((word) => word.startsWith('-'));
  const unknown = options.find((option) => option !== '-d');
  if (unknown) return yield* fail(notModelled('bridge', unknown, ['-d']), 2);
  const [object = '', ...rest] = argv.slice(1).filter((word) => !word.startsWith('-'));
  const plan = plans.namespaces[namespace];
  const own = state.namespaces[namespace];
  if (!plan || !own)
    return yield* fail(`bridge: there is no network namespace "${namespace}" here`);
  if (object !== 'fdb' && object !== 'link') {
    return yield* fail(`bridge: object "${object}" is not modelled here. Known: fdb link`, 2);
  }
  const isDetailed = options.includes('-d');
  const { nowMicros } = state;
  const view: IpView = { plans, plan, state: own, nowMicros, isDetailed, isBrief: false };
  const selection = readSelection(
    ['show', 'list'].includes(rest[0] ?? '') ? rest.slice(1) : rest,
    view,
  );
  if (!selection.ok) return yield* fail(selection.error);
  const lines =
    object === 'fdb' ? fdbLines(selection.value, view) : linkLines(selection.value, view);
  return yield* print(lines);
};

function readSelection(words: readonly string[], { plan }: IpView): Result<Selection, string> {
  const selection: { device?: string; bridge?: string } = {};
  for (let at = 0; at < words.length; at += 2) {
    const [kind, name = ''] = words.slice(at, at + 2);
    if (kind !== 'dev' && kind !== 'br') {
      return err(`bridge: "${kind}" is not modelled here. Known: show, dev NAME, br NAME`);
    }
    if (!plan.links[name])
      return err(`Cannot find ${kind === 'br' ? 'bridge' : 'device'} "${name}"`);
    selection[kind === 'br' ? 'bridge' : 'device'] = name;
  }
  return ok(selection);
}

interface Entry {
  readonly mac: string;
  readonly device: string;
  readonly master?: string;
  /** what follows, with the blanks of the real tool */
  readonly rest: string;
}

function fdbLines({ device, bridge: master }: Selection, view: IpView): readonly string[] {
  const written = view.plan.fdb.map(({ mac, device: port, master: own, remote, state }): Entry => {
    const far = remote ? ` dst ${remote} self` : '';
    return { mac, device: port, master: own, rest: `${far} ${state === 'learned' ? '' : state}` };
  });
  const learnt = view.state.fdb.map((entry): Entry => ({ ...entry, rest: ' ' }));
  return withoutRepeats([...written, ...ownAddresses(view), ...learnt])
    .filter((entry) => device === undefined || entry.device === device)
    .filter((entry) => master === undefined || entry.master === master)
    .map((entry) => {
      const place = device === undefined ? ` dev ${entry.device}` : '';
      return `${entry.mac}${place}${entry.master ? ` master ${entry.master}` : ''}${entry.rest}`;
    });
}

const withoutRepeats = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(
    (entry, index) =>
      entries.findIndex((other) => other.mac === entry.mac && other.device === entry.device) ===
      index,
  );

/** A bridge keeps frames for its own addresses: one permanent entry for itself and one for each port. */
function ownAddresses({ plan }: IpView): readonly Entry[] {
  const links = Object.values(plan.links);
  const isOfPort = (link: Link) =>
    links.some((port) => port.master === link.name && port.mac === link.mac);
  return links.flatMap((link) => {
    const master = link.kind === 'bridge' ? link.name : link.master;
    // A bridge that took over the address of a port has one entry for both (net/bridge/br_fdb.c fdb_add_local()).
    if (!master || (link.kind === 'bridge' && isOfPort(link))) return [];
    return [{ mac: link.mac, device: link.name, master, rest: ' permanent' }];
  });
}

const onOff = (isOn: boolean | undefined): string => (isOn ? 'on' : 'off');

function linkLines({ device, bridge: master }: Selection, view: IpView): readonly string[] {
  return Object.values(view.plan.links)
    .filter((link) => link.master !== undefined)
    .filter((link) => device === undefined || link.name === device)
    .filter((link) => master === undefined || link.master === master)
    .flatMap((link) => {
      const name = `${link.index}: ${nameWithPeer(link, view)}: <${flagsOf(link, view)}>`;
      const line = `${name} mtu ${link.mtu} master ${link.master} state forwarding `;
      const { port } = link;
      const switches = `    hairpin ${onOff(port?.hairpin)} learning ${onOff(port?.learning)} `;
      return view.isDetailed ? [line, switches] : [line];
    });
}
