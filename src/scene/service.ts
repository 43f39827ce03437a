/** Which Service address a packet speaks of at a hop. */
import type { Hop, Snapshot } from '../sim';

const ipv4 = (snapshot: Snapshot | null) => {
  if (!snapshot) return null;
  if (snapshot.kind === 'ipv4') return snapshot;
  return snapshot.kind === 'ethernet' && snapshot.payload.kind === 'ipv4' ? snapshot.payload : null;
};

interface Addressed {
  readonly address: string;
}

/** The Service whose address the packet carries before or after this hop, if any. */
export function serviceOf<T extends Addressed>(hop: Hop, services: readonly T[]): T | undefined {
  const carried = [ipv4(hop.before), ipv4(hop.after)].flatMap((packet) =>
    packet ? [packet.destination, packet.source] : [],
  );
  return services.find((service) => carried.includes(service.address));
}

/** True where the hop wrote another address into the packet, or took one away. */
export function isTranslated(hop: Hop): boolean {
  const [before, after] = [ipv4(hop.before), ipv4(hop.after)];
  if (!before || !after) return false;
  return before.source !== after.source || before.destination !== after.destination;
}
