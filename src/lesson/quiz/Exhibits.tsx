import type { Exhibit } from '../../quiz';
import classes from './exhibits.module.css';

/** Output of the simulated cluster that belongs to a question. */
export function Exhibits({ exhibits }: { readonly exhibits: readonly Exhibit[] }) {
  if (exhibits.length === 0) return null;
  return (
    <div className={classes.exhibits}>
      {exhibits.map((exhibit) => (
        <figure
          key={`${exhibit.at}${exhibit.command}`}
          className={classes.exhibit}
          aria-label={`${exhibit.command}, typed in ${exhibit.at}`}
        >
          <figcaption>{exhibit.at}</figcaption>
          {/* wide output scrolls in its own frame, which the keyboard must reach */}
          <pre tabIndex={0}>
            <b>$ {exhibit.command}</b>
            {'\n'}
            {exhibit.output}
          </pre>
        </figure>
      ))}
    </div>
  );
}
