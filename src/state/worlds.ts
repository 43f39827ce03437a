/** Worlds in the page: the simulator and the embedded cluster are loaded when the first picture needs them. */
import type { AnyObject, World, WorldOptions } from '../sim';

export interface Lab {
  readonly sim: typeof import('../sim');
  readonly objects: readonly AnyObject[];
  readonly build: (options?: Partial<WorldOptions>, objects?: readonly AnyObject[]) => World;
}

let loading: Promise<Lab> | null = null;

async function load(): Promise<Lab> {
  const [sim, cluster] = await Promise.all([
    import('../sim'),
    import('virtual:podpath/cluster/lesson'),
  ]);
  const objects = cluster.default;
  const build: Lab['build'] = (options = {}, changed = objects) => {
    const built = sim.buildWorld(changed, options);
    if (!built.ok)
      throw new Error(
        built.error.map((problem) => `${problem.message} ${problem.hint}`).join('; '),
      );
    return built.value;
  };
  return { sim, objects, build };
}

export function loadLab(): Promise<Lab> {
  loading ??= load();
  return loading;
}
