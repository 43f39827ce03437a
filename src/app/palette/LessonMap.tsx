import { useStore } from 'zustand';
import { progress } from '../../state/progress';
import { Dialog } from './Dialog';

/** The sections of the open lesson, ticked off as they are read; read from the page itself. */
export function LessonMap({ onClose }: { readonly onClose: () => void }) {
  const visited = useStore(progress, (state) => state.visited);
  const article = document.querySelector<HTMLElement>('[data-lesson]');
  const lesson = article?.dataset.lesson ?? '';
  const headings = [...(article?.querySelectorAll<HTMLElement>(':scope > [id]:is(h2, h3)') ?? [])];
  const read = headings.filter(({ id }) => visited[`${lesson}#${id}`]).length;
  return (
    <Dialog label="Map of this lesson" className="dialog" onClose={onClose}>
      <h2>Map of this lesson</h2>
      <p>
        {read} of {headings.length} sections read
      </p>
      <progress value={read} max={headings.length} aria-label="Sections read" />
      <ol className="map">
        {headings.map((heading) => {
          const isRead = visited[`${lesson}#${heading.id}`] === true;
          return (
            <li key={heading.id} data-depth={heading.localName.slice(1)}>
              <a
                href={`#${heading.id}`}
                data-read={isRead ? '' : undefined}
                aria-label={`${heading.textContent}${isRead ? ', read' : ''}`}
                onClick={onClose}
              >
                {heading.textContent}
              </a>
            </li>
          );
        })}
      </ol>
      <button type="button" onClick={onClose}>
        Close
      </button>
    </Dialog>
  );
}
