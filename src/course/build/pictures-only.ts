/** Leaves out of a script what no picture needs: the modules stand there, empty. */
import path from 'node:path';
import type { Plugin } from 'vite';

const LEFT_OUT = [
  'src/lesson/quiz/Quiz.tsx',
  'src/course/embed/EmbedLesson.tsx',
  'src/lesson/pieces/lab/Piece.tsx',
  'src/lesson/pieces/troubleshoot/Piece.tsx',
];
const QUESTIONS = 'virtual:podpath/quiz';
const EMPTY = '\0podpath-left-out';

/** A package names its piece itself, so these are never asked for; if one were, its boundary would say so. */
const STUB = `const absent = () => { throw new Error('this package holds another piece'); };
export { absent as Quiz, absent as EmbedLesson, absent as Piece };
export default { objectives: [], entries: [] };`;

export function picturesOnly(root: string): Plugin {
  const files = new Set(LEFT_OUT.map((file) => path.join(root, file)));
  const found = new Set<string>();
  return {
    name: 'podpath-pictures-only',
    enforce: 'pre',
    resolveId(id) {
      return id === QUESTIONS ? EMPTY : null;
    },
    load(id) {
      if (files.has(id)) found.add(id);
      return id === EMPTY || files.has(id) ? STUB : null;
    },
    buildEnd(error) {
      // A module that was renamed would come back into the script without a word.
      if (!error && found.size !== files.size)
        this.error(`${files.size - found.size} of the modules to leave out are not in the build`);
    },
  };
}
