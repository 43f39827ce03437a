/** Every CNI that a world can run. Adding one is one file and one line here. */
import type { CniName } from '../world';
import { CALICO_BGP, CALICO_VXLAN } from './calico';
import { FLANNEL } from './flannel';
import type { Cni } from './types';

export const CNIS: Readonly<Record<CniName, Cni>> = {
  flannel: FLANNEL,
  calico: CALICO_BGP,
  'calico-vxlan': CALICO_VXLAN,
};
