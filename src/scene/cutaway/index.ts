export { shortestWay } from './graph';
export { type CutawayRequest, layoutCutaway } from './layout';
export { anchorOf, type Leg, legsOf, litBy, svgPath } from './path';
export { wrap } from './text';
export type {
  Cutaway,
  Graph,
  House,
  Network,
  Place,
  Point,
  Rect,
  ServiceChip,
  Wire,
} from './types';
