/** Worlds and commands of the questions, each built and run once. */
import { buildWorld } from '../../sim/cluster';
import { run } from '../../sim/simulation';
import type { AnyObject } from '../../sim/kube/types';
import type { Run, World, WorldOptions } from '../../sim/world';
import type { VariedCluster } from './variants';

const worlds = new Map<string, World>();
const runs = new WeakMap<World, Map<string, Run>>();

export function worldFor(cluster: VariedCluster, options: Partial<WorldOptions>): World {
  const key = `${cluster.id} ${JSON.stringify(options)}`;
  const known = worlds.get(key);
  if (known) return known;
  const world = build(cluster.objects, options);
  worlds.set(key, world);
  return world;
}

function build(objects: readonly AnyObject[], options: Partial<WorldOptions>): World {
  const built = buildWorld(objects, options);
  if (built.ok) return built.value;
  const [problem] = built.error;
  throw new Error(`${problem?.message ?? 'the cluster cannot be built'} ${problem?.hint ?? ''}`);
}

export interface Command {
  readonly at: string;
  readonly run: string;
  readonly after?: string;
  readonly endpoint?: string;
}

export function runIn(world: World, command: Command): Run {
  const known = runs.get(world) ?? new Map<string, Run>();
  runs.set(world, known);
  const key = JSON.stringify(command);
  const done = known.get(key);
  if (done) return done;
  const result = run(before(world, command.after), command.at, command.run, {
    endpoint: command.endpoint,
  });
  if (result.exitCode === 127 || /is not modelled/.test(result.stderr))
    throw new Error(`"${command.run}" cannot be run in ${command.at}: ${result.stderr.trim()}`);
  known.set(key, result);
  return result;
}

function before(world: World, after: string | undefined): World {
  if (!after) return world;
  const [at = '', ...words] = after.split('$');
  return run(world, at.trim(), words.join('$').trim()).world;
}

export const outputOf = (result: Run): string => result.lines.map((line) => line.text).join('\n');
