import Lesson from '../../content/lessons/osi-meets-kubernetes/index.mdx';
import { components } from './prose/components';
import './prose/prose.css';

/** The lesson: plain text with pictures as islands. */
export function LessonPage() {
  return (
    <article className="lesson">
      <Lesson components={components} />
    </article>
  );
}
