import type { EnvelopeLayer } from '../../../scene/envelope';
import type { Hop, Layer } from '../../../sim';
import { sansWidth } from '../../../scene/cutaway/text';
import type { Phase, Track } from './align';
import classes from './vxlan.module.css';

interface Props {
  readonly hops: readonly Hop[];
  readonly track: Track;
  readonly phases: readonly Phase[];
  readonly slot: number;
  readonly width: number;
  readonly onSlot: (slot: number) => void;
}

/** An echo request is read at these layers and at no higher one. */
const LAYERS: readonly Layer[] = [3, 2];
const BAND = 22;
/** px, as .place in the style sheet */
const STREET_LETTERS = 12;
const STREET = 40;
/** px that the names take above the places; a name may be wider than its place */
const NAMES_ROW = 16;
const OVERHANG = 8;
export const WAY_HEIGHT = LAYERS.length * BAND + STREET + 8;

/** The name of a place, or its last word, and the middle at which it stands within the picture. */
function nameAbove(name: string, from: number, to: number, end: number) {
  const room = to - from + 2 * OVERHANG;
  const short = name.split(' ').at(-1) ?? name;
  const text = [name, short].find((some) => sansWidth(some, STREET_LETTERS) <= room) ?? '';
  const half = sansWidth(text, STREET_LETTERS) / 2;
  return { text, middle: Math.min((from + to) / 2, end - half) };
}

/** The altitude line above the street that it runs along: both lanes share the places on the street. */
export function Way({ hops, track, phases, slot, width, onSlot }: Props) {
  const left = width < 560 ? 26 : 92;
  const count = track.at.length;
  const x = (index: number) => left + 8 + ((width - left - 16) * index) / Math.max(1, count - 1);
  const edge = (index: number) => (index <= 0 ? left : (x(index - 1) + x(index)) / 2);
  const y = (hop: Hop | undefined) => (hop?.layer === 2 ? 1.5 : 0.5) * BAND;
  const end = track.endsAt >= 0 ? track.endsAt : count - 1;
  const points = track.at.slice(0, end + 1).map((hop, index) => [x(index), y(hops[hop])] as const);
  const path = points
    .map(([px, py], index) => (index === 0 ? `M${px},${py}` : `H${px}V${py}`))
    .join('');
  const outer = track.at.flatMap((hop, index) => (hops[hop]?.outer && index <= end ? [index] : []));
  const now = Math.min(slot, end);
  const street = LAYERS.length * BAND + 6;
  const places = street + NAMES_ROW;
  const until = (phase: Phase) => (phase.to === count - 1 ? width : edge(phase.to + 1));
  const current = hops[track.at[now] ?? 0];
  return (
    <svg
      className={classes.way}
      width={width}
      height={WAY_HEIGHT}
      aria-hidden="true"
      onPointerDown={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const share = (event.clientX - box.left - left - 8) / (width - left - 16);
        onSlot(Math.round(Math.max(0, Math.min(1, share)) * (count - 1)));
      }}
    >
      {LAYERS.map((layer, index) => (
        <g key={layer} data-layer={layer}>
          <rect
            x={left}
            y={index * BAND}
            width={width - left}
            height={BAND - 1}
            className={classes.band}
          />
          <text x={2} y={index * BAND + 15} className={classes.layer}>
            {width < 560 ? `L${layer}` : `L${layer} ${NAMES[layer]}`}
          </text>
        </g>
      ))}
      {phases.map((phase, index) => (
        <rect
          key={phase.name}
          x={edge(phase.from) + 1}
          y={places}
          width={until(phase) - edge(phase.from) - 2}
          height={STREET - NAMES_ROW - 2}
          rx={index === 2 ? 0 : 4}
          className={index === 2 ? classes.cable : index % 4 === 0 ? classes.pod : classes.node}
        />
      ))}
      {outer.length > 0 ? (
        <rect
          x={edge(outer[0] ?? 0)}
          y={places + 4}
          width={edge((outer.at(-1) ?? 0) + 1) - edge(outer[0] ?? 0)}
          height={14}
          rx={7}
          className={classes.tunnel}
        />
      ) : null}
      <path d={path} className={classes.line} />
      {track.endsAt >= 0 ? (
        <path
          d={`M${x(end) - 6},${(points.at(-1)?.[1] ?? 0) - 6}l12,12m0,-12l-12,12`}
          className={classes.end}
        />
      ) : null}
      <line x1={x(now)} x2={x(now)} y1={0} y2={WAY_HEIGHT - 6} className={classes.cursor} />
      {phases.map((phase) => {
        const { text, middle } = nameAbove(phase.name, edge(phase.from), until(phase), width);
        return (
          <text key={phase.name} x={middle} y={street + 11} className={classes.place}>
            {text}
          </text>
        );
      })}
      <g
        className={classes.packet}
        style={{ transform: `translate(${x(now)}px, ${places + 11}px)` }}
      >
        {current?.outer ? (
          <rect x={-15} y={-9} width={30} height={18} rx={3} className={classes.wrap} />
        ) : null}
        <rect x={-9} y={-5} width={18} height={10} rx={2} className={classes.inner} />
      </g>
    </svg>
  );
}

const NAMES: Readonly<Record<Layer, string>> = {
  7: 'application',
  4: 'transport',
  3: 'network',
  2: 'link',
};

export interface Part {
  readonly key: string;
  readonly protocol: EnvelopeLayer['protocol'];
  readonly osi: Layer;
  readonly bytes: number;
  readonly isNew: boolean;
}

interface StackProps {
  readonly parts: readonly Part[];
  /** a packet that the kernel refused to make */
  readonly isGhost: boolean;
  /** bytes that the whole width stands for, the same in both lanes */
  readonly scale: number;
  readonly mtu: number;
}

export const PROTOCOLS = {
  ethernet: 'Ethernet',
  arp: 'ARP',
  ipv4: 'IPv4',
  icmp: 'ICMP',
  udp: 'UDP',
  tcp: 'TCP',
  vxlan: 'VXLAN',
  dns: 'DNS',
  http: 'HTTP',
  data: 'data',
} as const;

/** The headers as one bar, each as wide as its bytes, against the MTU that the packet must fit. */
export function Stack({ parts, isGhost, scale, mtu }: StackProps) {
  const frame = parts[0]?.protocol === 'ethernet' ? parts[0].bytes : 0;
  const total = parts.reduce((sum, part) => sum + part.bytes, 0);
  const limit = frame + mtu;
  const share = (bytes: number) => `${(100 * bytes) / scale}%`;
  return (
    <div className={classes.stack}>
      <div className={classes.bar} aria-hidden="true" data-ghost={isGhost}>
        {parts.map((part) => (
          <span
            key={part.key}
            data-layer={part.osi}
            data-new={part.isNew}
            style={{ width: share(part.bytes) }}
          />
        ))}
        {limit < scale ? (
          <i style={{ left: share(limit) }} data-over={total > limit}>
            <b data-left={limit > scale / 2}>MTU {mtu}</b>
          </i>
        ) : null}
      </div>
      <ul aria-label={`Headers, ${total} bytes in all`}>
        {parts.map((part) => (
          <li key={part.key} data-layer={part.osi} data-new={part.isNew}>
            {PROTOCOLS[part.protocol]} {part.bytes}
          </li>
        ))}
        <li>
          <strong>
            {isGhost ? 'would be ' : ''}
            {total} bytes
          </strong>
          {total > limit ? `, ${total - limit} too many for the MTU ${mtu}` : ` (MTU ${mtu})`}
        </li>
      </ul>
    </div>
  );
}
