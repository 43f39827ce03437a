/**
 * Switches for what processes do. They are no API fields: in a real cluster somebody kills a process, or a bug does.
 */
import type { WorldOptions } from '../world';
import type { PodRuntime } from './types';

type WithRuntime = Pick<WorldOptions, 'runtime'>;

/** Options in which the process of `pod` ("namespace/pod") behaves as told. */
export function setRuntime<T extends WithRuntime>(
  options: T,
  pod: string,
  change: Partial<PodRuntime>,
): T {
  const runtime = { ...options.runtime, [pod]: { ...options.runtime?.[pod], ...change } };
  return { ...options, runtime };
}

/** Makes the health endpoint of a pod pass or fail; a pod without an httpGet probe does not notice. */
export const setReady = <T extends WithRuntime>(options: T, pod: string, isReady: boolean): T =>
  setRuntime(options, pod, { healthStatus: isReady ? 200 : 503 });
