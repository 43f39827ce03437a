import type { Cause, Hop } from '../sim';
import classes from './panels.module.css';

/** From what happened to the line of YAML it goes back to: five links, left to right. */
export function WhyChain({ hop }: { readonly hop: Hop }) {
  const cause = hop.decidedBy === undefined ? undefined : hop.causes[hop.decidedBy];
  if (!cause) return <p className={classes.quiet}>Nothing had to be decided here.</p>;
  const { object, agent, why } = cause.origin;
  const source = object?.source;
  return (
    <ol className={classes.why} aria-label="Why">
      <li>
        <span className={classes.step}>decided by</span>
        <code>{cause.text}</code>
        {cause.effect ? <em>{cause.effect}</em> : null}
      </li>
      <li>
        <span className={classes.step}>written by</span>
        <strong>{agent}</strong>
        {why ? <span> because {why}</span> : null}
      </li>
      {object ? (
        <li>
          <span className={classes.step}>for</span>
          {object.kind} {object.namespace ? `${object.namespace}/` : ''}
          {object.name}
        </li>
      ) : null}
      {source ? (
        <li>
          <span className={classes.step}>from</span>
          <code>
            {source.file}:{source.line}
          </code>
        </li>
      ) : null}
      {cause.command ? (
        <li>
          <span className={classes.step}>see it</span>
          <code>{cause.command}</code>
        </li>
      ) : null}
    </ol>
  );
}

/** Every rule that was looked at, in order; those that matched stand out. */
export function RuleWalk({ causes }: { readonly causes: readonly Cause[] }) {
  const rules = causes.filter((cause) => cause.kind === 'rule');
  if (rules.length === 0) return null;
  const matched = rules.filter((rule) => rule.matched).length;
  return (
    <details className={classes.rules}>
      <summary>
        {rules.length} rules looked at, {matched} matched
      </summary>
      <ol>
        {rules.map((rule, index) => (
          <li key={index} className={rule.matched ? classes.matched : classes.missed}>
            <code>
              {rule.table}: {rule.text}
            </code>
            <span>{rule.matched ? (rule.effect ?? 'matched') : 'no match'}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
