import { type ComponentType, useMemo } from 'react';
import { TraceFigure } from '../../../panels/TraceFigure';
import type { CniName } from '../../../sim';
import { usePieceState } from '../../../state/usePieceState';
import { useLab } from '../useLab';
import classes from './walk.module.css';

export interface Choice {
  readonly cni: CniName;
  readonly label: string;
}

interface Props {
  readonly id: string;
  readonly to: string;
  readonly choices: readonly Choice[];
  /** what each choice looks like in one line, to choose by it */
  readonly Preview?: ComponentType<Choice>;
}

/** One ping, walked hop by hop, with the CNI as the only thing that changes. */
export function Walk({ id, to, choices, Preview }: Props) {
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
        <fieldset className={Preview ? classes.pair : undefined}>
          <legend className={Preview ? 'visually-hidden' : undefined}>Wiring</legend>
          {choices.map((choice) => (
            <div key={choice.cni} className={classes.choice}>
              <label>
                <input
                  type="radio"
                  name={`${id}-cni`}
                  checked={cni === choice.cni}
                  onChange={() => change({ cni: choice.cni, hop: 0 })}
                />
                {choice.label}
              </label>
              {Preview ? <Preview {...choice} /> : null}
            </div>
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
      {Preview ? null : (
        <p className={classes.answer}>The reply arrives at pod-a with TTL {ttl}.</p>
      )}
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
