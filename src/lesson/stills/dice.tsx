import { ribbonsOf, roomFor, rowTop } from '../pieces/service-rules/geometry';
import {
  clusterOf,
  type Draws,
  diceOf,
  REQUESTS,
  send,
  START,
  walkOf,
} from '../pieces/service-rules/model';
import ribbonClasses from '../pieces/service-rules/service-rules.module.css';
import classes from './stills.module.css';
import { type Draw, STILL_WIDTH } from './still';

const ROW = 32;
const TRACK = 14;
/** px from row to row; on paper nothing has to be pointed at */
const PITCH = 72;

/** The chain of one Service as a stream, and what three hundred requests made of it. */
export const dice: Draw<{ dead: number; probe: number }> = (lab, position = {}) => {
  const { world } = clusterOf(lab, { ...START, ...position });
  const walk = walkOf(world);
  const draws = send(lab.sim, world, walk);
  const rows = walk.branches.length + walk.left.length;
  const room = { ...roomFor(STILL_WIDTH, rows), row: PITCH };
  return {
    height: rowTop(room, rows),
    says: `${REQUESTS} requests: ${REQUESTS - draws.refused} answered, ${draws.refused} refused. ${walk.branches
      .map(
        (branch, index) =>
          `${branch.pod}: ${diceOf(branch, index)}, ${draws.tallies[index]?.count ?? 0} requests`,
      )
      .join('; ')}.`,
    marks: (
      <>
        {ribbonsOf(walk.branches, room).map(({ path, width }, index) => (
          <path
            key={path}
            d={path}
            strokeWidth={width}
            className={ribbonClasses.ribbon}
            data-refused={draws.tallies[index]?.answers === false}
          />
        ))}
        <rect x={1} y={1} width={STILL_WIDTH - 2} height={38} rx={10} className={classes.entry} />
        <text x={14} y={25} className={classes.head}>
          KUBE-SERVICES
        </text>
        <text x={STILL_WIDTH - 14} y={25} className={classes.words} textAnchor="end">
          10.96.0.42:8080 → {walk.chain}
        </text>
        {walk.branches.map((branch, index) => (
          <g key={branch.endpoint} transform={`translate(${room.x}, ${rowTop(room, index)})`}>
            <Row
              width={STILL_WIDTH - room.x - 2}
              dice={diceOf(branch, index)}
              pod={branch.pod}
              endpoint={branch.endpoint}
              fair={Math.round(branch.share * REQUESTS)}
              tally={draws.tallies[index]}
            />
          </g>
        ))}
        {walk.left.map(({ pod, ip }, index) => (
          <text
            key={pod}
            x={room.x + 8}
            y={rowTop(room, walk.branches.length + index) + 20}
            className={classes.words}
          >
            {pod} {ip}: not ready, no rule leads here
          </text>
        ))}
      </>
    ),
  };
};

interface RowProps {
  readonly width: number;
  readonly dice: string;
  readonly pod: string;
  readonly endpoint: string;
  readonly fair: number;
  readonly tally: Draws['tallies'][number] | undefined;
}

function Row({ width, dice: chance, pod, endpoint, fair, tally }: RowProps) {
  const count = tally?.count ?? 0;
  const most = 1.25 * Math.max(fair, count);
  const bar = width - 190;
  return (
    <>
      <rect width={width} height={ROW} rx={6} className={classes.row} />
      <text x={12} y={21} className={classes.chance}>
        {chance}
      </text>
      <text x={176} y={21} className={classes.head}>
        {pod}
      </text>
      <text x={width - 12} y={21} className={classes.words} textAnchor="end">
        {endpoint}
      </text>
      <rect y={ROW + 5} width={bar} height={TRACK} rx={3} className={classes.track} />
      <rect
        y={ROW + 5}
        width={(bar * count) / most}
        height={TRACK}
        rx={3}
        className={tally?.answers === false ? classes.refused : classes.fill}
      />
      <path d={`M${(bar * fair) / most},${ROW + 2}v${TRACK + 6}`} className={classes.fair} />
      <text x={width} y={ROW + 17} className={classes.words} textAnchor="end">
        {count}
        {tally?.answers === false ? ' refused' : ''} (fair: {fair})
      </text>
    </>
  );
}
