import type { usePlayer } from './usePlayer';
import classes from './panels.module.css';

interface Props {
  readonly player: ReturnType<typeof usePlayer>;
  readonly count: number;
  readonly name: string;
}

/** Play, pause and step; the altitude line above it is the scrubber. */
export function Player({ player, count, name }: Props) {
  const { index, isPlaying, speed, send } = player;
  return (
    <div className={classes.player} role="group" aria-label={`Player: ${name}`}>
      <button
        type="button"
        onClick={() => send({ type: 'FIRST' })}
        disabled={index === 0}
        aria-label="First hop"
      >
        |◀
      </button>
      <button
        type="button"
        onClick={() => send({ type: 'BACK' })}
        disabled={index === 0}
        aria-label="Step back"
      >
        ◀
      </button>
      <button
        type="button"
        className={classes.play}
        onClick={() => send({ type: isPlaying ? 'PAUSE' : 'PLAY' })}
      >
        {isPlaying ? 'Pause' : 'Play'}
      </button>
      <button
        type="button"
        onClick={() => send({ type: 'STEP' })}
        disabled={index >= count - 1}
        aria-label="Step forward"
      >
        ▶
      </button>
      <button
        type="button"
        onClick={() => send({ type: 'LAST' })}
        disabled={index >= count - 1}
        aria-label="Last hop"
      >
        ▶|
      </button>
      <span className={classes.counter}>
        hop {index + 1} of {count}
      </span>
      <label className={classes.speed}>
        speed
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
