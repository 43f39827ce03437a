import entries from 'virtual:podpath/glossary';
import outlines from 'virtual:podpath/outlines';
import { Prose } from '../../lesson/prose/Prose';

const titleOf = (place: string): string => {
  const [lesson, id] = place.split('#');
  const outline = outlines.find((entry) => entry.id === lesson);
  return outline?.sections.find((section) => section.id === id)?.title ?? place;
};
const hrefOf = (place: string): string => `./${place.replace('#', '.html#')}`;

/** Every term with its definition, its layer and the place that shows it. */
export function Glossary() {
  return (
    <article className="lesson">
      <h1>Glossary</h1>
      <p className="lead">{entries.length} terms, each as exact as one or two sentences can be.</p>
      <dl className="glossary">
        {entries.map((entry) => (
          <div key={entry.id} id={entry.id}>
            <dt>
              {entry.term}
              {entry.layer ? (
                <span className="layer" data-layer={entry.layer}>
                  L{entry.layer}
                </span>
              ) : null}
            </dt>
            <dd>
              <Prose text={entry.text} />
              {entry.at ? (
                <>
                  {' '}
                  See <a href={hrefOf(entry.at)}>{titleOf(entry.at)}</a>.
                </>
              ) : null}
              {entry.see.length > 0 ? (
                <>
                  {' '}
                  Related:{' '}
                  {entry.see.map((id, index) => (
                    <span key={id}>
                      {index > 0 ? ', ' : ''}
                      <a href={`#${id}`}>{entries.find((other) => other.id === id)?.term}</a>
                    </span>
                  ))}
                  .
                </>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
