import { useId, type KeyboardEvent, type PointerEvent } from 'react';
import { LAYERS, layoutAltitude } from '../scene/altitude';
import type { Hop } from '../sim';
import classes from './altitude.module.css';

interface Props {
  readonly hops: readonly Hop[];
  readonly at: number;
  readonly onSeek: (index: number) => void;
  readonly label: string;
  readonly width: number;
}

const HEIGHT = 104;
const LEFT = 96;
export const LAYER_NAMES = { 7: 'application', 4: 'transport', 3: 'network', 2: 'link' } as const;

/** The scrubber: hops along x, OSI layers as bands. Dragging and the arrow keys move through the trace. */
export function AltitudeLine({ hops, at, onSeek, label, width }: Props) {
  const id = useId();
  const altitude = layoutAltitude(hops, width, HEIGHT, LEFT);
  const current = altitude.steps[at];
  const hop = hops[at];
  const seekTo = (event: PointerEvent<SVGSVGElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - bounds.left) / bounds.width) * width;
    const nearest = altitude.steps.reduce(
      (best, step) =>
        Math.abs(step.x - x) < Math.abs((altitude.steps[best]?.x ?? 0) - x) ? step.index : best,
      0,
    );
    onSeek(nearest);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = keyTarget(event.key, at, hops.length);
    if (target === null) return;
    event.preventDefault();
    onSeek(target);
  };
  return (
    <svg
      className={classes.altitude}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, hops.length)}
      aria-valuenow={at + 1}
      aria-valuetext={
        hop ? `hop ${at + 1} of ${hops.length}, layer ${hop.layer}: ${hop.summary}` : 'no hops'
      }
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) seekTo(event);
      }}
    >
      {LAYERS.map((layer) => (
        <g key={layer} data-layer={layer}>
          <line
            x1={LEFT}
            x2={width - 8}
            y1={altitude.bandY(layer)}
            y2={altitude.bandY(layer)}
            className={classes.band}
          />
          <text x={4} y={altitude.bandY(layer) + 4} className={classes.layer} data-layer={layer}>
            {`L${layer} ${LAYER_NAMES[layer]}`}
          </text>
        </g>
      ))}
      {altitude.tunnel.map((stretch) => (
        <rect
          key={stretch.from}
          x={stretch.from - 3}
          width={stretch.to - stretch.from + 6}
          y={6}
          height={HEIGHT - 12}
          rx={4}
          className={classes.tunnel}
        />
      ))}
      <path d={altitude.line} className={classes.line} />
      <clipPath id={id}>
        <rect x={0} y={0} width={(current?.x ?? 0) + 0.5} height={HEIGHT} />
      </clipPath>
      <path d={altitude.line} className={classes.done} clipPath={`url(#${id})`} />
      {altitude.steps.map((step) => (
        <circle
          key={step.index}
          cx={step.x}
          cy={step.y}
          r={2.4}
          className={classes.dot}
          data-layer={step.layer}
        />
      ))}
      {altitude.steps
        .filter((step) => step.ends)
        .map((step) => (
          <path
            key={`end-${step.index}`}
            d={`M${step.x - 6},${step.y - 6}l12,12m0,-12l-12,12`}
            className={classes.end}
          />
        ))}
      {current ? <circle cx={current.x} cy={current.y} r={7} className={classes.thumb} /> : null}
    </svg>
  );
}

function keyTarget(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(count - 1, at + 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
