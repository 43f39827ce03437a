import { useMemo, useState } from 'react';
import home from 'virtual:podpath/home';
import { AltitudeLine } from '../../diagram/AltitudeLine';
import { Cutaway } from '../../diagram/Cutaway';
import { layoutCutaway } from '../../scene/cutaway';

const WIDTH = 960;
const { world, hops, command } = home;

/** The request of the home page, stepped by hand. Its trace was computed at build by the same simulator. */
export function HomePicture() {
  const [at, setAt] = useState(0);
  const layout = useMemo(
    () => layoutCutaway(world, [...new Set(hops.map((hop) => hop.namespace))], WIDTH),
    [],
  );
  const hop = hops[at];
  const step = (by: number) => setAt((now) => Math.max(0, Math.min(hops.length - 1, now + by)));
  return (
    <section aria-label="A request on its way" className="home-picture">
      <p className="command">
        <code>pod-a $ {command}</code>
      </p>
      <Cutaway layout={layout} hops={hops} at={at} title="A request from pod-a to my-service" />
      <AltitudeLine
        hops={hops}
        at={at}
        onSeek={setAt}
        label="Position of the packet"
        width={WIDTH}
      />
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
    </section>
  );
}
