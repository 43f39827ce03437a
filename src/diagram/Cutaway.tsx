import { litBy, placeOf, type Cutaway as Layout, type Box, type Wire } from '../scene/cutaway';
import type { Hop } from '../sim';
import classes from './cutaway.module.css';

interface Props {
  readonly layout: Layout;
  readonly hops: readonly Hop[];
  /** index into `hops` */
  readonly at: number;
  readonly title: string;
}

const path = (points: Wire['points']): string =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x},${y}`).join('');

/** The stage: the cluster cut open, with the packet where it is at this hop. */
export function Cutaway({ layout, hops, at, title }: Props) {
  const hop = hops[at];
  const lit = new Set(litBy(hop));
  const trail = hops.slice(0, at + 1).map((item) => placeOf(layout, item));
  const [x, y] = trail.at(-1) ?? [0, 0];
  const stopped = hop?.verdict.kind === 'dropped' || hop?.verdict.kind === 'rejected';
  return (
    <svg
      className={classes.stage}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="img"
      aria-label={`${title}. ${hop?.summary ?? 'Nothing has been sent yet'}`}
    >
      <ServiceRibbon layout={layout} lit={hop} />
      {layout.boxes
        .filter((box) => box.kind === 'node')
        .map((box) => (
          <BoxMark key={box.id} box={box} isLit={lit.has(box.id)} />
        ))}
      {layout.wires.map((wire) => (
        <path
          key={wire.id}
          d={path(wire.points)}
          className={wire.kind === 'cable' ? classes.cable : classes.veth}
        />
      ))}
      {layout.boxes
        .filter((box) => box.kind !== 'node')
        .map((box) => (
          <BoxMark key={box.id} box={box} isLit={lit.has(box.id)} />
        ))}
      {trail.length > 1 ? <path d={path(trail)} className={classes.trail} /> : null}
      {hop ? (
        <g
          className={classes.packet}
          style={{ transform: `translate(${x}px, ${y}px)` }}
          data-layer={hop.layer}
        >
          <rect
            x={-11}
            y={-8}
            width={22}
            height={16}
            rx={2}
            className={hop.outer ? classes.outer : classes.inner}
          />
          <path d="M-11,-8L0,2L11,-8" className={classes.flap} />
          {stopped ? <path d="M-9,-9L9,9M9,-9L-9,9" className={classes.stop} /> : null}
        </g>
      ) : null}
    </svg>
  );
}

function ServiceRibbon({
  layout,
  lit,
}: {
  readonly layout: Layout;
  readonly lit: Hop | undefined;
}) {
  const isLit = lit?.layer === 4 && lit.stage === 'hook';
  const shown = layout.width < 720 ? layout.services.slice(0, 1) : layout.services;
  const step = (layout.width - 150) / Math.max(1, shown.length);
  return (
    <g>
      <rect
        x={8}
        y={4}
        width={layout.width - 16}
        height={layout.ribbonHeight - 8}
        rx={10}
        className={isLit ? classes.ribbonLit : classes.ribbon}
      />
      <text x={20} y={24} className={classes.ribbonName}>
        service network
      </text>
      <text x={20} y={37} className={classes.small}>
        no interface holds it
      </text>
      {shown.map((service, index) => (
        <g key={service.label} transform={`translate(${146 + index * step}, 0)`}>
          <text y={24} className={classes.label}>
            {service.label}
          </text>
          <text y={37} className={classes.address}>
            {service.address}
          </text>
        </g>
      ))}
    </g>
  );
}

function BoxMark({ box, isLit }: { readonly box: Box; readonly isLit: boolean }) {
  const { kind, x, y, width, height, label, detail } = box;
  const isRoom = kind === 'node' || kind === 'pod';
  return (
    <g data-place={box.id} className={isLit ? classes.lit : undefined}>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={kind === 'node' ? 8 : 4}
        className={classes[kind]}
      />
      {isRoom ? (
        <>
          <text x={x + 10} y={y + 19} className={classes.label}>
            {label}
          </text>
          <text
            x={kind === 'node' ? x + width - 10 : x + 10}
            y={kind === 'node' ? y + 19 : y + 34}
            textAnchor={kind === 'node' ? 'end' : 'start'}
            className={classes.address}
          >
            {detail}
          </text>
        </>
      ) : (
        <text
          x={x + width / 2}
          y={y + height / 2 + 4}
          textAnchor="middle"
          className={kind === 'desk' ? classes.small : classes.device_name}
        >
          {kind === 'gateway' ? `${label} ${detail}` : label}
          {kind === 'device' &&
          detail &&
          !label.includes(detail) &&
          detail.includes('.') &&
          width > 160
            ? ` ${detail}`
            : ''}
        </text>
      )}
    </g>
  );
}
