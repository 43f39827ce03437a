import { LAYERS, type Suspect } from './model';
import { StepsAside } from './Moving';
import classes from './troubleshoot.module.css';

interface Props {
  readonly suspects: readonly Suspect[];
  /** the true cause, once it has been named */
  readonly named: string | null;
  /** why the last cause that was named is wrong */
  readonly objection: string;
  readonly onName: (id: string) => void;
}

/** The layer stack with everything that may be wrong on it. Suspects fade as looks rule them out. */
export function Suspects({ suspects, named, objection, onName }: Props) {
  const of = (layer: number | null) =>
    suspects.filter((suspect) => suspect.incident.layer === layer);
  const remaining = suspects.filter(({ state }) => state === 'fits' || state === 'unlikely').length;
  return (
    <section className={classes.suspects} aria-label="Suspects by layer">
      <h4>
        Suspects <span>{`${remaining} of ${suspects.length} possible`}</span>
      </h4>
      <ol>
        {LAYERS.map(({ layer, name }) => (
          <li key={layer} data-layer={layer} className={classes.floor}>
            <span className={classes.layer}>
              L{layer} {name}
            </span>
            {of(layer).length > 0 ? (
              <List suspects={of(layer)} named={named} onName={onName} />
            ) : (
              <p className={classes.nobody}>no suspect on this list</p>
            )}
          </li>
        ))}
        <li className={classes.floor}>
          <List suspects={of(null)} named={named} onName={onName} />
        </li>
      </ol>
      <div role="status">
        {named === null && objection ? <p className={classes.wrong}>{objection}</p> : null}
      </div>
      {named === null ? (
        <p className={classes.how}>Sure? Press a suspect to name it as the cause.</p>
      ) : null}
    </section>
  );
}

function List({ suspects, named, onName }: Omit<Props, 'objection'>) {
  return (
    <ul>
      {suspects.map(({ incident, state, note }, index) => (
        <StepsAside
          key={incident.id}
          order={index}
          isOut={(state === 'out' || state === 'wrong') && named !== incident.id}
        >
          <button
            type="button"
            data-state={named === incident.id ? 'found' : state}
            disabled={named !== null || state === 'wrong'}
            onClick={() => onName(incident.id)}
          >
            <span className={classes.who}>{incident.title}</span>
            <span className={classes.note}>{named === incident.id ? 'the cause' : note}</span>
          </button>
        </StepsAside>
      ))}
    </ul>
  );
}
