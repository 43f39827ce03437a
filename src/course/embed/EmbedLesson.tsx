import { type ComponentProps, lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import Lesson from '../../../content/lessons/osi-meets-kubernetes/index.mdx';
import { components } from '../../lesson/prose/components';
import { PageLink } from '../../lesson/SiteLink';
import type { Learner } from '../learner';
import { EmbedScene } from './EmbedScene';
import { currentStep } from '../steps';
import { lessonSections } from './pieces';

interface Props {
  readonly learner: Learner;
  readonly step: string;
}

const Quiz = lazy(() =>
  import('../../lesson/quiz/Quiz').then((module) => ({ default: module.Quiz })),
);

/** What is an island in the page of the site is alive from the beginning here, and other pages may not be there. */
const vocabulary = {
  ...components,
  Scene: EmbedScene,
  Quiz: () => (
    <Suspense fallback={<p className="waiting">The quiz is starting …</p>}>
      <Quiz />
    </Suspense>
  ),
  Term: ({ id, children }: { readonly id: string; readonly children?: ReactNode }) => (
    <span className="term" data-term={id}>
      <PageLink to={`glossary.html#${id}`}>{children}</PageLink>
    </span>
  ),
  a: ({ href = '', children, ...rest }: ComponentProps<'a'>) =>
    /^[a-z-]+\.html/.test(href) ? (
      <PageLink to={href}>{children}</PageLink>
    ) : (
      <a href={href} {...(href.startsWith('#') ? {} : TAB)} {...rest}>
        {children}
      </a>
    ),
};
const TAB = { target: '_blank', rel: 'noopener noreferrer' };

/** The whole lesson inside a course: notes which sections were read, and begins where the learner was. */
export function EmbedLesson({ learner, step }: Props) {
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    const root = article.current;
    if (!root) return undefined;
    const headings = lessonSections.flatMap((id) => root.querySelector(`#${CSS.escape(id)}`) ?? []);
    const begin = step === '' ? null : root.querySelector(`#${CSS.escape(currentStep(step))}`);
    // The first picture must not move the text away after the jump, so the jump waits for the layout.
    if (begin) requestAnimationFrame(() => begin.scrollIntoView());
    const observer = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) learner.visit(target.id);
      }
    });
    for (const heading of headings) observer.observe(heading);
    return () => observer.disconnect();
  }, [learner, step]);
  return (
    <article className="lesson" ref={article}>
      <Lesson components={vocabulary} />
    </article>
  );
}
