/** Whether things may move on this page: the system's wish, and the learner's own in the settings. Asked at the moment of moving. */
export const mayMove = (): boolean =>
  document.documentElement.dataset.motion !== 'still' &&
  !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
