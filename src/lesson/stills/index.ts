/** Every piece that is a picture, at rest. */
import { dice } from './dice';
import { lanes } from './lanes';
import { threeNetworks } from './networks';
import { type Draw, STILL_WIDTH } from './still';
import { clusterIpTrace, walkCrossNode, walkSameNode } from './trace';

export { STILL_WIDTH };

type Numbers = Readonly<Record<string, number>>;

export const STILLS = {
  'three-networks': threeNetworks,
  'walk-same-node': walkSameNode,
  'walk-cross-node': walkCrossNode,
  'vxlan-vs-bgp': lanes,
  'service-rules': dice,
  'clusterip-trace': clusterIpTrace,
} as const satisfies Readonly<Record<string, Draw<Numbers>>>;
