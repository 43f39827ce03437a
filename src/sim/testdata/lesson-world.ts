/** The lesson's cluster for tests that run packets through it. */
import { readFileSync } from 'node:fs';
import { buildWorld } from '../cluster';
import { readManifests } from '../kube/manifest';
import type { AnyObject } from '../kube/types';
import type { World, WorldOptions } from '../world';

const FILE = 'content/clusters/lesson.yaml';

export function lessonObjects(): readonly AnyObject[] {
  const objects = readManifests([{ file: FILE, text: readFileSync(FILE, 'utf8') }]);
  if (!objects.ok) throw new Error(objects.error[0]?.message);
  return objects.value;
}

export function lessonWorld(options: Partial<WorldOptions> = {}): World {
  const world = buildWorld(lessonObjects(), options);
  if (!world.ok) throw new Error(world.error[0]?.message);
  return world.value;
}
