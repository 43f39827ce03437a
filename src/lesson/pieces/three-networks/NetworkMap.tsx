import type { CSSProperties } from 'react';
import { MapStage, placeStyle } from '../../../diagram/MapStage';
import type { Cutaway as Layout, Network, Rect } from '../../../scene/cutaway';
import { type Component, partKey, type SearchStep } from './model';
import classes from './networks.module.css';

interface Props {
  readonly layout: Layout;
  readonly components: readonly Component[];
  readonly hidden: readonly Network[];
  readonly chosen: string;
  readonly onPoint: (key: string | null) => void;
  readonly onChoose: (key: string) => void;
  /** interfaces that the search has looked at so far */
  readonly searched: readonly SearchStep[];
  readonly isSearching: boolean;
}

/** The whole cluster with a button on each of its parts, and the glass of the search above it. */
export function NetworkMap(props: Props) {
  const { layout, components, hidden, chosen, onPoint, onChoose, searched, isSearching } = props;
  const last = searched.at(-1);
  const lens = last && isSearching ? rectOfStep(layout, last) : null;
  return (
    <MapStage
      layout={layout}
      hidden={hidden}
      title="The cluster cut open: the service network above, pods in the houses, the node network in the ground"
      marks={<Crosses layout={layout} searched={searched} />}
    >
      {components.map((component) => {
        const rect = rectOf(layout, component);
        if (!rect || hidden.includes(component.network)) return null;
        const key = partKey(component);
        return (
          <button
            key={component.id}
            type="button"
            className={classes.part}
            data-network={component.network}
            data-addr={component.address.split('/')[0]}
            aria-pressed={key === chosen}
            style={placeStyle(layout, rect)}
            onFocus={() => onPoint(key)}
            onBlur={() => onPoint(null)}
            onPointerEnter={() => onPoint(key)}
            onPointerLeave={() => onPoint(null)}
            onClick={() => onChoose(key)}
          >
            <span className="visually-hidden">
              {component.name} {component.address}
            </span>
          </button>
        );
      })}
      {lens ? <Lens layout={layout} rect={lens} step={last} /> : null}
    </MapStage>
  );
}

function Lens({
  layout,
  rect,
  step,
}: {
  readonly layout: Layout;
  readonly rect: Rect;
  readonly step: SearchStep | undefined;
}) {
  const x = rect.x + rect.width / 2;
  const y = rect.y + rect.height / 2;
  const style = {
    transform: `translate(${(x / layout.width) * 100}%, ${(y / layout.height) * 100}%)`,
  } satisfies CSSProperties;
  const side = x > layout.width / 2 ? classes.sayLeft : classes.say;
  return (
    <div className={classes.lens} style={style} aria-hidden="true">
      <svg viewBox="-30 -30 60 60" width={60} height={60}>
        <circle r={17} />
        <path d="M12,12L25,25" />
      </svg>
      <span className={side}>
        {step?.device}: {step?.addresses.join(', ') || 'no address'}
      </span>
    </div>
  );
}

function Crosses({
  layout,
  searched,
}: {
  readonly layout: Layout;
  readonly searched: readonly SearchStep[];
}) {
  const rects = searched.flatMap((step) => {
    const rect = step.device === 'lo' ? null : rectOfStep(layout, step);
    return rect ? [{ id: `${step.namespace}/${step.device}`, ...rect }] : [];
  });
  return (
    <g className={classes.crosses}>
      {rects.map(({ id, x, y, width }) => (
        <path key={id} d={`M${x + width - 9},${y - 2}l8,8m0,-8l-8,8`} />
      ))}
    </g>
  );
}

function rectOf(layout: Layout, component: Component): Rect | null {
  const { id, kind, address } = component;
  if (kind === 'service') return layout.services.find((chip) => chip.address === address) ?? null;
  if (kind === 'node') return layout.houses.find((house) => house.id === id)?.lintel ?? null;
  return layout.places.find((place) => place.id === id) ?? null;
}

/** The device itself; for the loopback, the desk or the room that it belongs to. */
function rectOfStep(layout: Layout, { namespace, device }: SearchStep): Rect | null {
  return (
    layout.places.find((place) => place.id === `${namespace}/${device}`) ??
    layout.places.find((place) => place.id === namespace) ??
    layout.houses.find((house) => house.id === namespace)?.desk ??
    null
  );
}
