import MiniSearch from 'minisearch';
import findable from 'virtual:podpath/search';
import { COMMANDS } from './commands';

export interface Found {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** where it leads; a command has none and runs */
  readonly href?: string;
  readonly run?: () => void;
}

const KINDS = {
  section: 'lesson',
  picture: 'picture',
  term: 'glossary',
  command: 'in the terminal',
  fault: 'fault',
} as const;

const ALL: readonly (Found & { readonly text: string })[] = [
  ...COMMANDS.map(({ id, title, words, run }) => ({ id, title, text: words, kind: 'do', run })),
  ...findable.map(({ id, kind, title, text, href }) => ({
    id: String(id),
    kind: KINDS[kind],
    title,
    text,
    href,
  })),
];

const index = new MiniSearch({
  fields: ['title', 'text'],
  searchOptions: { boost: { title: 3 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
});
index.addAll(ALL);
const byId = new Map(ALL.map((entry) => [entry.id, entry]));
const LIMIT = 20;

/** The best matches first; without a question, what can be done and the sections of the lesson. */
export function find(question: string): readonly Found[] {
  if (question.trim() === '')
    return ALL.filter(({ kind }) => kind === 'do' || kind === 'lesson').slice(0, LIMIT);
  return index
    .search(question)
    .slice(0, LIMIT)
    .flatMap(({ id }) => byId.get(String(id)) ?? []);
}
