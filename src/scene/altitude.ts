/** The altitude line: one step per hop, at the highest layer that the place read or changed. */
import { scaleLinear, scalePoint } from 'd3';
import type { Hop, Layer } from '../sim';

export const LAYERS: readonly Layer[] = [7, 4, 3, 2];

export interface AltitudeStep {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly layer: Layer;
  readonly outer: boolean;
  readonly ends: 'dropped' | 'rejected' | null;
}

export interface Altitude {
  readonly steps: readonly AltitudeStep[];
  /** SVG path of the whole line */
  readonly line: string;
  /** the stretches that are carried inside a tunnel */
  readonly tunnel: readonly { readonly from: number; readonly to: number }[];
  readonly bandY: (layer: Layer) => number;
}

export function layoutAltitude(
  hops: readonly Hop[],
  width: number,
  height: number,
  left: number,
): Altitude {
  const y = scalePoint<Layer>()
    .domain(LAYERS)
    .range([14, height - 12]);
  const x = scaleLinear()
    .domain([0, Math.max(1, hops.length - 1)])
    .range([left, width - 14]);
  const bandY = (layer: Layer) => y(layer) ?? 0;
  const steps = hops.map((hop, index): AltitudeStep => {
    const { kind } = hop.verdict;
    return {
      index,
      x: x(index),
      y: bandY(hop.layer),
      layer: hop.layer,
      outer: hop.outer === true,
      ends: kind === 'dropped' || kind === 'rejected' ? kind : null,
    };
  });
  const line = steps
    .map((step, index) => (index === 0 ? `M${step.x},${step.y}` : `H${step.x}V${step.y}`))
    .join('');
  const tunnel: { from: number; to: number }[] = [];
  for (const step of steps) {
    if (!step.outer) continue;
    const last = tunnel.at(-1);
    if (last && steps[step.index - 1]?.outer) last.to = step.x;
    else tunnel.push({ from: step.x, to: step.x });
  }
  return { steps, line, tunnel, bandY };
}
