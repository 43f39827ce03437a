import { useMemo } from 'react';
import { type Cutaway as Layout, type Leg, legsOf, litBy, svgPath, wrap } from '../scene/cutaway';
import { ringsOfHop } from '../scene/rings';
import { type Reason, reasonOf } from '../scene/reason';
import { isTranslated, serviceOf } from '../scene/service';
import type { Hop } from '../sim';
import { PacketMark } from './PacketMark';
import { Names, PlaceMark, Scenery } from './Scenery';
import classes from './cutaway.module.css';

interface Props {
  readonly layout: Layout;
  readonly hops: readonly Hop[];
  /** index into `hops` */
  readonly at: number;
  readonly title: string;
}

/** The stage: the cluster cut open, the way of the packet through it, and the packet where it is at this hop. */
export function Cutaway({ layout, hops, at, title }: Props) {
  const legs = useMemo(() => legsOf(layout, hops), [layout, hops]);
  const hop = hops[at];
  const leg = legs[at];
  const rings = useMemo(() => (hop ? ringsOfHop(hop) : new Set<never>()), [hop]);
  return (
    <div className={classes.stage}>
      <svg
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="img"
        aria-label={hop ? `${title}. ${hop.summary}` : title}
      >
        <CutawayMarks layout={layout} hops={hops} at={at} legs={legs} />
      </svg>
      {hop && leg ? (
        <PacketMark
          legs={legs}
          at={at}
          hop={hop}
          rings={rings}
          width={layout.width}
          height={layout.height}
          isCompact={layout.isCompact}
        />
      ) : null}
    </div>
  );
}

/** Everything of the stage that stands still at one hop; the packet itself lies above it. */
export function CutawayMarks({
  layout,
  hops,
  at,
  legs,
}: Omit<Props, 'title'> & { readonly legs: readonly Leg[] }) {
  const hop = hops[at];
  return (
    <>
      <Scenery layout={layout} />
      {hop && legs[at] ? (
        <>
          <Lit layout={layout} hop={hop} />
          <Way legs={legs} hops={hops} at={at} />
        </>
      ) : null}
      <Names layout={layout} />
      {hop ? <Sheet layout={layout} hop={hop} /> : null}
    </>
  );
}

/** The way of the packet that is on now: behind it solid, ahead of it faint. */
function Way({
  legs,
  hops,
  at,
}: {
  readonly legs: readonly Leg[];
  readonly hops: readonly Hop[];
  readonly at: number;
}) {
  const packet = hops[at]?.packet;
  const own = legs.filter((leg) => hops[leg.hop]?.packet === packet);
  const join = (some: readonly Leg[]) => svgPath(some.flatMap((leg) => leg.points));
  const isTunnelled = (leg: Leg) => hops[leg.hop]?.outer === true;
  return (
    <g className={classes.way}>
      <path d={join(own.filter((leg) => leg.hop >= at))} className={classes.ahead} />
      {own
        .filter((leg) => leg.hop <= at && leg.length > 0)
        .map((leg) => (
          <path
            key={leg.hop}
            d={svgPath(leg.points)}
            className={isTunnelled(leg) ? classes.travelledOuter : classes.travelled}
            data-now={leg.hop === at ? '' : undefined}
          />
        ))}
    </g>
  );
}

function Lit({ layout, hop }: { readonly layout: Layout; readonly hop: Hop }) {
  const lit = litBy(hop);
  const service = serviceOf(hop, layout.services);
  const station = layout.places.find(
    (place) => place.kind === 'station' && lit.has(place.id) && isTranslated(hop),
  );
  return (
    <g className={classes.now} data-layer={hop.layer}>
      {service ? (
        <rect
          x={service.x}
          y={service.y}
          width={service.width}
          height={service.height}
          rx={7}
          className={classes.chipLit}
        />
      ) : null}
      {service && station ? (
        <path
          d={`M${service.x + 16},${service.y + service.height}C${service.x + 16},${station.y - 60} ${station.x + station.width / 2},${service.y + 90} ${station.x + station.width / 2},${station.y}`}
          className={classes.thread}
        />
      ) : null}
      {layout.places
        .filter((place) => lit.has(place.id) && place.kind !== 'room')
        .map((place) => (
          <PlaceMark key={place.id} place={place} isLit layer={hop.layer} />
        ))}
      {layout.places
        .filter((place) => lit.has(place.id) && place.kind === 'room')
        .map(({ id, x, y, width, height }) => (
          <rect key={id} {...{ x, y, width, height }} className={classes.roomLit} rx={1} />
        ))}
    </g>
  );
}

function Sheet({ layout, hop }: { readonly layout: Layout; readonly hop: Hop }) {
  const house = layout.houses.find((item) => item.id === hop.namespace);
  const reason = reasonOf(hop);
  if (!house?.sheet || !reason || hop.device) return null;
  return <Note sheet={house.sheet} reason={reason} />;
}

/** The line that decided, written on the desk of the node. */
function Note({
  sheet,
  reason,
}: {
  readonly sheet: NonNullable<Layout['houses'][number]['sheet']>;
  readonly reason: Reason;
}) {
  const rows = Math.floor((sheet.height - 4) / 13);
  const lines = fitLines(reason.text, Math.floor((sheet.width - 10) / 6.9), rows);
  const top = sheet.y + sheet.height / 2 - ((lines.length - 1) * 13) / 2 + 4;
  return (
    <g className={classes.note} data-tone={reason.tone}>
      <rect {...sheet} rx={2} />
      {lines.map((line, index) => (
        <text key={line} x={sheet.x + sheet.width / 2} y={top + index * 13} textAnchor="middle">
          {line}
        </text>
      ))}
    </g>
  );
}

/** Whole words only; what does not fit stands in full beside the picture. */
function fitLines(text: string, columns: number, rows: number): readonly string[] {
  const lines = wrap(text, columns);
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, rows - 1), `${lines[rows - 1]?.slice(0, columns - 2)} …`];
}
