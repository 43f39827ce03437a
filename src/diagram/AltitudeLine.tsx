import { memo, useId, useMemo, type KeyboardEvent, type PointerEvent } from 'react';
import { type Altitude, layoutAltitude } from '../scene/altitude';
import type { Hop, TracedPacket } from '../sim';
import classes from './altitude.module.css';

interface Props {
  readonly hops: readonly Hop[];
  readonly at: number;
  /** without it the line is a picture and not a scrubber */
  readonly onSeek?: (index: number) => void;
  readonly label: string;
  readonly width: number;
  /** names the halves: request and reply */
  readonly packets?: readonly TracedPacket[];
}

export const ALTITUDE_HEIGHT = 118;
/** a still line has no names above it and no tunnel below */
const STILL_TOP = 30;
const STILL_HEIGHT = 74;
const NARROW = 480;
export const LAYER_NAMES = { 7: 'application', 4: 'transport', 3: 'network', 2: 'link' } as const;

/** The scrubber: hops along x, OSI layers as bands. Dragging and the arrow keys move through the trace. */
export function AltitudeLine({ hops, at, onSeek, label, width, packets }: Props) {
  const isNarrow = width < NARROW;
  const altitude = useMemo(
    () => layoutAltitude(hops, width, ALTITUDE_HEIGHT, isNarrow ? 26 : 98, packets),
    [hops, width, isNarrow, packets],
  );
  const hop = hops[at];
  if (!onSeek) {
    return (
      <svg
        className={classes.still}
        viewBox={`0 ${STILL_TOP} ${width} ${STILL_HEIGHT}`}
        role="img"
        aria-label={label}
      >
        <Land altitude={altitude} isNarrow={isNarrow} />
        <Done altitude={altitude} at={at} />
      </svg>
    );
  }
  const seekTo = (event: PointerEvent<SVGSVGElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    onSeek(nearestStep(altitude, ((event.clientX - bounds.left) / bounds.width) * width));
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
      viewBox={`0 0 ${width} ${ALTITUDE_HEIGHT}`}
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
      <AltitudeMarks altitude={altitude} at={at} isNarrow={isNarrow} />
    </svg>
  );
}

interface MarksProps {
  readonly altitude: Altitude;
  readonly at: number;
  readonly isNarrow: boolean;
}

/** The whole line with the thumb at one hop. */
export function AltitudeMarks({ altitude, at, isNarrow }: MarksProps) {
  const current = altitude.steps[at];
  return (
    <>
      <Land altitude={altitude} isNarrow={isNarrow} />
      <Done altitude={altitude} at={at} />
      {current ? (
        <g className={classes.thumb} transform={`translate(${current.x}, 0)`}>
          <line y1={34} y2={ALTITUDE_HEIGHT - 2} />
          <circle cy={current.y} r={6.5} data-layer={current.layer} />
        </g>
      ) : null}
    </>
  );
}

/** Bands, lines, tunnels and labels: they stand still while the thumb moves. */
const Land = memo(function Land({
  altitude,
  isNarrow,
}: {
  readonly altitude: Altitude;
  readonly isNarrow: boolean;
}) {
  const { bands, sections, steps, tunnels, labels, left, width, height, tunnelY } = altitude;
  return (
    <>
      {bands.map(({ layer, y, height: tall }) => (
        <g key={layer} data-osi={layer} data-layer={layer}>
          <rect
            x={left}
            y={y}
            width={width - left}
            height={tall - 1}
            className={classes.band}
            data-layer={layer}
          />
          <text x={2} y={y + tall / 2 + 4} className={classes.layer} data-layer={layer}>
            {isNarrow ? `L${layer}` : `L${layer} ${LAYER_NAMES[layer]}`}
          </text>
        </g>
      ))}
      {tunnels.length > 0 && !isNarrow ? (
        <text x={2} y={tunnelY + 4} className={classes.inside}>
          in the tunnel
        </text>
      ) : null}
      {sections.map((section, index) => (
        <g key={section.from}>
          {index > 0 ? (
            <line
              x1={section.x - 3}
              x2={section.x - 3}
              y1={4}
              y2={height}
              className={classes.seam}
            />
          ) : null}
          <text x={section.x} y={13} className={classes.section}>
            {section.label}
          </text>
          <path d={section.area} className={classes.area} />
          <path d={section.line} className={classes.line} />
        </g>
      ))}
      {tunnels.map((tunnel) => (
        <path key={tunnel.from} d={tunnel.path} className={classes.tunnel} />
      ))}
      {labels.map((item) => (
        <g key={item.index} className={classes.label}>
          <line x1={item.x} x2={item.x} y1={item.y + 3} y2={item.stepY - 4} />
          <text x={item.x} y={item.y} textAnchor="middle">
            {item.text}
          </text>
        </g>
      ))}
      {steps
        .filter((step) => step.ends)
        .map((step) => (
          <path
            key={`end-${step.index}`}
            d={`M${step.x - 5},${step.y - 5}l10,10m0,-10l-10,10`}
            className={classes.end}
          />
        ))}
    </>
  );
});

/** The part that lies behind: the same lines in full colour, cut off at the thumb. */
function Done({ altitude, at }: { readonly altitude: Altitude; readonly at: number }) {
  const id = useId();
  const x = altitude.steps[at]?.x ?? 0;
  return (
    <>
      <clipPath id={id}>
        <rect x={0} y={0} width={x} height={altitude.height} />
      </clipPath>
      <g clipPath={`url(#${id})`}>
        {altitude.sections
          .filter((section) => section.from <= at)
          .map((section) => (
            <g key={section.from}>
              <path d={section.area} className={classes.areaDone} />
              <path d={section.line} className={classes.done} />
            </g>
          ))}
        {altitude.tunnels
          .filter((tunnel) => tunnel.from <= x)
          .map((tunnel) => (
            <path key={tunnel.from} d={tunnel.path} className={classes.tunnelDone} />
          ))}
      </g>
    </>
  );
}

function nearestStep(altitude: Altitude, x: number): number {
  return altitude.steps.reduce(
    (best, step) =>
      Math.abs(step.x - x) < Math.abs((altitude.steps[best]?.x ?? 0) - x) ? step.index : best,
    0,
  );
}

export function keyTarget(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(count - 1, at + 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, at - 1);
    case 'PageUp':
      return Math.min(count - 1, at + 10);
    case 'PageDown':
      return Math.max(0, at - 10);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
