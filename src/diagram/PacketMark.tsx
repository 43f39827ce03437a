import { useLayoutEffect, useRef } from 'react';
import type { Leg, Point } from '../scene/cutaway';
import { RINGS, type Ring } from '../scene/rings';
import type { Hop } from '../sim';
import { mayMove } from './may-move';
import classes from './packet.module.css';

interface Props {
  readonly legs: readonly Leg[];
  readonly at: number;
  readonly hop: Hop;
  readonly rings: ReadonlySet<Ring>;
  readonly width: number;
  readonly height: number;
  readonly isCompact: boolean;
}

const SLOWEST = 620;
const FASTEST = 160;
/** pixels per millisecond along the way */
const PACE = 0.55;

/**
 * The packet as nested envelopes. It is moved by an animation of `transform` alone, started by the one commit of its
 * hop: between two hops React does nothing.
 */
export function PacketMark({ legs, at, hop, rings, width, height, isCompact }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  const last = useRef(at);
  const place = ([x, y]: Point): string =>
    `translate(${((x / width) * 100).toFixed(3)}%, ${((y / height) * 100).toFixed(3)}%)`;
  const here = legs[at]?.points.at(-1) ?? [0, 0];
  useLayoutEffect(() => {
    const from = last.current;
    last.current = at;
    const way = wayBetween(legs, from, at);
    const element = ref.current;
    if (!element || way.length < 2 || !mayMove()) return undefined;
    const animation = element.animate(keyframes(way, place), {
      duration: durationOf(way),
      easing: 'ease-in-out',
    });
    return () => animation.cancel();
  }, [at, legs]);
  return (
    <div
      ref={ref}
      className={classes.packet}
      style={{ transform: place(here) }}
      // In a prerendered page the place is a rule of the page's style sheet (src/site/document.ts).
      suppressHydrationWarning
      data-testid="packet"
      aria-hidden="true"
    >
      <svg className={classes.glyph} viewBox="-40 -40 80 80" width={80} height={80}>
        <PacketGlyph hop={hop} shown={RINGS} rings={rings} isCompact={isCompact} />
      </svg>
      {isStopped(hop) ? <span className={classes.stamp}>{hop.verdict.kind}</span> : null}
    </div>
  );
}

const isStopped = ({ verdict }: Hop): boolean =>
  verdict.kind === 'dropped' || verdict.kind === 'rejected';

interface GlyphProps extends Pick<Props, 'hop' | 'rings' | 'isCompact'> {
  /** drawn at all; what is not among `rings` is there unseen, for the motion */
  readonly shown: readonly Ring[];
}

/** The packet around its own middle. */
export function PacketGlyph({ hop, shown, rings, isCompact }: GlyphProps) {
  const step = isCompact ? 2.4 : 3;
  return (
    <>
      {shown.map((ring) => (
        <Envelope key={ring} ring={ring} isThere={rings.has(ring)} rings={rings} step={step} />
      ))}
      {isStopped(hop) ? <path d="M-15,-15L15,15M15,-15L-15,15" className={classes.stop} /> : null}
    </>
  );
}

const ORDER: readonly Ring[] = ['i7', 'i4', 'i3', 'i2', 'o4', 'o3', 'o2'];

function Envelope({
  ring,
  isThere,
  rings,
  step,
}: {
  readonly ring: Ring;
  readonly isThere: boolean;
  readonly rings: ReadonlySet<Ring>;
  readonly step: number;
}) {
  const inside = ORDER.slice(0, ORDER.indexOf(ring)).filter((item) => rings.has(item)).length;
  const [width, height] = [8 + inside * step, 5.5 + inside * step];
  const outermost = ORDER.findLast((item) => rings.has(item));
  return (
    <g className={isThere ? classes.ring : classes.gone} data-ring={ring}>
      <rect x={-width} y={-height} width={2 * width} height={2 * height} rx={2} />
      {ring === outermost ? (
        <path d={`M${-width},${-height}L0,${height * 0.25}L${width},${-height}`} />
      ) : null}
    </g>
  );
}

/** One hop forward, or one back the same way; a jump has no way. */
export function wayBetween(legs: readonly Leg[], from: number, to: number): readonly Point[] {
  if (to === from + 1) return legs[to]?.points ?? [];
  if (to === from - 1) return (legs[from]?.points ?? []).toReversed();
  return [];
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

function lengths(way: readonly Point[]): readonly number[] {
  return way.slice(1).map((point, index) => distance(way[index] ?? point, point));
}

export function durationOf(way: readonly Point[]): number {
  const total = lengths(way).reduce((sum, length) => sum + length, 0);
  return Math.max(FASTEST, Math.min(SLOWEST, total / PACE));
}

function keyframes(way: readonly Point[], place: (point: Point) => string): Keyframe[] {
  const parts = lengths(way);
  const total = parts.reduce((sum, length) => sum + length, 0) || 1;
  let done = 0;
  return way.map((point, index) => {
    done += index === 0 ? 0 : (parts[index - 1] ?? 0);
    return { transform: place(point), offset: Math.min(1, done / total) };
  });
}
