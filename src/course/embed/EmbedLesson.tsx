import { useEffect, useRef } from 'react';
import Lesson from '../../../content/lessons/osi-meets-kubernetes/index.mdx';
import { components } from '../../lesson/prose/components';
import type { Learner } from '../learner';
import { EmbedScene } from './EmbedScene';
import { lessonSections } from './pieces';

interface Props {
  readonly learner: Learner;
  readonly step: string;
}

const vocabulary = { ...components, Scene: EmbedScene };

/** The whole lesson inside a course: notes which sections were read, and begins where the learner was. */
export function EmbedLesson({ learner, step }: Props) {
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    const root = article.current;
    if (!root) return undefined;
    const headings = lessonSections.flatMap((id) => root.querySelector(`#${CSS.escape(id)}`) ?? []);
    const begin = headings.find(({ id }) => id === step);
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
