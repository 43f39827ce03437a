/** A trace as text: one block per packet, one line per hop, the layers indented below where they changed. */
import { formatLayers } from '../wire/summary';
import { encode } from '../wire/frame';
import type { Cause, Hop, Trace, TracedPacket } from './types';

export interface TextOptions {
  /** ids of the packets to print; default: all */
  readonly packets?: readonly number[];
}

export function formatTrace(trace: Trace, options: TextOptions = {}): string {
  const wanted = options.packets ? new Set(options.packets) : null;
  const packets = trace.packets.filter((packet) => !wanted || wanted.has(packet.id));
  const title = `$ ${trace.command}    (in ${trace.from})`;
  return [title, ...packets.map((packet) => formatPacket(trace, packet))].join('\n\n').concat('\n');
}

function formatPacket(trace: Trace, packet: TracedPacket): string {
  const hops = packet.hops.flatMap((n) => trace.hops[n] ?? []);
  const repeat = packet.retransmission ? ', sent again' : '';
  const heading = `packet ${packet.id}  ${packet.label}  (${packet.direction}${repeat}, ${hops.length} hops, ${packet.from} → ${packet.to})`;
  const lines: string[] = [heading];
  let shown = '';
  hops.forEach((hop, index) => {
    lines.push(formatHop(hop, index + 1));
    const layers = hop.after ? formatLayers(hop.after) : [];
    const text = layers.join('\n');
    if (text !== shown) lines.push(...layers.map((layer) => `        ${layer}`));
    shown = text;
  });
  return lines.join('\n');
}

function formatHop(hop: Hop, index: number): string {
  const where = [hop.namespace, hop.hook ?? hop.device].filter(Boolean).join(' ');
  const layer = `L${hop.layer}${hop.outer ? ' outer' : ''}`;
  const time = `${(hop.atMicros / 1000).toFixed(3)} ms`;
  const bytes = hop.after ? `${encode(hop.after).length} B` : '';
  const head = `  ${String(index).padStart(2)}  ${time.padStart(12)}  ${layer.padEnd(8)}  ${where.padEnd(24)}  ${hop.stage.padEnd(11)}  ${bytes.padStart(6)}  ${hop.summary}`;
  const ending =
    hop.verdict.kind === 'dropped' || hop.verdict.kind === 'rejected'
      ? `  [${hop.verdict.kind}: ${hop.verdict.reason}]`
      : '';
  const because = hop.causes
    .filter(isWorthPrinting)
    .map((item) => `        because: ${formatCause(item)}`);
  return [head + ending, ...because].join('\n');
}

const isWorthPrinting = (item: Cause): boolean =>
  item.matched && (item.kind !== 'policy' || item.effect !== undefined);

function formatCause(item: Cause): string {
  const effect = item.effect ? `  ⇒ ${item.effect}` : '';
  const { object } = item.origin;
  const source = object?.source;
  const place = source ? ` ${source.file}:${source.line}` : '';
  const named = object
    ? ` for ${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}${place}`
    : '';
  return `${item.text}${effect}  (${item.origin.agent}${named})`;
}
