import type { Check } from '../../../sim';
import type { Finding } from './model';
import { Appear } from './Moving';
import classes from './troubleshoot.module.css';

interface Props {
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
  readonly shown: number | null;
  /** how many of the findings were made before the fix */
  readonly before: number;
  readonly ruledOut: readonly string[];
  readonly onRun: (step: string) => void;
  readonly onShow: (index: number) => void;
}

/** The checks, what the last one printed, and what that means. */
export function Console(props: Props) {
  const { checks, findings, shown, onRun } = props;
  const finding = shown === null ? undefined : findings[shown];
  return (
    <section className={classes.console} aria-label="Checks">
      <ul className={classes.checks}>
        {checks.map((check, index) => {
          const last = findings.findLast((entry) => entry.check.id === check.id);
          return (
            <li key={check.id}>
              <button
                type="button"
                data-layer={check.layer}
                data-shown={finding?.check.id === check.id}
                onClick={() => onRun(check.id)}
              >
                <span className={classes.layer}>L{check.layer}</span>
                <span className={classes.who}>
                  {index === 0 ? '' : `${index}. `}
                  {check.title}
                </span>
                <span className={classes.note}>{last ? last.outcome : 'run'}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <div aria-live="polite">
        {finding ? (
          <Appear key={shown}>
            <Result {...props} finding={finding} />
          </Appear>
        ) : (
          <p className={classes.empty}>
            Nothing has been run. Begin where you like: with the user’s own request, or at the
            bottom of the stack.
          </p>
        )}
      </div>
      <Notes {...props} />
    </section>
  );
}

function Result({ finding, ruledOut, shown, before }: Props & { readonly finding: Finding }) {
  const { check, command, run, outcome } = finding;
  const isAfter = shown !== null && shown >= before;
  return (
    <>
      <div className={`terminal ${classes.screen}`}>
        <div className="where">
          <span>workstation{isAfter ? ', after the fix' : ''}</span>
          <span>exit code {run.exitCode}</span>
        </div>
        <pre tabIndex={0} aria-label={`Output of ${command}`}>
          <b>$ {command}</b>
          {`\n${run.lines.map((line) => line.text).join('\n')}`}
        </pre>
      </div>
      <dl className={classes.meaning}>
        <div>
          <dt>It says</dt>
          <dd>
            <strong>{outcome}</strong>
          </dd>
        </div>
        {isAfter ? null : (
          <div>
            <dt>Rules out</dt>
            <dd>{ruledOut.length > 0 ? ruledOut.join(' · ') : 'nobody new'}</dd>
          </div>
        )}
        <div>
          <dt>The textbook</dt>
          <dd>{check.textbook}</dd>
        </div>
        <div>
          <dt>Mind</dt>
          <dd>{check.misleads}</dd>
        </div>
      </dl>
    </>
  );
}

function Notes({ findings, shown, before, onShow }: Props) {
  if (findings.length === 0) return null;
  return (
    <nav className={classes.notes} aria-label="Looks so far">
      <ol>
        {findings.map((finding, index) => (
          <li key={index}>
            <button
              type="button"
              aria-current={index === shown ? 'step' : undefined}
              onClick={() => onShow(index)}
            >
              {index + 1} {finding.check.short}: {finding.outcome}
              {index >= before ? ' (fixed)' : ''}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
