import { useMemo } from 'react';
import type { World } from '../../../sim';
import { usePieceState } from '../../../state/usePieceState';
import type { Lab } from '../../../state/worlds';
import { useLab } from '../useLab';
import {
  clusterOf,
  REQUESTS,
  secondsUntilUnready,
  send,
  START,
  type State,
  type Walk,
  walkOf,
} from './model';
import { Rules } from './Rules';
import classes from './service-rules.module.css';
import { Stream } from './Stream';

/** Replicas rewrite the rules; three hundred requests show the dice; one dead process shows what readiness is for. */
export function Piece({ id }: { readonly id: string }) {
  const lab = useLab();
  const { sim } = lab;
  const [state, change] = usePieceState(id, START);
  const { replicas, dead, probe, seed } = state;
  const { world, victim } = useMemo(
    () => clusterOf(lab, { ...START, replicas, dead, probe, seed }),
    [lab, replicas, dead, probe, seed],
  );
  const walk = useMemo(() => walkOf(world), [world]);
  const draws = useMemo(
    () => (state.sent === 1 ? send(sim, world, walk) : null),
    [sim, world, walk, state.sent],
  );
  const picked = Math.min(state.pick, Math.max(0, walk.branches.length - 1));
  return (
    <div className={classes.piece}>
      <div className="controls">
        <label>
          Backends{' '}
          <input
            type="range"
            min={0}
            max={10}
            value={replicas}
            aria-valuetext={`${replicas} backends`}
            onChange={(event) => change({ replicas: Number(event.target.value) })}
          />{' '}
          <output className={classes.number}>{replicas}</output>
        </label>
        <label>
          <input
            type="checkbox"
            checked={dead === 1}
            onChange={(event) => change({ dead: event.target.checked ? 1 : 0 })}
          />{' '}
          stop the process in {victim || 'a backend'}
        </label>
        <label>
          <input
            type="checkbox"
            checked={probe === 1}
            onChange={(event) => change({ probe: event.target.checked ? 1 : 0 })}
          />{' '}
          that pod has a readiness probe
        </label>
        <button
          type="button"
          className="action"
          onClick={() => change({ seed: state.sent === 1 ? seed + 1 : seed, sent: 1 })}
        >
          Send {REQUESTS} requests
        </button>
      </div>
      <div role="status" className={classes.say}>
        {draws ? (
          <p className={`outcome ${draws.refused > 0 ? 'bad' : ''}`}>
            {REQUESTS - draws.refused} answered, {draws.refused} refused.{' '}
            {storyOf(walk, state, victim, world)}
          </p>
        ) : (
          <p className="outcome">
            {storyOf(walk, state, victim, world) ||
              'Each rule takes its share of what the rules above it left over. Send some requests.'}
          </p>
        )}
      </div>
      <div className={classes.columns}>
        <Stream
          walk={walk}
          draws={draws}
          sending={seed * 100 + replicas * 4 + dead * 2 + probe}
          picked={picked}
          onPick={(pick) => change({ pick })}
        />
        <Rules walk={walk} picked={picked} />
      </div>
      <SeeIt sim={sim} world={world} />
    </div>
  );
}

/** What readiness has to do with it. */
function storyOf(walk: Walk, { dead, probe }: State, victim: string, world: World): string {
  if (walk.isRejected) return 'No endpoint is left: one rule in the table filter rejects them all.';
  if (dead === 0 || !victim) return '';
  if (probe === 0)
    return `Nothing listens in ${victim}, and nobody asks it: without a probe it counts as ready. Its share is refused by the pod’s own kernel.`;
  return `The probe of ${victim} fails, it leaves the EndpointSlice, and the rules are written anew without it. Until then, up to ${secondsUntilUnready(world, victim)} seconds, its share was refused.`;
}

const COMMANDS = [
  'kubectl get endpointslices -l kubernetes.io/service-name=my-service',
  'kubectl get pods -l app=my-service -o wide',
] as const;

function SeeIt({ sim, world }: { readonly sim: Lab['sim']; readonly world: World }) {
  return (
    <details className={classes.see}>
      <summary>See it for yourself: the slice and the pods behind these rules</summary>
      <div className="terminal">
        <pre tabIndex={0}>
          {COMMANDS.map((command) => (
            <span key={command}>
              <b>$ {command}</b>
              {`\n${sim.run(world, 'workstation', command).stdout}`}
            </span>
          ))}
        </pre>
      </div>
    </details>
  );
}
