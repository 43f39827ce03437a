import { useMemo } from 'react';
import { AltitudeLine, LAYER_NAMES } from '../diagram/AltitudeLine';
import { Cutaway } from '../diagram/Cutaway';
import { Envelope } from '../diagram/Envelope';
import { layoutCutaway } from '../scene/cutaway';
import { envelopeOf } from '../scene/envelope';
import { conntrackAt, type Hop, type Trace, type World } from '../sim';
import { Bytes } from './Bytes';
import { Player } from './Player';
import { RuleWalk, WhyChain } from './WhyChain';
import { usePlayer } from './usePlayer';
import { useWidth } from './useWidth';
import classes from './panels.module.css';

interface Props {
  readonly world: World;
  readonly trace: Trace;
  readonly hops: readonly Hop[];
  readonly name: string;
  readonly at: number;
  readonly onAt: (index: number) => void;
  readonly showConntrack?: boolean;
}

/** A trace as picture, scrubber, packet, reasons and list: all of it a function of the trace and one number. */
export function TraceFigure({ world, trace, hops, name, at, onAt, showConntrack = false }: Props) {
  const [ref, width] = useWidth(960);
  const player = usePlayer(hops.length, at, onAt);
  const { index, send } = player;
  const hop = hops[index];
  const involved = useMemo(() => [...new Set(hops.map((item) => item.namespace))], [hops]);
  const stageWidth = width < 720 ? Math.max(320, Math.min(420, width)) : 960;
  const layout = useMemo(
    () => layoutCutaway(world, involved, stageWidth),
    [world, involved, stageWidth],
  );
  const envelope = useMemo(() => (hop ? envelopeOf(hop) : null), [hop]);
  const seek = (target: number) => send({ type: 'SEEK', index: target });
  const conntrack = showConntrack && hop ? conntrackAt(trace, 'node-1', hop.n) : [];
  if (!hop) return <p className={classes.quiet}>No packet was sent.</p>;
  return (
    <div ref={ref} className={classes.figure}>
      <AltitudeLine
        hops={hops}
        at={index}
        onSeek={seek}
        label={`${name}: position in the trace`}
        width={stageWidth}
      />
      <Player player={player} count={hops.length} name={name} />
      <Cutaway layout={layout} hops={hops} at={index} title={name} />
      <div className={classes.now} data-layer={hop.layer}>
        <p className={classes.summary} aria-live="polite">
          <span className={classes.badge} data-layer={hop.layer}>
            L{hop.layer} {LAYER_NAMES[hop.layer]}
          </span>{' '}
          {hop.summary}
        </p>
        {envelope ? <Envelope envelope={envelope} /> : null}
        <WhyChain hop={hop} />
        <RuleWalk causes={hop.causes} />
        <Bytes hop={hop} />
        {showConntrack ? (
          <details className={classes.rules}>
            <summary>conntrack of node-1 at this moment: {conntrack.length} entries</summary>
            <pre>{conntrack.join('\n') || 'empty'}</pre>
          </details>
        ) : null}
      </div>
      <HopList hops={hops} at={index} onSeek={seek} name={name} />
    </div>
  );
}

function HopList({
  hops,
  at,
  onSeek,
  name,
}: {
  readonly hops: readonly Hop[];
  readonly at: number;
  readonly onSeek: (index: number) => void;
  readonly name: string;
}) {
  return (
    <details className={classes.hops}>
      <summary>The same as a list: {hops.length} hops</summary>
      <ol aria-label={`Hops: ${name}`}>
        {hops.map((hop, index) => (
          <li key={hop.n}>
            <button
              type="button"
              aria-current={index === at ? 'step' : undefined}
              onClick={() => onSeek(index)}
            >
              <span className={classes.badge} data-layer={hop.layer}>
                L{hop.layer}
              </span>{' '}
              {hop.summary}
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
}
