/** A process that another one gives up on, as curl does with its resolver thread. */
import { syscall, type Task } from '../transport/syscalls';

/** Runs a task until a moment of the virtual clock; null when it was not done by then. */
export function* within<T>(deadline: number, task: Task<T>): Task<T | null> {
  let next = task.next(undefined);
  while (!next.done) {
    const left = deadline - (yield* syscall('now', {}));
    if (left <= 0) return null;
    const call = next.value;
    const limited =
      'timeoutMicros' in call && call.timeoutMicros !== undefined
        ? { ...call, timeoutMicros: Math.min(call.timeoutMicros, left) }
        : call;
    next = task.next(yield limited);
  }
  return next.value;
}
