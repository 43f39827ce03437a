/** Vite plugin: what content/ holds, as modules of plain data. */
import path from 'node:path';
import type { Plugin } from 'vite';
import { readGlossary } from './glossary';
import { homeTrace } from './home-trace';
import { readOutlines } from './outline';
import { quizFiles, readQuiz } from './quiz';
import { variedClusters } from './quiz/variants';
import { readFindable } from './search';
import { answerTable } from '../sim/diagnose/answers';
import { objectsOf, readManifestFile } from './worlds';

const PREFIX = '\0podpath:';

const DATA: Readonly<Record<string, () => unknown>> = {
  quiz: readQuiz,
  'quiz-clusters': () => variedClusters().map(({ id, text }) => ({ id, text })),
  glossary: readGlossary,
  outlines: readOutlines,
  search: readFindable,
  home: homeTrace,
  'answers/lesson': () => answerTable(objectsOf('lesson')),
  'manifest/lesson': () => readManifestFile('lesson'),
};

export function podpathContent(): Plugin {
  return {
    name: 'podpath-content',
    resolveId: (id) =>
      id.startsWith('virtual:podpath/') ? PREFIX + id.slice('virtual:podpath/'.length) : null,
    load(id) {
      if (!id.startsWith(PREFIX)) return null;
      const name = id.slice(PREFIX.length);
      if (name === 'quiz') for (const file of quizFiles()) this.addWatchFile(path.resolve(file));
      const read = DATA[name] ?? (() => objectsOf(name.replace('cluster/', '')));
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(read()))});`;
    },
  };
}
