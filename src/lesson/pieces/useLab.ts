import { use } from 'react';
import { type Lab, loadLab } from '../../state/worlds';

/** The simulator and the embedded cluster; suspends until they are loaded. */
export const useLab = (): Lab => use(loadLab());
