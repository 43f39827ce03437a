import classes from './moments.module.css';

export interface StripItem {
  readonly id: string;
  /** a word or two that fit beside seven others */
  readonly short: string;
  readonly title: string;
}

interface Props {
  readonly items: readonly StripItem[];
  /** index of the moment that the trace is in; -1 before the first */
  readonly current: number;
  readonly onChoose: (index: number) => void;
  readonly label: string;
}

/** The moments of a story in one line; the sentence of the current one stands below. */
export function MomentStrip({ items, current, onChoose, label }: Props) {
  const now = items[current];
  return (
    <div className={classes.moments}>
      <ol className={classes.strip} aria-label={label}>
        {items.map((item, index) => (
          <li key={item.id}>
            <button
              type="button"
              aria-current={index === current ? 'step' : undefined}
              data-past={index < current ? '' : undefined}
              onClick={() => onChoose(index)}
            >
              <b>{index + 1}</b>
              <span className={classes.short}>{item.short}</span>
              <span className="visually-hidden">: {item.title}</span>
            </button>
          </li>
        ))}
      </ol>
      <p className={classes.sentence}>{now ? now.title : 'Choose a moment, or press Play.'}</p>
    </div>
  );
}
