export { layoutCutaway } from './layout';
export { type Leg, legsOf, litBy, svgPath } from './path';
export { wrap } from './text';
export type {
  Cutaway,
  House,
  Network,
  Place,
  Point,
  Rect,
} from './types';
