import { useEffect, useMemo, useState } from 'react';
import { usePieceState } from '../../../state/usePieceState';
import { useLab } from '../useLab';
import { type Component, componentsOf, type NetworkName, searchEverywhere } from './model';

const NETWORKS: readonly { readonly name: NetworkName; readonly label: string }[] = [
  { name: 'node', label: 'node network' },
  { name: 'pod', label: 'pod network' },
  { name: 'service', label: 'service network' },
];
const CLUSTER_IP = '10.96.0.42';
const SEARCH_MILLISECONDS = 90;

/** Every address of the cluster: who gave it, who holds it, and the command that shows it. */
export function Piece({ id }: { readonly id: string }) {
  const { sim, build } = useLab();
  const world = useMemo(() => build(), [build]);
  const components = useMemo(() => componentsOf(world), [world]);
  const [state, change] = usePieceState(id, { part: 'node-1', node: 1, pod: 1, service: 1 });
  const shown = components.filter((component) => state[component.network] === 1);
  const [pointed, setPointed] = useState<string | null>(null);
  const key = pointed ?? state.part;
  const selected = components.find((component) => partKey(component) === key) ?? components[0];
  const output = useMemo(
    () => (selected ? sim.run(world, selected.at, selected.command).stdout : ''),
    [sim, world, selected],
  );
  return (
    <>
      <div className="controls">
        <fieldset>
          <legend>Show</legend>
          {NETWORKS.map(({ name, label }) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={state[name] === 1}
                onChange={(event) => change({ [name]: event.target.checked ? 1 : 0 })}
              />
              {label}
            </label>
          ))}
        </fieldset>
      </div>
      {NETWORKS.filter(({ name }) => state[name] === 1).map(({ name, label }) => (
        <div key={name} className="parts" role="group" aria-label={label}>
          {shown
            .filter((component) => component.network === name)
            .map((component) => (
              <button
                key={component.id}
                type="button"
                data-network={name}
                aria-pressed={selected?.id === component.id}
                onFocus={() => setPointed(partKey(component))}
                onPointerEnter={() => setPointed(partKey(component))}
                onClick={() => {
                  change({ part: partKey(component) });
                  setPointed(null);
                }}
              >
                {component.name} {component.address}
              </button>
            ))}
        </div>
      ))}
      {selected ? <Details component={selected} output={output} /> : null}
      <Search />
    </>
  );
}

/** Letters that may stand in an address bar. */
const partKey = (component: Component): string => component.id.replaceAll('/', '.');

function Details({
  component,
  output,
}: {
  readonly component: Component;
  readonly output: string;
}) {
  return (
    <div className="terminal" aria-live="polite">
      <div className="where">
        <span>
          <strong>{component.name}</strong>: {component.address}, given by {component.givenBy};{' '}
          {component.heldBy ? `held by ${component.heldBy}` : 'no interface holds it'}
        </span>
      </div>

      <pre tabIndex={0}>
        <b>
          {component.at} $ {component.command}
        </b>
        {`\n${output}`}
      </pre>
    </div>
  );
}

/** Looks at every interface in front of the learner, and fails. */
function Search() {
  const { build } = useLab();
  const steps = useMemo(() => searchEverywhere(build(), CLUSTER_IP), [build]);
  const [seen, setSeen] = useState(0);
  const [running, setRunning] = useState(false);
  useEffect(() => {
    if (!running || seen >= steps.length) return undefined;
    const timer = setTimeout(() => setSeen(seen + 1), SEARCH_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [running, seen, steps.length]);
  const found = steps.slice(0, seen).some((step) => step.found);
  const isDone = running && seen >= steps.length;
  return (
    <div>
      <button
        type="button"
        className="action"
        onClick={() => {
          setSeen(0);
          setRunning(true);
        }}
      >
        Find the ClusterIP {CLUSTER_IP}
      </button>
      {running ? (
        <div className="parts" aria-label="Interfaces searched">
          {steps.slice(0, seen).map((step) => (
            <code key={`${step.namespace} ${step.device}`}>
              {step.namespace} {step.device}: {step.addresses.join(', ') || 'no address'} ✗
            </code>
          ))}
        </div>
      ) : null}
      <p role="status" className={isDone ? 'outcome bad' : undefined}>
        {isDone
          ? `${steps.length} interfaces of all nodes and pods searched: ${found ? 'found' : `none of them holds ${CLUSTER_IP}`}.`
          : ''}
      </p>
    </div>
  );
}
