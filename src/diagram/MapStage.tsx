import type { ReactNode } from 'react';
import type { Cutaway as Layout, Network, Rect } from '../scene/cutaway';
import { Names, Scenery } from './Scenery';
import classes from './cutaway.module.css';

interface Props {
  readonly layout: Layout;
  readonly hidden: readonly Network[];
  readonly title: string;
  /** marks above the picture, in its own coordinates */
  readonly marks?: ReactNode;
  /** what can be pointed at: elements placed with `placeStyle` */
  readonly children?: ReactNode;
}

/** The cutaway as a map: networks can be taken away, and everything on it can be pointed at. */
export function MapStage({ layout, hidden, title, marks, children }: Props) {
  return (
    <div className={classes.stage} data-hidden={hidden.join(' ')}>
      <svg viewBox={`0 0 ${layout.width} ${layout.height}`} role="img" aria-label={title}>
        <Scenery layout={layout} />
        <Names layout={layout} />
        {marks}
      </svg>
      {children}
    </div>
  );
}

const SMALLEST_TARGET = 24;

/** Lays an element over a part of the picture, in shares of it, and never smaller than a fingertip needs. */
export function placeStyle(layout: Layout, { x, y, width, height }: Rect) {
  const grown = Math.max(0, SMALLEST_TARGET - height) / 2;
  const wider = Math.max(0, SMALLEST_TARGET - width) / 2;
  const share = (part: number, whole: number) => `${((part / whole) * 100).toFixed(3)}%`;
  return {
    left: share(x - wider, layout.width),
    top: share(y - grown, layout.height),
    width: share(width + 2 * wider, layout.width),
    height: share(height + 2 * grown, layout.height),
  };
}
