/** Every page of the site, by file name. A new page is one entry here; all of them lie in one folder. */
import type { ComponentType, ReactElement } from 'react';
import outlines from 'virtual:podpath/outlines';
import { components } from '../lesson/prose/components';
import { TeacherPage } from '../lesson/quiz/TeacherPage';
import { Glossary } from './pages/Glossary';
import { Home } from './pages/Home';
import { HowDoYouKnow } from './pages/HowDoYouKnow';
import { NotFound } from './pages/NotFound';
import { Shell } from './Shell';

interface Page {
  readonly title: string;
  readonly description: string;
  readonly body: ReactElement;
  /** modules whose styles the first paint needs besides those of the shell */
  readonly styledBy?: readonly string[];
}

type Mdx = ComponentType<{ readonly components: typeof components }>;
const texts = import.meta.glob<{ default: Mdx }>('../../content/lessons/*/index.mdx', {
  eager: true,
});

const plain = (
  file: string,
  title: string,
  description: string,
  content: ReactElement,
  styledBy: readonly string[] = [],
): [string, Page] => [
  file,
  {
    title: `${title} · Podpath`,
    description,
    body: <Shell file={file}>{content}</Shell>,
    styledBy,
  },
];

const lessons = outlines.map((lesson): [string, Page] => {
  const Text = texts[`../../content/lessons/${lesson.id}/index.mdx`]?.default;
  if (!Text) throw new Error(`the lesson ${lesson.id} has no text`);
  const file = `${lesson.id}.html`;
  return [
    file,
    {
      title: `${lesson.title} · Podpath`,
      description: lesson.description,
      body: (
        <Shell file={file} lesson={lesson}>
          <article className="lesson" data-lesson={lesson.id}>
            <Text components={components} />
          </article>
        </Shell>
      ),
    },
  ];
});

export const pages: ReadonlyMap<string, Page> = new Map([
  [
    'index.html',
    {
      title: 'Podpath: Kubernetes networking, running in this tab',
      description: 'Kubernetes networking, simulated in this tab down to the header bytes.',
      body: (
        <Shell file="index.html">
          <Home />
        </Shell>
      ),
      styledBy: ['src/app/home/HomePicture.tsx'],
    },
  ],
  ...lessons,
  plain('glossary.html', 'Glossary', 'The words of Kubernetes networking, exactly.', <Glossary />),
  plain(
    'how-do-you-know.html',
    'How do you know?',
    'What the simulation is compared with, and where it is simpler than the real thing.',
    <HowDoYouKnow />,
  ),
  plain(
    'teacher.html',
    'For teachers',
    'Every question with its key and feedback.',
    <TeacherPage />,
    ['src/lesson/quiz/Quiz.tsx'],
  ),
  plain('404.html', 'No such page', 'This address leads nowhere.', <NotFound />),
]);
