import type { ReactNode } from 'react';
import type { LessonOutline } from '../authoring/outline';
import { Settings } from './Settings';

interface Props {
  readonly file: string;
  readonly lesson?: LessonOutline;
  readonly children: ReactNode;
}

const LINKS = [
  { file: 'osi-meets-kubernetes.html', label: 'Lesson' },
  { file: 'glossary.html', label: 'Glossary' },
  { file: 'how-do-you-know.html', label: 'How do you know?' },
] as const;

/** What stands around every page. Rendered at build; src/app/client.ts wires its buttons. */
export function Shell({ file, lesson, children }: Props) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="bar">
        <a className="wordmark" href="./index.html" aria-current={currentIf(file === 'index.html')}>
          Podpath
        </a>
        <nav aria-label="Site">
          {LINKS.map((link) => (
            <a key={link.file} href={`./${link.file}`} aria-current={currentIf(link.file === file)}>
              {link.label}
            </a>
          ))}
        </nav>
        <div className="tools">
          {lesson ? (
            <a href="./index.html#contents" data-open="map">
              Map
            </a>
          ) : null}
          <button
            type="button"
            data-open="palette"
            data-needs-js=""
            aria-keyshortcuts="Control+K /"
          >
            Search <kbd>Ctrl K</kbd>
          </button>
          <button type="button" popoverTarget="settings" data-needs-js="">
            Settings
          </button>
        </div>
      </header>
      <Settings />
      <div id="notice" className="notice" role="status" hidden>
        <p />
        <button type="button" data-act="" hidden>
          Do it
        </button>
        <button type="button" data-dismiss="">
          Close
        </button>
      </div>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <footer className="foot">
        <p>
          Everything here is computed in this tab by a simulated cluster. Nothing is sent anywhere.
        </p>
        <p className="feet">
          <button type="button" data-needs-js="" data-open="shortcuts" aria-keyshortcuts="?">
            Keyboard shortcuts
          </button>{' '}
          <button type="button" data-needs-js="" data-print="">
            Print this page
          </button>{' '}
          <a href="./embed/index.html">Put it into a course</a>{' '}
          <a href="./teacher.html">For teachers</a>
        </p>
      </footer>
    </>
  );
}

const currentIf = (is: boolean) => (is ? ('page' as const) : undefined);

/** The lesson's sections, ticked off as they are read. */
export function SectionList({
  lesson,
  page,
}: {
  readonly lesson: LessonOutline;
  readonly page: string;
}) {
  return (
    <ol className="map">
      {lesson.sections.map((section) => (
        <li key={section.id} data-depth={section.depth}>
          <a href={`${page}#${section.id}`} data-visit={`${lesson.id}#${section.id}`}>
            {section.title}
          </a>
        </li>
      ))}
    </ol>
  );
}
