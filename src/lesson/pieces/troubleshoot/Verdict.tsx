import { useMemo } from 'react';
import type { Candidate, Change, FaultId, Incident } from '../../../sim';
import type { Lab } from '../../../state/worlds';
import classes from './troubleshoot.module.css';

interface Props {
  readonly sim: Lab['sim'];
  readonly incident: Incident;
  readonly broken: Candidate;
  readonly fixed: Candidate;
  readonly isFixed: boolean;
  readonly onFix: () => void;
}

/** The cause in full, where it shows, and the fix as a change that can be read. */
export function Verdict({ sim, incident, broken, fixed, isFixed, onFix }: Props) {
  const fault = sim.FAULT_IDS.find((id) => id === incident.id);
  return (
    <section className={classes.verdict} aria-label="The cause">
      <h4>{incident.title}</h4>
      <p>{incident.trueCause}</p>
      {fault ? (
        <Repair {...{ sim, fault, broken, fixed, isFixed, onFix }} />
      ) : (
        <p>Saying so, with six looks to show, is a good answer to a ticket.</p>
      )}
    </section>
  );
}

function Repair({
  sim,
  fault,
  broken,
  fixed,
  isFixed,
  onFix,
}: Omit<Props, 'incident'> & { readonly fault: FaultId }) {
  const { where, fix } = sim.FAULTS[fault];
  const changes = useMemo(
    () => [
      ...sim.changedObjects(broken.world, fixed.world),
      sim.changedEvidence(fault, broken.world, fixed.world),
    ],
    [sim, fault, broken, fixed],
  );
  const now = useMemo(
    () => (isFixed ? sim.observe(fixed, sim.TICKET).run : null),
    [sim, isFixed, fixed],
  );
  return (
    <>
      <p>
        Where it shows: <code>{where.command}</code> in {where.at}: {where.shows}.
      </p>
      <p>
        <strong>The fix.</strong> {fix.summary}{' '}
        <code className={classes.command}>{fix.command}</code>
      </p>
      {isFixed ? (
        <>
          <p role="status" className={classes.mended}>
            Fixed. The request of the ticket now: <strong>{now?.stdout.trim()}</strong>. Run the
            checks again: they run in the mended cluster.
          </p>
          <div className={classes.changes}>
            {changes.map((change) => (
              <Diff key={change.title} change={change} />
            ))}
          </div>
        </>
      ) : (
        <button type="button" className="action" onClick={onFix}>
          Apply the fix
        </button>
      )}
    </>
  );
}

const SIGNS = { same: ' ', removed: '-', added: '+', gap: ' ' } as const;

function Diff({ change }: { readonly change: Change }) {
  return (
    <figure className="terminal" aria-label={`What changed: ${change.title}`}>
      <figcaption className="where">{change.title}</figcaption>
      <pre tabIndex={0} className={classes.diff}>
        {change.lines.map((line, index) => (
          <span key={index} data-kind={line.kind}>
            {`${SIGNS[line.kind]} ${line.text}\n`}
          </span>
        ))}
      </pre>
    </figure>
  );
}
