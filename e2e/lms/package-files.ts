/** Puts the content of a package on the server of the tests, as a platform would unpack it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { piecesOf } from '../../src/course/build/html';
import { lessonScenes } from '../../src/course/build/scenes';
import type { Format } from '../../src/course/package/manifests';
import { packageFiles } from '../../src/course/package/package';
import { scriptOf } from '../../src/course/package/scripts';
import type { Hosts } from './hosts';

export function servePackage(hosts: Hosts, format: Format, name: string, pass = 0.8): string {
  const piece = piecesOf(lessonScenes()).find((entry) => entry.name === name);
  if (!piece) throw new Error(`there is no piece ${name}`);
  const script = readFileSync(path.join('dist', scriptOf(name)));
  const folder = `${format}-${name}`;
  for (const [file, content] of Object.entries(packageFiles({ format, piece, pass, script })))
    hosts.files.set(
      `${folder}/${file}`,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    );
  return `/package/${folder}/index.html`;
}
