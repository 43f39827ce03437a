/** Sections of the lessons with their plain text: for the map, the search and links that must lead somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

const FOLDER = 'content/lessons';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly depth: number;
  readonly text: string;
  /** commands whose output the section shows */
  readonly commands: readonly string[];
  /** titles of the pictures it holds, by name */
  readonly scenes: Readonly<Record<string, string>>;
}

export interface LessonOutline {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly sections: readonly Section[];
}

const cache = new Map<string, LessonOutline>();

export function readOutlines(): readonly LessonOutline[] {
  return readdirSync(FOLDER)
    .filter((name) => existsSync(`${FOLDER}/${name}/index.mdx`))
    .sort()
    .map((name) => outlineOf(name, readFileSync(`${FOLDER}/${name}/index.mdx`, 'utf8')));
}

export function outlineOf(id: string, mdx: string): LessonOutline {
  const known = cache.get(mdx);
  if (known) return known;
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(mdx);
  const front = parse(match?.[1] ?? '{}') as { title?: string; description?: string };
  const parts = (match?.[2] ?? mdx).split(/^(?=#{2,3} )/m);
  const sections = parts.flatMap((part): readonly Section[] => {
    const heading = /^(#{2,3}) (.+?) \[#([\w-]+)\]\s*$/m.exec(part);
    if (!heading) return [];
    return [
      {
        id: heading[3] ?? '',
        title: plain(heading[2] ?? ''),
        depth: heading[1]?.length ?? 2,
        text: plain(part.slice(heading[0].length)),
        commands: [...part.matchAll(/<Terminal[^>]*?\srun="([^"]*)"/g)].map((found) =>
          (found[1] ?? '').replaceAll('&quot;', '"'),
        ),
        scenes: Object.fromEntries(
          [...part.matchAll(/<Scene\s+name="([^"]*)"\s+title="([^"]*)"/g)].map((found) => [
            found[1],
            found[2],
          ]),
        ),
      },
    ];
  });
  const outline = { id, title: front.title ?? id, description: front.description ?? '', sections };
  cache.set(mdx, outline);
  return outline;
}

export const hasSection = (place: string): boolean =>
  readOutlines().some(({ id, sections }) =>
    sections.some((section) => `${id}#${section.id}` === place),
  );

/** Words only: no tags, no Markdown marks. */
const plain = (text: string): string =>
  text
    .replaceAll(/<Option[^>]*>|<[^>]*>|[*`|]|\[#[\w-]+\]|^[-\d.]+ /gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
