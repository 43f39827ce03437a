import { useContext, useEffect, useRef, useState } from 'react';
import { PageLink } from '../../lesson/SiteLink';
import { ScenePicture } from '../../lesson/ScenePicture';
import { SurroundingsContext } from '../../lesson/surroundings';

interface Props {
  readonly name: string;
  readonly title: string;
  readonly takeaway: string;
  /** where the model behind this picture is simpler than the real thing */
  readonly simplified?: string;
  /** a piece that stands alone starts at once, one of a lesson when it comes near */
  readonly startsAtOnce?: boolean;
  readonly hasHead?: boolean;
}

/** A picture that was taken out of the page; the same code as in the lesson. */
export function EmbedScene(props: Props) {
  const { name, title, takeaway, simplified, startsAtOnce = false, hasHead = true } = props;
  const place = useRef<HTMLElement>(null);
  const isNear = useNear(place, startsAtOnce);
  return (
    <section className="scene" id={`scene-${name}`} aria-label={title} ref={place}>
      {hasHead ? (
        <div className="figure-head">
          <h3>{title}</h3>
          <p>{takeaway}</p>
        </div>
      ) : null}
      {isNear ? (
        <ScenePicture name={name} title={title} />
      ) : (
        <div className="waiting">The picture starts when you come near.</div>
      )}
      {simplified ? <Simplified text={simplified} /> : null}
    </section>
  );
}

function Simplified({ text }: { readonly text: string }) {
  const { pages } = useContext(SurroundingsContext);
  return (
    <details className="simplified">
      <summary>Simplified in this picture</summary>
      <p>
        {text}{' '}
        {pages === null ? null : (
          <PageLink to="how-do-you-know.html">What is compared with a real kernel</PageLink>
        )}
      </p>
    </details>
  );
}

function useNear(place: { readonly current: HTMLElement | null }, startsAtOnce: boolean): boolean {
  const [isNear, setNear] = useState(startsAtOnce);
  useEffect(() => {
    const element = place.current;
    if (!element || isNear) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [place, isNear]);
  return isNear;
}
