/** A trace as JSON: bytes as hex, keys in a fixed order, so that equal traces are equal text. */
import { toHex } from '../wire/bytes';
import { encode } from '../wire/frame';
import type { Snapshot } from '../wire/types';
import type { Hop, Trace } from './types';

const bytesOf = (snapshot: Snapshot | null) =>
  snapshot
    ? {
        link: snapshot.kind === 'ethernet' ? 'ethernet' : snapshot.kind,
        hex: toHex(encode(snapshot)),
      }
    : null;

export function traceToJson(trace: Trace): string {
  const hops = trace.hops.map((hop: Hop) => ({
    ...hop,
    before: bytesOf(hop.before),
    after: bytesOf(hop.after),
  }));
  return `${JSON.stringify({ ...trace, hops }, null, 2)}\n`;
}
