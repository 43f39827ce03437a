/** Builds the clusters of content/ at build time, for everything that must be computed and not typed. */
import { readFileSync } from 'node:fs';
import { buildWorld } from '../sim/cluster';
import { type ManifestFile, readManifests } from '../sim/kube/manifest';
import type { AnyObject } from '../sim/kube/types';
import type { Problem } from '../sim/result';
import type { World, WorldOptions } from '../sim/world';

export const clusterFile = (name: string): string => `content/clusters/${name}.yaml`;

const describe = (problem: Problem): string =>
  `${problem.file ?? ''}:${problem.line ?? 0}:${problem.column ?? 0}: ${problem.message} ${problem.hint}`;

export const readManifestFile = (name: string): ManifestFile => ({
  file: clusterFile(name),
  text: readFileSync(clusterFile(name), 'utf8'),
});

/** Throws with file, line and column: a cluster that does not build must fail the build. */
export function objectsOf(name: string): readonly AnyObject[] {
  const read = readManifests([readManifestFile(name)]);
  if (!read.ok) throw new Error(read.error.map(describe).join('\n'));
  return read.value;
}

/** A cluster, or several files on top of one another: "lesson+networkpolicy". */
export function worldOf(name: string, options: Partial<WorldOptions> = {}): World {
  const built = buildWorld(name.split('+').flatMap(objectsOf), options);
  if (!built.ok) throw new Error(built.error.map(describe).join('\n'));
  return built.value;
}
