/** A trace as a capture: one interface per place that a frame passed, the hop's reason as packet comment. */
import { encode } from '../wire/frame';
import { writePcapng } from '../wire/pcapng';
import type { Hop, Trace } from './types';

/** pcapng (IETF draft-ietf-opsawg-pcapng). Only hops at a device are frames; hooks and routes are not. */
export function traceToPcapng(trace: Trace): Uint8Array {
  const frames = trace.hops.filter(isCaptured);
  const names = [...new Set(frames.map(interfaceName))];
  const interfaces = names.map((name) => ({ name, linkType: 'ethernet' as const }));
  const packets = frames.map((hop) => ({
    interface: names.indexOf(interfaceName(hop)),
    atMicros: hop.atMicros,
    bytes: hop.after ? encode(hop.after) : new Uint8Array(0),
    comment: `hop ${hop.n}, packet ${hop.packet}: ${reasonBefore(trace, hop)}`,
    direction: hop.stage === 'arrive' ? ('in' as const) : ('out' as const),
  }));
  return writePcapng({ interfaces, packets, application: 'Podpath' });
}

const isCaptured = (hop: Hop): boolean =>
  (hop.stage === 'transmit' || hop.stage === 'arrive') && hop.after?.kind === 'ethernet';

const interfaceName = (hop: Hop): string => `${hop.namespace}/${hop.device}`;

/** What had been decided on the way to this tap. */
function reasonBefore(trace: Trace, hop: Hop): string {
  const decisions: string[] = [];
  for (let n = hop.n - 1; n >= 0; n -= 1) {
    const earlier = trace.hops[n];
    if (!earlier || earlier.packet !== hop.packet) continue;
    if (isCaptured(earlier)) break;
    decisions.unshift(earlier.summary);
  }
  return [...decisions, hop.summary].join('; ');
}
