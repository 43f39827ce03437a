import { useMachine } from '@xstate/react';
import { createContext, useContext, useEffect, useRef } from 'react';
import { playerMachine } from '../machines/player';

const HOP_MILLISECONDS = 700;

/** True while whoever holds the piece wants it to stand still. */
export const HoldContext = createContext(false);

/**
 * Drives the player with a timer while it plays; the trace itself is already there in full.
 * `initial` may change later: that is somebody jumping to a hop from outside.
 */
export function usePlayer(count: number, initial: number, onIndex: (index: number) => void) {
  const [snapshot, send] = useMachine(playerMachine, { input: { count, index: initial } });
  const { index, speed } = snapshot.context;
  const isPlaying = snapshot.matches('playing');
  const report = useRef(onIndex);
  report.current = onIndex;
  const loaded = useRef(count);
  useEffect(() => {
    if (loaded.current === count) return;
    loaded.current = count;
    send({ type: 'LOAD', count, index: initial });
  }, [count, initial, send]);
  const told = useRef(initial);
  useEffect(() => {
    if (told.current === index) return;
    told.current = index;
    report.current(index);
  }, [index]);
  useEffect(() => {
    if (told.current === initial) return;
    told.current = initial;
    send({ type: 'SEEK', index: initial });
  }, [initial, send]);
  const isHeld = useContext(HoldContext);
  const playsOn = useRef(false);
  useEffect(() => {
    if (isHeld) {
      playsOn.current = isPlaying;
      if (isPlaying) send({ type: 'PAUSE' });
    } else if (playsOn.current) {
      playsOn.current = false;
      send({ type: 'PLAY' });
    }
    // Only the word from outside counts: a learner who presses Play meanwhile has the last one.
  }, [isHeld, send]);
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => send({ type: 'TICK' }), HOP_MILLISECONDS / speed);
    return () => clearInterval(timer);
  }, [isPlaying, speed, send]);
  return { index: Math.min(index, Math.max(0, count - 1)), speed, isPlaying, send };
}
