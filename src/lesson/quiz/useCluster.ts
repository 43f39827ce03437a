/** The cluster of a variant, built when a picture or a repair needs it. */
import { use } from 'react';
import type { World, WorldOptions } from '../../sim';

const worlds = new Map<string, Promise<World>>();

async function load(variant: number, options: Partial<WorldOptions>): Promise<World> {
  const [{ default: clusters }, { readManifests }, { buildWorld }] = await Promise.all([
    import('virtual:podpath/quiz-clusters'),
    import('../../sim/kube/manifest'),
    import('../../sim'),
  ]);
  const text = clusters[variant]?.text ?? clusters[0]?.text ?? '';
  const objects = readManifests([{ file: 'cluster.yaml', text }]);
  const built = objects.ok ? buildWorld(objects.value, options) : objects;
  if (!built.ok) throw new Error(built.error[0]?.message ?? 'the cluster cannot be built');
  return built.value;
}

/** Suspends until the world is there. */
export function useCluster(variant: number, cni: WorldOptions['cni']): World {
  const key = `${variant} ${cni}`;
  const known = worlds.get(key) ?? load(variant, { cni });
  worlds.set(key, known);
  return use(known);
}
