/** All faults. Adding one is a record in a file of this folder and one line here. */
import type { FaultId, WorldOptions } from '../world';
import { MTU_BLACK_HOLE, OVERLAY_PORT_BLOCKED, POLICY_DROP } from './network-faults';
import { DNS_NAME_TYPO, SERVICE_SELECTOR_TYPO, WRONG_TARGET_PORT } from './service-faults';
import type { Fault } from './types';
import {
  COREDNS_DOWN,
  LISTENS_ON_LOCALHOST,
  NO_READY_POD,
  ONE_DEAD_BACKEND,
} from './workload-faults';

export const FAULTS: Readonly<Record<FaultId, Fault>> = {
  'service-selector-typo': SERVICE_SELECTOR_TYPO,
  'dns-name-typo': DNS_NAME_TYPO,
  'wrong-target-port': WRONG_TARGET_PORT,
  'no-ready-pod': NO_READY_POD,
  'one-dead-backend': ONE_DEAD_BACKEND,
  'listens-on-localhost': LISTENS_ON_LOCALHOST,
  'policy-drop': POLICY_DROP,
  'overlay-port-blocked': OVERLAY_PORT_BLOCKED,
  'coredns-down': COREDNS_DOWN,
  'mtu-black-hole': MTU_BLACK_HOLE,
};

export const FAULT_IDS = Object.keys(FAULTS) as readonly FaultId[];

/** Options of the repaired world: the same, without the fault. */
export const repaired = (options: WorldOptions, id: FaultId): WorldOptions => ({
  ...options,
  faults: options.faults.filter((fault) => fault !== id),
});

/** The name that the client asks for in a world with these faults. */
export const clientNameOf = (options: WorldOptions): string =>
  options.faults.map((id) => FAULTS[id].clientName).find((name) => name !== undefined) ??
  'my-service';
