import { useDeferredValue, useMemo, useState } from 'react';
import home from 'virtual:podpath/home';
import { AltitudeLine } from '../../diagram/AltitudeLine';
import { Cutaway } from '../../diagram/Cutaway';
import { layoutCutaway } from '../../scene/cutaway';
import { useWidth } from '../../diagram/useWidth';

/** A picture that is nearly as wide as its place is stretched, not laid out anew. */
const STRETCH = 0.04;
const { world, hops, command } = home;
const senders = { 'default/pod-a': command.split(' ')[0] ?? '' };

/** The request of the home page, stepped by hand. Its trace was computed at build by the same simulator. */
export function HomePicture({ guess }: { readonly guess: number }) {
  const [at, setAt] = useState(0);
  const [ref, width] = useWidth(guess, STRETCH);
  const layout = useMemo(() => {
    const involved = [...new Set(hops.map((hop) => hop.namespace))];
    return layoutCutaway(world, { width, involved, senders });
  }, [width]);
  // The words answer a press at once; the picture follows in a frame of its own, and the packet leaves with it.
  const drawn = useDeferredValue(at);
  const picture = useMemo(
    () => (
      <>
        <div>
          <Cutaway
            layout={layout}
            hops={hops}
            at={drawn}
            title="A request from pod-a to my-service"
          />
        </div>
        <div>
          <AltitudeLine
            hops={hops}
            at={drawn}
            onSeek={setAt}
            label="Position of the packet"
            width={width}
          />
        </div>
      </>
    ),
    [layout, drawn, width],
  );
  const hop = hops[at];
  const step = (by: number) => setAt((now) => Math.max(0, Math.min(hops.length - 1, now + by)));
  return (
    <section aria-label="A request on its way" className="home-picture">
      <p className="command">
        <code>pod-a $ {command}</code>
      </p>
      <div className="steps">
        <button type="button" onClick={() => step(-1)} disabled={at === 0}>
          Back
        </button>
        <button
          type="button"
          className="call"
          onClick={() => step(1)}
          disabled={at === hops.length - 1}
        >
          Next hop
        </button>
        <p aria-live="polite">
          <span className="num">
            {at + 1}/{hops.length}
          </span>{' '}
          {hop?.summary}
        </p>
      </div>
      <div ref={ref} className="laid" data-width={width}>
        {picture}
      </div>
    </section>
  );
}
