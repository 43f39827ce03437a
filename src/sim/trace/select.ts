/** Picking what to look at out of a trace: packets by what they are, hops by packet, state by moment. */
import type { Hop, Trace, TracedPacket } from './types';

export const packetById = (trace: Trace, id: number): TracedPacket | undefined =>
  trace.packets.find((packet) => packet.id === id);

export const hopsOf = (trace: Trace, ids: readonly number[]): readonly Hop[] =>
  trace.hops.filter((hop) => ids.includes(hop.packet));

/** Packets of the conversation that the command was about: TCP if there is any, else ICMP, else UDP; without ARP. */
export function mainConversation(trace: Trace): readonly TracedPacket[] {
  const data = trace.packets.filter((packet) => packet.flow > 0);
  for (const protocols of [['tcp', 'http'], ['icmp'], ['udp', 'dns']]) {
    const first = data.find((packet) => protocols.includes(packet.protocol));
    if (first) {
      const flow = data.filter((packet) => packet.flow === first.flow);
      const ids = new Set(flow.map((packet) => packet.id));
      return data.filter((packet) => ids.has(packet.id) || ids.has(packet.causedBy ?? -1));
    }
  }
  return trace.packets;
}

/**
 * The packet that opens the main conversation and the first that answers it: where every decision is taken.
 * The reply is absent when nobody answered.
 */
export function firstExchange(trace: Trace): { request?: TracedPacket; reply?: TracedPacket } {
  const [request, ...rest] = mainConversation(trace);
  const reply = rest.find(
    (packet) => packet.direction === 'reply' || packet.causedBy === request?.id,
  );
  return { request, reply };
}

/** `conntrack -L` of one namespace as it stood after a hop. */
export function conntrackAt(trace: Trace, namespace: string, hop: number): readonly string[] {
  const entries = new Map<number, string>();
  for (const event of trace.conntrack) {
    if (event.hop > hop || event.namespace !== namespace) continue;
    if (event.event === 'DESTROY') entries.delete(event.id);
    else entries.set(event.id, event.text);
  }
  return [...entries.values()];
}
