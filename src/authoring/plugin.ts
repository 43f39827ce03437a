/** Vite plugin: clusters and quiz of content/ as modules of plain data. */
import type { Plugin } from 'vite';
import { readQuiz } from './quiz';
import { objectsOf } from './worlds';

const PREFIX = '\0podpath:';

export function podpathContent(): Plugin {
  return {
    name: 'podpath-content',
    resolveId: (id) =>
      id.startsWith('virtual:podpath/') ? PREFIX + id.slice('virtual:podpath/'.length) : null,
    load(id) {
      if (!id.startsWith(PREFIX)) return null;
      const name = id.slice(PREFIX.length);
      const data = name === 'quiz' ? readQuiz() : objectsOf(name.replace('cluster/', ''));
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(data))});`;
    },
  };
}
