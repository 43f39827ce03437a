/** What decided at a hop, short enough to be written on the desk. */
import type { Cause, Hop } from '../sim';

export interface Reason {
  readonly text: string;
  readonly tone: 'plain' | 'change' | 'stop';
}

export const decidingCause = (hop: Hop): Cause | undefined =>
  hop.decidedBy === undefined ? undefined : hop.causes[hop.decidedBy];

/** Null where nothing was decided: the packet only passed. */
export function reasonOf(hop: Hop): Reason | null {
  if (hop.verdict.kind === 'dropped' || hop.verdict.kind === 'rejected') {
    return { text: hop.verdict.message, tone: 'stop' };
  }
  const cause = decidingCause(hop);
  if (!cause) return null;
  if (cause.kind === 'route') return { text: shortRoute(cause.text), tone: 'plain' };
  if (cause.kind === 'conntrack') return { text: translation(cause), tone: 'change' };
  const effect = cause.effect ?? cause.text;
  return { text: effect, tone: /DNAT|SNAT|MASQ/i.test(effect) ? 'change' : 'plain' };
}

/** "10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink" without what only tools need. */
const shortRoute = (text: string): string =>
  text.replace(/ (proto|scope|src|metric|onlink|table)\b.*$/, '');

/** Conntrack's "a → b ⇒ c → b" in one word and the pair that changed. */
function translation(cause: Cause): string {
  const [old = '', now = ''] = (cause.effect ?? '').split(' ⇒ ');
  const [oldFrom, oldTo] = old.split(' → ');
  const [from, to] = now.split(' → ');
  if (!from || !to) return 'known to conntrack';
  if (from !== oldFrom) return `conntrack: source ${from}`;
  if (to !== oldTo) return `conntrack: destination ${to}`;
  return 'known to conntrack';
}

/** One or two words for the altitude line; null for a hop that needs no label there. */
export function labelOf(hop: Hop): string | null {
  const { kind } = hop.verdict;
  if (kind === 'dropped') return 'dropped';
  if (kind === 'rejected') return 'rejected';
  if (hop.stage === 'encapsulate') return 'VXLAN on';
  if (hop.stage === 'decapsulate') return 'VXLAN off';
  if (hop.stage !== 'hook' || hop.layer < 4) return null;
  return nat(hop);
}

function nat(hop: Hop): string | null {
  const { before, after } = hop;
  const [old, now] = [ipOf(before), ipOf(after)];
  if (!old || !now) return null;
  const isKnown = decidingCause(hop)?.kind === 'conntrack';
  if (old.destination !== now.destination) {
    return isKnown && hop.hook === 'POSTROUTING' ? 'un-SNAT' : 'DNAT';
  }
  if (old.source !== now.source) return isKnown ? 'un-DNAT' : 'SNAT';
  return null;
}

function ipOf(snapshot: Hop['before']) {
  if (!snapshot) return null;
  if (snapshot.kind === 'ipv4') return snapshot;
  if (snapshot.kind === 'ethernet' && snapshot.payload.kind === 'ipv4') return snapshot.payload;
  return null;
}
