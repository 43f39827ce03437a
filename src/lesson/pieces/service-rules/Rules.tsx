import type { ReactNode } from 'react';
import type { RulePlan } from '../../../sim';
import { authorOf, readingOf, type Walk } from './model';
import classes from './service-rules.module.css';

/** The rules that the walk reads, in its order, each in words and with its author. */
export function Rules({ walk, picked }: { readonly walk: Walk; readonly picked: number }) {
  const branch = walk.branches[picked];
  return (
    <section className={classes.rules} aria-label="The rules" tabIndex={0}>
      {walk.entry ? (
        <Chain
          name={`KUBE-SERVICES, table ${walk.isRejected ? 'filter' : 'nat'}`}
          rules={[walk.entry]}
        />
      ) : null}
      {walk.branches.length > 0 ? (
        <Chain
          name={walk.chain}
          rules={[...walk.marks, ...walk.branches.map((entry) => entry.rule)]}
          marked={branch?.rule}
        >
          {branch ? <Chain name={branch.chain} rules={branch.chainRules} /> : null}
        </Chain>
      ) : null}
    </section>
  );
}

interface ChainProps {
  readonly name: string;
  readonly rules: readonly RulePlan[];
  readonly marked?: RulePlan;
  /** the chain that the marked rule jumps to */
  readonly children?: ReactNode;
}

function Chain({ name, rules, marked, children }: ChainProps) {
  const [first] = rules;
  return (
    <div className={classes.chain}>
      <h4>{name}</h4>
      {first ? <p className={classes.author}>{authorOf(first.origin)}</p> : null}
      <ol>
        {rules.map((rule) => (
          <li key={rule.text} data-marked={rule === marked}>
            <span>{readingOf(rule)}</span>
            <code>{rule.text.replace(/^-A \S+ /, '')}</code>
            {rule === marked ? children : null}
          </li>
        ))}
      </ol>
    </div>
  );
}
