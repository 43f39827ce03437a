import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import { progress } from '../../../state/progress';
import type { Lab } from '../../../state/worlds';
import { progressKey } from './model';
import classes from './troubleshoot.module.css';

interface Props {
  readonly sim: Lab['sim'];
  readonly onOpen: (caseNumber: number) => void;
  readonly lastCase: number;
}

const LARGEST_CASE = 999_999;

/** Any case but the last one: chance belongs to the learner, the case itself is fixed by its number. */
function drawCase(sim: Lab['sim'], last: number): number {
  const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
  const number = 1 + (value % LARGEST_CASE);
  return sim.dealt(number) === sim.dealt(last) ? drawCase(sim, last) : number;
}

/** The tickets of the day. Their cases are numbered, so that a number can be handed on without the answer. */
export function Inbox({ sim, onOpen, lastCase }: Props) {
  const answers = useStore(progress, (state) => state.answers);
  const [shows, setShows] = useState(false);
  const cases = sim.INCIDENT_IDS.map((id) => ({
    number: sim.caseOf(id),
    incident: sim.incident(id),
    solved: answers[progressKey(id)],
  })).sort((a, b) => a.number - b.number);
  const solved = cases.filter((entry) => entry.solved !== undefined).length;
  const openNumber = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const number = Number(new FormData(event.currentTarget).get('case'));
    if (Number.isInteger(number) && number > 0 && number <= LARGEST_CASE) onOpen(number);
  };
  return (
    <div className={classes.inbox}>
      <div className={classes.deal}>
        <button type="button" className="action" onClick={() => onOpen(drawCase(sim, lastCase))}>
          Deal me a broken cluster
        </button>
        <form onSubmit={openNumber}>
          <label>
            or open case number{' '}
            <input
              type="number"
              name="case"
              min={1}
              max={LARGEST_CASE}
              required
              inputMode="numeric"
            />
          </label>{' '}
          <button type="submit">Open</button>
        </form>
      </div>
      <div className={classes.trayHead}>
        <h4>
          Tickets waiting <span>{`${solved} of ${cases.length} solved`}</span>
        </h4>
        <label>
          <input type="checkbox" checked={shows} onChange={() => setShows(!shows)} /> show the
          causes (spoils the search)
        </label>
      </div>
      <ul className={classes.tray}>
        {cases.map(({ number, incident, solved: result }) => (
          <li key={number}>
            <button type="button" onClick={() => onOpen(number)} data-solved={result !== undefined}>
              <span className={classes.number}>case {number}</span>
              <span className={classes.quote}>{incident.ticket}</span>
              {result !== undefined || shows ? (
                <span className={classes.mark}>
                  {result === undefined ? '' : result ? '✓ solved: ' : '✓ solved, not at first: '}
                  {incident.title}
                </span>
              ) : null}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
