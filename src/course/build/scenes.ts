/** Reads titles of pictures and slugs of sections from the lesson, so that they are written once. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

export interface LessonScenes {
  readonly scenes: readonly {
    readonly name: string;
    readonly title: string;
    readonly takeaway: string;
    readonly simplified: string;
  }[];
  /** ids of the headings, in order */
  readonly sections: readonly string[];
}

const FILE = 'content/lessons/osi-meets-kubernetes/index.mdx';
const NAME = 'virtual:course/scenes';

export function readScenes(text: string): LessonScenes {
  const scenes = [...text.matchAll(/<Scene\b([\s\S]*?)\/>/g)].map((match) => {
    const of = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(match[1] ?? '')?.[1] ?? '';
    return {
      name: of('name'),
      title: of('title'),
      takeaway: of('takeaway'),
      simplified: of('simplified'),
    };
  });
  const sections = [...text.matchAll(/^##\s.*\[#([\w-]+)\]\s*$/gm)].map((match) => match[1] ?? '');
  return { scenes, sections };
}

export const lessonScenes = (root = process.cwd()): LessonScenes =>
  readScenes(readFileSync(path.join(root, FILE), 'utf8'));

export function podpathScenes(): Plugin {
  return {
    name: 'podpath-scenes',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load(id) {
      if (id !== `\0${NAME}`) return null;
      this.addWatchFile(path.resolve(FILE));
      return `export default ${JSON.stringify(lessonScenes())};`;
    },
  };
}
