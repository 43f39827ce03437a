import { useEffect, useState } from 'react';

const STEP_MILLISECONDS = 120;

/** Walks through `count` places, one after the other, so that the learner can watch. */
export function useSearch(count: number) {
  const [seen, setSeen] = useState<number | null>(null);
  const isRunning = seen !== null && seen < count;
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setTimeout(() => setSeen((now) => (now ?? 0) + 1), STEP_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isRunning, seen]);
  return {
    seen: seen ?? 0,
    isRunning,
    isDone: seen !== null && seen >= count,
    start: () => setSeen(0),
  };
}
