/** What can be found: sections, terms, commands, faults. Plain records; the index is made in the page that searches. */
import { FAULTS } from '../sim/fault/registry';
import { readGlossary } from './glossary';
import { readOutlines } from './outline';

export interface Findable {
  readonly id: number;
  readonly kind: 'section' | 'picture' | 'term' | 'command' | 'fault';
  readonly title: string;
  readonly text: string;
  readonly href: string;
}

export function readFindable(): readonly Findable[] {
  const found: Omit<Findable, 'id'>[] = [];
  for (const lesson of readOutlines()) {
    const page = `./${lesson.id}.html`;
    const seen = new Set<string>();
    for (const section of lesson.sections) {
      const href = `${page}#${section.id}`;
      found.push({ kind: 'section', title: section.title, text: section.text, href });
      for (const [name, title] of Object.entries(section.scenes))
        found.push({ kind: 'picture', title, text: section.title, href: `${page}#scene-${name}` });
      for (const command of section.commands) {
        if (seen.has(command)) continue;
        seen.add(command);
        found.push({ kind: 'command', title: command, text: section.title, href });
      }
    }
  }
  for (const { id, term, text } of readGlossary())
    found.push({ kind: 'term', title: term, text, href: `./glossary.html#${id}` });
  for (const fault of Object.values(FAULTS))
    found.push({
      kind: 'fault',
      title: fault.title,
      text: `${fault.symptom} ${fault.where.command}`,
      href: './osi-meets-kubernetes.html#troubleshooting',
    });
  return found.map((entry, id) => ({ id, ...entry }));
}
