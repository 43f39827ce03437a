import type { usePlayer } from './usePlayer';
import classes from './panels.module.css';

interface Props {
  readonly player: ReturnType<typeof usePlayer>;
  readonly count: number;
  readonly name: string;
  /** simulated time of this hop */
  readonly millis?: number;
}

const ICONS = {
  first: 'M4 4v12M16 4L7 10l9 6z',
  back: 'M13 4L5 10l8 6z',
  play: 'M6 3.5L16 10L6 16.5z',
  pause: 'M6 4v12M13 4v12',
  step: 'M7 4l8 6-8 6z',
  last: 'M16 4v12M4 4l9 6-9 6z',
} as const;

function Icon({ name }: { readonly name: keyof typeof ICONS }) {
  return (
    <svg viewBox="0 0 20 20" width={18} height={18} aria-hidden="true" className={classes.icon}>
      <path d={ICONS[name]} />
    </svg>
  );
}

/** Play, pause and step; the altitude line above it is the scrubber. */
export function Player({ player, count, name, millis }: Props) {
  const { index, isPlaying, speed, send } = player;
  const isFirst = index === 0;
  const isLast = index >= count - 1;
  return (
    <div className={classes.player} role="group" aria-label={`Player: ${name}`}>
      <button
        type="button"
        onClick={() => send({ type: 'FIRST' })}
        aria-disabled={isFirst}
        aria-label="First hop"
        className={classes.edge}
      >
        <Icon name="first" />
      </button>
      <button
        type="button"
        onClick={() => send({ type: 'BACK' })}
        aria-disabled={isFirst}
        aria-label="Step back"
      >
        <Icon name="back" />
      </button>
      <button
        type="button"
        className={classes.play}
        onClick={() => send({ type: isPlaying ? 'PAUSE' : 'PLAY' })}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} />
        {isPlaying ? 'Pause' : 'Play'}
      </button>
      <button
        type="button"
        onClick={() => send({ type: 'STEP' })}
        aria-disabled={isLast}
        aria-label="Step forward"
      >
        <Icon name="step" />
      </button>
      <button
        type="button"
        onClick={() => send({ type: 'LAST' })}
        aria-disabled={isLast}
        aria-label="Last hop"
        className={classes.edge}
      >
        <Icon name="last" />
      </button>
      <span className={classes.counter}>
        <span>hop </span>
        {index + 1}
        <span> of </span>
        <i>/</i>
        {count}
        {millis === undefined ? null : (
          <span className={classes.clock}>{millis.toFixed(3)} ms</span>
        )}
      </span>
      <label className={classes.speed}>
        <span>speed</span>
        <select
          value={speed}
          onChange={(event) => send({ type: 'SPEED', speed: Number(event.target.value) })}
        >
          <option value={0.5}>½×</option>
          <option value={1}>1×</option>
          <option value={2}>2×</option>
        </select>
      </label>
    </div>
  );
}
