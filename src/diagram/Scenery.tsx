import { memo } from 'react';
import type { Cutaway, House, Place, Rect } from '../scene/cutaway';
import { svgPath } from '../scene/cutaway';
import classes from './cutaway.module.css';

/** Everything of the cutaway that stands still: drawn once per layout and not again while the packet moves. */
export const Scenery = memo(function Scenery({ layout }: { readonly layout: Cutaway }) {
  const { width, height, ground, houses, wires, places } = layout;
  return (
    <g>
      <rect width={width} height={height} className={classes.sky} rx={6} />
      <rect y={ground} width={width} height={height - ground} className={classes.earth} />
      <line x1={0} x2={width} y1={ground} y2={ground} className={classes.turf} />
      <Ribbon layout={layout} />
      {houses.map((house) => (
        <HouseMark key={house.id} house={house} isCompact={layout.isCompact} />
      ))}
      {places
        .filter((place) => place.kind === 'room')
        .map((place) => (
          <PlaceMark key={place.id} place={place} />
        ))}
      {wires.map((wire) => (
        <path
          key={wire.id}
          d={svgPath(wire.points)}
          className={classes[wire.kind]}
          data-network={wire.network}
          data-osi={2}
        />
      ))}
      {places
        .filter((place) => place.kind !== 'room')
        .map((place) => (
          <PlaceMark key={place.id} place={place} />
        ))}
    </g>
  );
});

/** px */
const WIDE_SHEET = 190;

const box = ({ x, y, width, height }: Rect) => ({ x, y, width, height });

/** A box seen from the front with its inside: back wall, floor, ceiling and side walls. */
function Inside({ rect, depth, kind }: { rect: Rect; depth: number; kind: 'room' | 'hall' }) {
  const { x, y, width, height } = rect;
  const [r, b] = [x + width, y + height];
  const [ix, iy, ir, ib] = [x + depth, y + depth * 0.7, r - depth, b - depth];
  return (
    <g className={classes[kind]}>
      <rect {...box(rect)} className={classes.side} />
      <path d={`M${x},${b}L${ix},${ib}H${ir}L${r},${b}Z`} className={classes.floor} />
      <path d={`M${x},${y}L${ix},${iy}H${ir}L${r},${y}Z`} className={classes.ceiling} />
      <rect x={ix} y={iy} width={ir - ix} height={ib - iy} className={classes.back} />
    </g>
  );
}

function HouseMark({ house, isCompact }: { readonly house: House; readonly isCompact: boolean }) {
  const { x, y, width, height, wall, lintel, slab, desk, label, address, id } = house;
  const below = slab.y + slab.height;
  const eaves = 3;
  return (
    <g data-place={id} data-house="" className={desk ? undefined : classes.beside}>
      <path
        d={`M${x + 8},${y + height + 5}H${x + width + 10}L${x + width},${y + height}H${x}Z`}
        className={classes.shade}
      />
      <rect {...box(house)} className={classes.wall} rx={3} />
      <Inside
        kind="hall"
        depth={7}
        rect={{
          x: x + wall,
          y: y + lintel.height,
          width: width - 2 * wall,
          height: slab.y - y - lintel.height,
        }}
      />
      <Inside
        kind="hall"
        depth={isCompact ? 6 : 9}
        rect={{
          x: x + wall,
          y: below,
          width: width - 2 * wall,
          height: y + height - wall - below,
        }}
      />
      <path
        d={`M${x - eaves},${y + 5}Q${x - eaves},${y} ${x - eaves + 5},${y}H${x + width + eaves - 5}Q${x + width + eaves},${y} ${x + width + eaves},${y + 5}V${y + 8}H${x - eaves}Z`}
        className={classes.wall}
      />
      <text x={x + 9} y={y + 17.5} className={classes.nodeName}>
        {label}
      </text>
      <text
        x={isCompact ? x + 9 : desk ? x + width - 9 : x + width / 2}
        y={isCompact ? y + 31 : desk ? y + 17.5 : y + height - 20}
        textAnchor={isCompact ? 'start' : desk ? 'end' : 'middle'}
        className={desk ? classes.nodeAddress : classes.address}
        data-addr={address}
      >
        {address}
      </text>
      {desk ? (
        <g data-osi={3}>
          <path
            d={`M${desk.x + 5},${desk.y}H${desk.x + desk.width - 5}L${desk.x + desk.width},${desk.y + desk.height - 7}H${desk.x}Z`}
            className={classes.desk}
          />
          <rect
            x={desk.x}
            y={desk.y + desk.height - 7}
            width={desk.width}
            height={6}
            rx={1}
            className={classes.deskEdge}
          />
        </g>
      ) : null}
    </g>
  );
}

