/** What the recorder of a folder listened to, and which flows it therefore knows. */
import type { KernelPlan } from '../../sim/plan';
import { fieldNumber } from './frame-fields';
import type { Golden } from './golden';
import type { Watch } from './watch';

export function tunnelPorts(plan: KernelPlan): ReadonlySet<number> {
  const ports = new Set([4789, 8472]);
  for (const namespace of Object.values(plan.namespaces)) {
    for (const link of Object.values(namespace.links)) if (link.vxlan) ports.add(link.vxlan.port);
  }
  return ports;
}

/** The recorder listened everywhere except on the bridge device of the switch itself and inside the pods' lo. */
export function isTapped(plan: KernelPlan, namespace: string, device: string): boolean {
  const owner = plan.namespaces[namespace];
  if (device === 'lo') return owner?.role === 'node';
  return !(owner?.role === 'switch' && owner.links[device]?.kind === 'bridge');
}

export function portPairs(golden: Golden, watch: Watch): (readonly [number, number])[] {
  const pairs = new Map<string, readonly [number, number]>();
  for (const sighting of golden.sightings) {
    const fields = watch.fields(sighting);
    for (const field of fields) {
      const [, prefix = '', what = ''] = /^(.*)\.(sport|id)$/.exec(field.name) ?? [];
      if (!what || prefix.endsWith('ip')) continue;
      const other = fields.find((entry) => entry.name === `${prefix}.dport`) ?? field;
      const pair = [
        fieldNumber(sighting.bytes, field),
        fieldNumber(sighting.bytes, other),
      ] as const;
      pairs.set(pair.join(' '), pair);
    }
  }
  return [...pairs.values()];
}
