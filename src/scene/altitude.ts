/**
 * The altitude line: one step per hop, at the highest layer that the place read or changed. Packets follow one another
 * as sections; what a tunnel carries runs along below the line of its outer packet.
 */
import { scaleBand, scaleLinear } from 'd3';
import type { Hop, Layer, TracedPacket } from '../sim';
import { sansWidth } from './cutaway/text';
import { labelOf } from './reason';

export const LAYERS: readonly Layer[] = [7, 4, 3, 2];

export interface AltitudeStep {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly layer: Layer;
  readonly outer: boolean;
  readonly ends: 'dropped' | 'rejected' | null;
}

export interface AltitudeLabel {
  readonly index: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** of the point it speaks of */
  readonly stepY: number;
}

/** One packet: its part of the line. */
export interface AltitudeSection {
  readonly packet: number;
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly width: number;
  /** empty where there is no room for it */
  readonly label: string;
  readonly line: string;
  readonly area: string;
}

export interface AltitudeTunnel {
  readonly from: number;
  readonly to: number;
  /** the inner packet: down into the tunnel, along, and up again */
  readonly path: string;
}

export interface Altitude {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly steps: readonly AltitudeStep[];
  readonly sections: readonly AltitudeSection[];
  readonly labels: readonly AltitudeLabel[];
  readonly tunnels: readonly AltitudeTunnel[];
  readonly bands: readonly { readonly layer: Layer; readonly y: number; readonly height: number }[];
  readonly tunnelY: number;
}

const LABEL = 11;
const TOP = 34;
const FLOOR = 18;

export function layoutAltitude(
  hops: readonly Hop[],
  width: number,
  height: number,
  left: number,
  packets: readonly TracedPacket[] = [],
): Altitude {
  const bottom = height - FLOOR;
  const band = scaleBand<Layer>().domain(LAYERS).range([TOP, bottom]);
  const bandHeight = band.bandwidth();
  const x = scaleLinear()
    .domain([0, Math.max(1, hops.length - 1)])
    .range([left + 8, width - 10]);
  const steps = hops.map((hop, index): AltitudeStep => {
    const { kind } = hop.verdict;
    return {
      index,
      x: round(x(index)),
      y: round((band(hop.layer) ?? TOP) + bandHeight / 2),
      layer: hop.layer,
      outer: hop.outer === true,
      ends: kind === 'dropped' || kind === 'rejected' ? kind : null,
    };
  });
  const tunnelY = bottom + FLOOR / 2;
  return {
    width,
    height,
    left,
    steps,
    sections: sectionsOf(hops, steps, packets, bottom),
    labels: labelsOf(hops, steps, width, left),
    tunnels: tunnelsOf(steps, tunnelY),
    bands: LAYERS.map((layer) => ({ layer, y: band(layer) ?? 0, height: bandHeight })),
    tunnelY,
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

function sectionsOf(
  hops: readonly Hop[],
  steps: readonly AltitudeStep[],
  packets: readonly TracedPacket[],
  bottom: number,
): readonly AltitudeSection[] {
  const groups: AltitudeStep[][] = [];
  steps.forEach((step, index) => {
    const isSame = index > 0 && hops[index]?.packet === hops[index - 1]?.packet;
    if (isSame) groups.at(-1)?.push(step);
    else groups.push([step]);
  });
  return groups.map((group) => {
    const [first, last] = [group[0], group.at(-1)];
    const from = first?.index ?? 0;
    const to = last?.index ?? 0;
    const id = hops[from]?.packet ?? 0;
    const packet = packets.find((item) => item.id === id);
    const span = (last?.x ?? 0) - (first?.x ?? 0);
    const line = lineOf(group);
    return {
      packet: id,
      from,
      to,
      x: first?.x ?? 0,
      width: span,
      label: packet ? fitting(packet, span) : '',
      line,
      area: `${line}V${bottom}H${first?.x ?? 0}Z`,
    };
  });
}

function fitting(packet: TracedPacket, room: number): string {
  const arrow = packet.direction === 'request' ? '→' : '←';
  const short = packet.label.replace(/ \d+ → \d+$/, '');
  const direction = `${packet.direction} ${arrow}`;
  const candidates = [`${direction} ${short}`, `${arrow} ${short}`, direction, arrow];
  return candidates.find((text) => sansWidth(text, LABEL) <= room) ?? '';
}

/** Level while a place works, and steep between two places. */
function lineOf(group: readonly AltitudeStep[]): string {
  return group
    .map((step, index) => {
      const before = group[index - 1];
      if (!before) return `M${step.x},${step.y}`;
      const half = round((before.x + step.x) / 2);
      return before.y === step.y ? `H${step.x}` : `H${half}V${step.y}H${step.x}`;
    })
    .join('');
}

function tunnelsOf(steps: readonly AltitudeStep[], level: number): readonly AltitudeTunnel[] {
  const tunnels: AltitudeTunnel[] = [];
  let entry: AltitudeStep | null = null;
  steps.forEach((step, index) => {
    const before = steps[index - 1];
    if (step.outer && !before?.outer) entry = before ?? step;
    if (!step.outer && before?.outer && entry) {
      tunnels.push(tunnelOf(entry, step, level));
      entry = null;
    }
  });
  const last = steps.at(-1);
  if (entry && last) tunnels.push(tunnelOf(entry, last, level));
  return tunnels;
}

function tunnelOf(from: AltitudeStep, to: AltitudeStep, level: number): AltitudeTunnel {
  const reach = Math.min(6, (to.x - from.x) / 4);
  return {
    from: from.x,
    to: to.x,
    path: `M${from.x},${from.y}C${from.x + reach},${from.y} ${from.x},${level} ${from.x + reach},${level}H${to.x - reach}C${to.x},${level} ${to.x - reach},${to.y} ${to.x},${to.y}`,
  };
}

/** Two rows above the bands; a label that would touch another in both rows is left out, the ends first. */
function labelsOf(
  hops: readonly Hop[],
  steps: readonly AltitudeStep[],
  width: number,
  left: number,
): readonly AltitudeLabel[] {
  const placed: (AltitudeLabel & { readonly half: number })[] = [];
  const wanted = steps.flatMap((step, index) => {
    const hop = hops[index];
    const text = hop ? labelOf(hop) : null;
    return text ? [{ step, text, first: step.ends ? 0 : text.includes('NAT') ? 1 : 2 }] : [];
  });
  for (const { step, text } of wanted.toSorted((one, other) => one.first - other.first)) {
    const half = sansWidth(text, LABEL) / 2;
    const x = Math.max(left + half, Math.min(width - half - 2, step.x));
    const row = 29;
    const isFree = placed.every((other) => Math.abs(other.x - x) >= other.half + half + 5);
    if (isFree) placed.push({ index: step.index, text, x: round(x), y: row, stepY: step.y, half });
  }
  return placed.map(({ half: _half, ...label }) => label);
}