function Ribbon({ layout }: { readonly layout: Cutaway }) {
  const { ribbon, services, isCompact } = layout;
  return (
    <g data-network="service" data-osi={4}>
      <rect {...box(ribbon)} rx={12} className={classes.ribbon} />
      <text x={ribbon.x + 12} y={isCompact ? 17 : 24} className={classes.ribbonName}>
        service network
      </text>
      <text
        x={isCompact ? ribbon.x + ribbon.width - 12 : ribbon.x + 12}
        y={isCompact ? 17 : 39}
        textAnchor={isCompact ? 'end' : 'start'}
        className={classes.ribbonNote}
      >
        {isCompact ? 'on no interface' : 'held by no interface'}
      </text>
      {services.map((service) => (
        <g key={service.address} data-addr={service.address}>
          <rect {...box(service)} rx={7} className={classes.chip} />
          <text x={service.x + 9} y={service.y + 15} className={classes.chipName}>
            {service.name}
          </text>
          <text x={service.x + 9} y={service.y + 29} className={classes.address}>
            {service.address}
          </text>
        </g>
      ))}
    </g>
  );
}

/** One room, device or station without its name; `isLit` while the packet is read or changed there. */
export function PlaceMark({
  place,
  isLit = false,
  layer = place.layer,
}: {
  readonly place: Place;
  readonly isLit?: boolean;
  readonly layer?: Place['layer'];
}) {
  const { kind, x, y, width, height, address, network } = place;
  const className = isLit ? `${classes[kind]} ${classes.lit}` : classes[kind];
  if (kind === 'room') {
    return (
      <g data-place={place.id} data-network={network} data-addr={address}>
        <Inside rect={place} depth={6} kind="room" />
        <rect {...box(place)} className={classes.roomFrame} rx={1} />
      </g>
    );
  }
  return (
    <g
      data-place={place.id}
      data-network={kind === 'station' ? undefined : network}
      data-osi={layer}
      data-layer={layer}
      {...(address ? { 'data-addr': address } : {})}
    >
      <rect {...box(place)} rx={kind === 'app' ? 9 : 3} className={className} />
      {kind === 'port' || kind === 'nic' ? (
        <path d={`M${x + 4},${y + height - 3}h${width - 8}`} className={classes.contacts} />
      ) : null}
    </g>
  );
}

/** The names, above the way of the packet, so that no line crosses a letter. */
export const Names = memo(function Names({ layout }: { readonly layout: Cutaway }) {
  return (
    <g className={classes.names}>
      {layout.houses.map(({ id, sheet }) => (sheet ? <Blank key={id} sheet={sheet} /> : null))}
      {layout.places.map((place) => (
        <Name key={place.id} place={place} />
      ))}
    </g>
  );
});

/** The sheet lies on the desk, and so over the way of the packet. */
function Blank({ sheet }: { readonly sheet: NonNullable<House['sheet']> }) {
  return (
    <g data-osi={3}>
      <rect {...box(sheet)} className={classes.sheet} rx={2} />
      <text
        x={sheet.x + sheet.width / 2}
        y={sheet.y + sheet.height / 2 + 4}
        textAnchor="middle"
        className={classes.blank}
      >
        {sheet.width < WIDE_SHEET ? 'rule or route' : 'the rule or route that decides'}
      </text>
    </g>
  );
}

/** px; narrower than this, the longest address of a pod needs smaller letters */
const TIGHT_ROOM = 84;
/** devices that the way crosses lengthwise: it would show in the gaps of the name */
const CROSSED: ReadonlySet<Place['kind']> = new Set(['bridge', 'tunnel', 'nic', 'switch']);
/** px of one letter in the monospaced font of device names */
const MONO_WIDTH = 6.6;

function Name({ place }: { readonly place: Place }) {
  const { kind, x, y, width, height, lines, network, layer } = place;
  if (kind === 'room') {
    const indent = x + (width < 90 ? 3 : 9);
    return (
      <g data-network={network}>
        <text x={indent} y={y + 16} className={classes.label}>
          {lines[0]}
        </text>
        <text
          x={indent}
          y={y + 30}
          className={classes.address}
          data-tight={width < TIGHT_ROOM ? '' : undefined}
        >
          {lines[1]}
        </text>
      </g>
    );
  }
  const isAside = kind === 'station' && width > 54;
  return (
    <g data-network={kind === 'station' ? undefined : network} data-osi={layer}>
      {CROSSED.has(kind) && lines.length === 1 && lines[0] ? (
        <rect
          x={x + width / 2 - (lines[0].length * MONO_WIDTH) / 2}
          y={y + height / 2 - 5}
          width={lines[0].length * MONO_WIDTH}
          height={10}
          className={classes.nameBack}
        />
      ) : null}
      {lines.map((line, index) => (
        <text
          key={line}
          x={isAside ? x + 6 : x + width / 2}
          y={y + height / 2 + 4 + (index - (lines.length - 1) / 2) * 12}
          textAnchor={isAside ? 'start' : 'middle'}
          className={kind === 'station' ? classes.stationName : classes.deviceName}
          data-kind={kind}
        >
          {line}
        </text>
      ))}
    </g>
  );
}
