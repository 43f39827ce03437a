import type { CSSProperties } from 'react';
import { useWidth } from '../../../diagram/useWidth';
import { ribbonsOf, roomFor, rowTop, turnBack } from './geometry';
import { type Branch, type Draws, diceOf, REQUESTS, type Walk } from './model';
import classes from './service-rules.module.css';

interface Props {
  readonly walk: Walk;
  readonly draws: Draws | null;
  /** changes with every sending, so that the motion starts again */
  readonly sending: number;
  readonly picked: number;
  readonly onPick: (index: number) => void;
}

const REFUSED = 'refused-stripes';
const striped = { style: { stroke: `url(#${REFUSED})` } };

/** The chain walk as a stream: each rule takes its share of what is left, and the shares come out equal. */
export function Stream({ walk, draws, sending, picked, onPick }: Props) {
  const [ref, width] = useWidth(600);
  const room = roomFor(width, walk.branches.length + walk.left.length);
  const { height } = room;
  const ribbons = ribbonsOf(walk.branches, room);
  const place = (index: number) => ({ top: rowTop(room, index), left: room.x });
  return (
    <div ref={ref} className={classes.stream} style={{ height }}>
      <svg width={width} height={height} aria-hidden="true">
        <defs>
          <pattern
            id={REFUSED}
            width={9}
            height={9}
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width={9} height={9} className={classes.gap} />
            <rect width={6} height={9} className={classes.stripe} />
          </pattern>
        </defs>
        {ribbons.map((ribbon, index) => (
          <path
            key={ribbon.path}
            d={ribbon.path}
            strokeWidth={ribbon.width}
            className={classes.ribbon}
            data-picked={index === picked}
            {...(draws?.tallies[index]?.answers === false ? striped : {})}
          />
        ))}
        {walk.isRejected ? (
          <path d={turnBack(room)} strokeWidth={room.shaft / 3} fill="none" {...striped} />
        ) : null}
        {draws ? <Dots key={sending} draws={draws} ribbons={ribbons} /> : null}
      </svg>
      <p className={classes.entry}>
        <strong>KUBE-SERVICES</strong>{' '}
        <span>
          10.96.0.42:8080 {walk.isRejected ? '→ REJECT, in the table filter' : `→ ${walk.chain}`}
        </span>
      </p>
      {walk.isRejected ? (
        <p className={classes.rejected} style={place(0)}>
          No endpoint, no chain. The node answers “port unreachable”, and the client reads
          “connection refused”.
        </p>
      ) : null}
      <ul>
        {walk.branches.map((branch, index) => (
          <li key={branch.endpoint} style={place(index)}>
            <Row
              key={sending}
              branch={branch}
              index={index}
              draws={draws}
              isPicked={picked === index}
              onPick={onPick}
            />
          </li>
        ))}
        {walk.left.map((entry, index) => (
          <li key={entry.pod} className={classes.ghost} style={place(walk.branches.length + index)}>
            <strong>{entry.pod}</strong> <code>{entry.ip}</code> not ready: no rule leads here
          </li>
        ))}
      </ul>
    </div>
  );
}

interface RowProps {
  readonly branch: Branch;
  readonly index: number;
  readonly draws: Draws | null;
  readonly isPicked: boolean;
  readonly onPick: (index: number) => void;
}

function Row({ branch, index, draws, isPicked, onPick }: RowProps) {
  const tally = draws?.tallies[index];
  const expected = Math.round(branch.share * REQUESTS);
  const most = 1.1 * Math.max(expected, ...(draws?.tallies.map((entry) => entry.count) ?? []));
  const refuses = tally?.answers === false;
  return (
    <>
      <button
        type="button"
        className={classes.row}
        aria-pressed={isPicked}
        onClick={() => onPick(index)}
      >
        <span className={classes.dice}>{diceOf(branch, index)}</span>
        <span>
          <strong>{branch.pod}</strong> <code>{branch.endpoint}</code>
        </span>
        <code className={classes.sep}>{branch.chain}</code>
      </button>
      <div className={classes.track}>
        {tally ? (
          <>
            <span
              className={classes.fill}
              data-refused={refuses}
              style={{ width: `${(100 * tally.count) / most}%` }}
            />
            <span className={classes.expected} style={{ left: `${(100 * expected) / most}%` }} />
          </>
        ) : null}
      </div>
      <span className={classes.count}>
        {tally
          ? `${tally.count}${refuses ? ' refused' : ''} (fair: ${expected})`
          : `fair share: ${expected} of ${REQUESTS}`}
      </span>
    </>
  );
}

const EVERY = 3;
const SPREAD_MILLISECONDS = 8;

/** One dot for every third request; each falls to its rule and turns off to its backend. */
function Dots({
  draws,
  ribbons,
}: {
  readonly draws: Draws;
  readonly ribbons: ReturnType<typeof ribbonsOf>;
}) {
  return (
    <g className={classes.dots}>
      {draws.order.map((branch, index) => {
        const ribbon = ribbons[branch];
        if (!ribbon || index % EVERY !== 0) return null;
        const style = {
          '--x': `${ribbon.x}px`,
          '--y': `${ribbon.y}px`,
          animationDelay: `${index * SPREAD_MILLISECONDS}ms`,
        } as CSSProperties;
        return <circle key={index} r={3} style={style} />;
      })}
    </g>
  );
}
