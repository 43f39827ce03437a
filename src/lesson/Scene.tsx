import { Island } from './Island';
import type { pieces } from './pieces/registry';

interface Props {
  readonly name: keyof typeof pieces;
  readonly title: string;
  readonly takeaway: string;
}

/** A picture as an island: its text is in the page, its code comes when the learner does. */
export function Scene({ name, title, takeaway }: Props) {
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
      </div>
      <Island name="scene" data={{ name, title }}>
        <div className="waiting">The picture starts when you come near.</div>
      </Island>
    </section>
  );
}
