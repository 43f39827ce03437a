import { useMemo } from 'react';
import { TraceFigure } from '../../../panels/TraceFigure';
import type { CniName } from '../../../sim';
import { usePieceState } from '../../../state/usePieceState';
import { useLab } from '../useLab';
import classes from './walk.module.css';

interface Props {
  readonly id: string;
  readonly to: string;
  readonly choices: readonly { readonly cni: CniName; readonly label: string }[];
}

/** One ping, walked hop by hop, with the CNI as the only thing that changes. */
export function Walk({ id, to, choices }: Props) {
  const { sim, build } = useLab();
  const [state, change] = usePieceState(id, {
    hop: 0,
    cni: choices[0]?.cni ?? 'flannel',
    arp: 'warm',
  });
  const cni = choices.some((choice) => choice.cni === state.cni)
    ? (state.cni as CniName)
    : 'flannel';
  const arp = state.arp === 'cold' ? 'cold' : 'warm';
  const { world, trace, hops, ttl } = useMemo(() => {
    const built = build({ cni, arp });
    const result = sim.run(built, 'default/pod-a', `ping -c 1 ${to}`);
    return {
      world: built,
      trace: result.trace,
      hops: result.trace.hops,
      ttl: /ttl=(\d+)/.exec(result.stdout)?.[1] ?? '?',
    };
  }, [sim, build, cni, arp, to]);
  return (
    <>
      <div className="controls">
        <fieldset>
          <legend>Wiring</legend>
          {choices.map((choice) => (
            <label key={choice.cni}>
              <input
                type="radio"
                name={`${id}-cni`}
                checked={cni === choice.cni}
                onChange={() => change({ cni: choice.cni, hop: 0 })}
              />
              {choice.label}
            </label>
          ))}
        </fieldset>
        <label>
          <input
            type="checkbox"
            checked={arp === 'cold'}
            onChange={(event) => change({ arp: event.target.checked ? 'cold' : 'warm', hop: 0 })}
          />
          forget all neighbours first (ARP has to ask)
        </label>
      </div>
      <p className={classes.answer}>The reply arrives at pod-a with TTL {ttl}.</p>
      <TraceFigure
        key={`${cni}${arp}`}
        world={world}
        trace={trace}
        hops={hops}
        name={`ping from pod-a to ${to}`}
        at={state.hop}
        onAt={(hop) => change({ hop })}
      />
    </>
  );
}
