/**
 * Writes that wait their turn. A SCORM call blocks the page until the LMS has answered, so each runs in a task of its own
 * and the learner's click is drawn first; `flush` runs all that is left at once, for the moment when the page goes away.
 */
export type Step = () => void;

export interface Queue {
  add(steps: readonly Step[]): void;
  /** Runs what is waiting, now. */
  flush(): void;
  readonly waiting: () => number;
}

export function createQueue(later: (step: Step) => void): Queue {
  const steps: Step[] = [];
  let isScheduled = false;
  const runOne = (): void => {
    isScheduled = false;
    steps.shift()?.();
    schedule();
  };
  const schedule = (): void => {
    if (isScheduled || steps.length === 0) return;
    isScheduled = true;
    later(runOne);
  };
  return {
    add: (more) => {
      steps.push(...more);
      schedule();
    },
    flush: () => {
      while (steps.length > 0) steps.shift()?.();
    },
    waiting: () => steps.length,
  };
}

/** After the next picture has been drawn; hidden pages draw none, so a timer stands behind it. */
export function afterPaint(step: Step): void {
  let isDone = false;
  const once = (): void => {
    if (isDone) return;
    isDone = true;
    step();
  };
  if (document.visibilityState === 'visible') requestAnimationFrame(() => setTimeout(once, 0));
  setTimeout(once, 60);
}
