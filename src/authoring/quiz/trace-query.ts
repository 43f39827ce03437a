/**
 * Questions about a packet name a hop and a field: hop="stage=encapsulate ns=node-1", read="outer.ip.dst". The answer is
 * read from the trace.
 */
import type { Hop, Trace } from '../../sim/trace/types';
import { firstExchange } from '../../sim/trace/select';
import { encode } from '../../sim/wire/frame';
import type { Frame, Ipv4Packet, Snapshot } from '../../sim/wire/types';

const KEYS = ['stage', 'ns', 'hook', 'device', 'packet', 'label', 'nth', 'cause'] as const;
type Selector = Partial<Record<(typeof KEYS)[number], string>>;

function parseSelector(text: string): Selector {
  const selector: Selector = {};
  for (const part of text.split(/\s+/).filter(Boolean)) {
    const [key = '', ...value] = part.split('=');
    const known = KEYS.find((name) => name === key);
    if (!known || value.length === 0)
      throw new Error(`"${part}" does not choose a hop. Known: ${KEYS.join('= ')}=`);
    selector[known] = value.join('=');
  }
  return selector;
}

/** The hops in question: of the request (default), of its reply, or of every packet. */
function candidates(trace: Trace, selector: Selector): readonly Hop[] {
  if (selector.label !== undefined) {
    const label = selector.label.replaceAll('_', ' ');
    const ids = trace.packets
      .filter((packet) => packet.label.startsWith(label))
      .map((packet) => packet.id);
    return trace.hops.filter((hop) => ids.includes(hop.packet));
  }
  if (selector.packet === 'all') return trace.hops;
  const { request, reply } = firstExchange(trace);
  const packet = selector.packet === 'reply' ? reply : request;
  return trace.hops.filter((hop) => hop.packet === packet?.id);
}

export function findHop(trace: Trace, text: string): Hop {
  const selector = parseSelector(text);
  const fits = candidates(trace, selector).filter(
    (hop) =>
      (selector.stage === undefined || hop.stage === selector.stage) &&
      (selector.ns === undefined || hop.namespace === selector.ns) &&
      (selector.hook === undefined || hop.hook === selector.hook) &&
      (selector.device === undefined || hop.device === selector.device) &&
      (selector.cause === undefined ||
        hop.causes.some((cause) =>
          `${cause.text} ${cause.effect ?? ''}`.includes(selector.cause ?? ''),
        )),
  );
  const hop = fits[Number(selector.nth ?? 1) - 1];
  if (!hop) throw new Error(`the trace of "${trace.command}" has no hop "${text}"`);
  return hop;
}

const isIpv4 = (value: { readonly kind: string }): value is Ipv4Packet => value.kind === 'ipv4';

function innerOf(snapshot: Snapshot): Frame {
  const packet = snapshot.kind === 'ethernet' ? snapshot.payload : snapshot;
  const datagram = isIpv4(packet) ? packet.payload : packet;
  if (datagram.kind === 'udp' && datagram.payload.kind === 'vxlan') return datagram.payload.frame;
  throw new Error('this hop carries no packet inside another');
}

/** Reads one field; throws with what is known when the hop does not have it. */
export function readField(hop: Hop, path: string): string {
  const [first = '', ...rest] = path.split('.');
  switch (first) {
    case 'place':
      return hop.device ? `${hop.namespace}/${hop.device}` : `${hop.namespace}#${hop.hook ?? ''}`;
    case 'layer':
      return String(hop.layer);
    case 'cause':
      return readCause(hop, path.slice('cause.'.length));
    case 'before':
      return readSnapshot(hop.before, rest.join('.'));
    default:
      return readSnapshot(hop.after, path);
  }
}

/** The first group of a pattern over what the hop consulted. */
function readCause(hop: Hop, pattern: string): string {
  const expression = new RegExp(pattern);
  for (const cause of hop.causes) {
    const found = cause.matched ? expression.exec(`${cause.text} ⇒ ${cause.effect ?? ''}`) : null;
    if (found?.[1] !== undefined) return found[1];
  }
  throw new Error(`nothing that this hop consulted matches /${pattern}/`);
}

function readSnapshot(snapshot: Snapshot | null, path: string): string {
  if (!snapshot) throw new Error('this hop has no packet to read');
  if (path.startsWith('inner.')) return readSnapshot(innerOf(snapshot), path.slice(6));
  if (path === 'bytes') return String(encode(snapshot).length);
  const [header = '', field = ''] = path.split('.');
  const packet = snapshot.kind === 'ethernet' ? snapshot.payload : snapshot;
  const found = fieldsOf(snapshot, packet)[header]?.[field];
  if (found === undefined) throw new Error(`this hop has no field "${path}"`);
  return String(found);
}

function fieldsOf(
  snapshot: Snapshot,
  packet: Snapshot | Frame['payload'],
): Readonly<Record<string, Readonly<Record<string, string | number>>>> {
  const eth: Record<string, string> =
    snapshot.kind === 'ethernet' ? { src: snapshot.source, dst: snapshot.destination } : {};
  if (!isIpv4(packet)) return { eth };
  const ip = { src: packet.source, dst: packet.destination, ttl: packet.ttl };
  const inside = packet.payload;
  const ports =
    inside.kind === 'tcp' || inside.kind === 'udp'
      ? { [inside.kind]: { src: inside.sourcePort, dst: inside.destinationPort } }
      : {};
  return { eth, ip, ...ports };
}
