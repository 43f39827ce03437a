import { Island } from './Island';
import type { pieces } from './pieces/registry';

interface Props {
  readonly name: keyof typeof pieces;
  readonly title: string;
  readonly takeaway: string;
  /** where the model behind this picture is simpler than the real thing */
  readonly simplified: string;
}

/** A picture as an island: its text is in the page, its code comes when the learner does. */
export function Scene({ name, title, takeaway, simplified }: Props) {
  return (
    <section className="scene" id={`scene-${name}`} aria-label={title}>
      <div className="figure-head">
        <h3>{title}</h3>
        <p>{takeaway}</p>
        {name === 'lab' ? null : (
          <a className="to-lab" href={`?lab=start:${name}#scene-lab`}>
            Open this cluster in the lab
          </a>
        )}
        <details className="simplified">
          <summary>Simplified in this picture</summary>
          <p>
            {simplified} <a href="how-do-you-know.html">What is compared with a real kernel</a>
          </p>
        </details>
      </div>
      <Island name="scene" data={{ name, title }}>
        <div className="waiting">The picture starts when you come near.</div>
      </Island>
    </section>
  );
}
