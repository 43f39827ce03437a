import type { Cause, Hop, ObjectRef } from '../sim';
import classes from './panels.module.css';

interface Links {
  readonly onRules: () => void;
  readonly onConntrack: () => void;
  readonly onCommand: (at: string, text: string) => void;
}

/** From what happened to the line of YAML it goes back to: five links, each opens its own place. */
export function WhyChain({ hop, onRules, onConntrack, onCommand }: Links & { readonly hop: Hop }) {
  const cause = hop.decidedBy === undefined ? undefined : hop.causes[hop.decidedBy];
  if (!cause) return <p className={classes.quiet}>Nothing had to be decided here.</p>;
  const { object, agent, why } = cause.origin;
  const source = object?.source;
  return (
    <ol className={classes.why} aria-label="Why">
      <li>
        <span className={classes.step}>decided by</span>
        <div>
          <Decision cause={cause} onRules={onRules} onConntrack={onConntrack} />
          {cause.effect ? <strong className={classes.effect}>{cause.effect}</strong> : null}
        </div>
      </li>
      <li>
        <span className={classes.step}>written by</span>
        <div>
          <strong>{agent}</strong>
          {why ? <span className={classes.because}>, because {why}</span> : null}
        </div>
      </li>
      {object ? (
        <li>
          <span className={classes.step}>for</span>
          <button
            type="button"
            className={classes.link}
            onClick={() => onCommand('workstation', getCommand(object))}
          >
            {object.kind} {object.namespace ? `${object.namespace}/` : ''}
            {object.name}
          </button>
        </li>
      ) : null}
      {source ? (
        <li>
          <span className={classes.step}>declared in</span>
          <code>
            {source.file}:{source.line}
          </code>
        </li>
      ) : null}
      {cause.command ? (
        <li>
          <span className={classes.step}>see it</span>
          <button
            type="button"
            className={classes.link}
            onClick={() =>
              cause.kind === 'conntrack'
                ? onConntrack()
                : onCommand(hop.namespace, cause.command ?? '')
            }
          >
            <code>{cause.command}</code>
          </button>
        </li>
      ) : null}
    </ol>
  );
}

function Decision({
  cause,
  onRules,
  onConntrack,
}: Pick<Links, 'onRules' | 'onConntrack'> & { readonly cause: Cause }) {
  const open = cause.kind === 'rule' ? onRules : cause.kind === 'conntrack' ? onConntrack : null;
  if (!open) return <code>{cause.text}</code>;
  return (
    <button type="button" className={classes.link} onClick={open}>
      <code>{cause.text}</code>
    </button>
  );
}

const getCommand = ({ kind, name, namespace }: ObjectRef): string =>
  `kubectl get ${kind.toLowerCase()} ${name}${namespace ? ` -n ${namespace}` : ''} -o yaml`;
