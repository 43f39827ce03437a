import { useMemo, useState } from 'react';
import { useWidth } from '../../../diagram/useWidth';
import { layoutCutaway } from '../../../scene/cutaway';
import { usePieceState } from '../../../state/usePieceState';
import { useLab } from '../useLab';
import {
  type Component,
  componentsOf,
  NETWORKS,
  partKey,
  rangeOf,
  searchEverywhere,
} from './model';
import { NetworkMap } from './NetworkMap';
import classes from './networks.module.css';
import { useSearch } from './useSearch';

const CLUSTER_IP = '10.96.0.42';
const WHO_KNOWS = `iptables-save -t nat | grep ${CLUSTER_IP}`;

/** The cluster cut open, its three networks on switches, each of its parts with address, giver and holder. */
export function Piece({ id }: { readonly id: string }) {
  const { sim, build } = useLab();
  const world = useMemo(() => build(), [build]);
  const components = useMemo(() => componentsOf(world), [world]);
  const [state, change] = usePieceState(id, { part: 'default.pod-a', node: 1, pod: 1, service: 1 });
  const [pointed, setPointed] = useState<string | null>(null);
  const [ref, width] = useWidth(820);
  const layout = useMemo(
    () => layoutCutaway(world, { width, involved: [], isMap: true, addressed: [CLUSTER_IP] }),
    [world, width],
  );
  const steps = useMemo(() => searchEverywhere(world, CLUSTER_IP), [world]);
  const search = useSearch(steps.length);
  const key = pointed ?? state.part;
  const find = (part: string) => components.find((component) => partKey(component) === part);
  const selected = find(key) ?? components[0];
  const hidden = NETWORKS.map(({ name }) => name).filter((name) => state[name] !== 1);
  return (
    <div className={classes.layout}>
      <div className={classes.switches} role="group" aria-label="Networks">
        {NETWORKS.map(({ name, label }) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={state[name] === 1}
              onChange={(event) => change({ [name]: event.target.checked ? 1 : 0 })}
            />
            <span className={classes.swatch} data-network={name} />
            {label} <span className={classes.range}>{rangeOf(world, name)}</span>
          </label>
        ))}
      </div>
      <div className={classes.columns}>
        <div ref={ref}>
          <NetworkMap
            layout={layout}
            components={components}
            hidden={hidden}
            chosen={selected ? partKey(selected) : ''}
            onPoint={setPointed}
            onChoose={(part) => change({ part })}
            searched={steps.slice(0, search.seen)}
            isSearching={search.isRunning}
          />
        </div>
        {selected ? (
          <Card
            component={selected}
            output={sim.run(world, selected.at, selected.command).stdout}
          />
        ) : null}
      </div>
      <p className={classes.verdict}>
        <button type="button" className="action" onClick={search.start}>
          Find the ClusterIP {CLUSTER_IP}
        </button>{' '}
        <span role="status" className={search.isDone ? 'outcome bad' : undefined}>
          {search.isDone
            ? `${steps.length} interfaces of all nodes and pods searched: ${
                steps.some((step) => step.found) ? 'found' : `none of them holds ${CLUSTER_IP}`
              }.`
            : ''}
        </span>
      </p>
      {search.isDone ? (
        <>
          <p className={classes.verdict}>
            Rules know it, on every node alike. This is node-1, asked for every line that names it:
          </p>
          <pre className={classes.after} tabIndex={0}>
            <b>node-1 # {WHO_KNOWS}</b>
            {`\n${sim.run(world, 'node-1', WHO_KNOWS).stdout}`}
          </pre>
        </>
      ) : null}
    </div>
  );
}

function Card({ component, output }: { readonly component: Component; readonly output: string }) {
  const { name, address, network, givenBy, heldBy, at, command } = component;
  return (
    <div className={classes.card} data-network={network}>
      <h4>{name}</h4>
      <p className={classes.address} data-addr={address.split('/')[0]}>
        {address}
      </p>
      <dl>
        <dt>network</dt>
        <dd>{network} network</dd>
        <dt>given by</dt>
        <dd>{givenBy}</dd>
        <dt>held by</dt>
        <dd>{heldBy ?? 'no interface holds it'}</dd>
      </dl>
      <pre tabIndex={0}>
        <b>
          {at} $ {command}
        </b>
        {`\n${output}`}
      </pre>
    </div>
  );
}
