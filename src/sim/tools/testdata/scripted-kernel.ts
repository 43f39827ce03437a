/**
 * A kernel made of answers written down by a test: it keeps a clock and hands each system call to the script.
 */
import type { Replies, Syscall, Task } from '../../transport/syscalls';

export interface ScriptedKernel {
  readonly now: number;
  readonly calls: readonly Syscall[];
}

/** What a script says to one call: the reply, and how long it took. */
export interface Scripted {
  readonly reply: Replies[keyof Replies];
  readonly micros?: number;
}

export type Script = (call: Syscall, kernel: ScriptedKernel) => Scripted | undefined;

const MAXIMUM_CALLS = 10_000;

/** Runs a process to its end. `now`, `sleep` and `close` need no script; a call that has none fails the test. */
export function drive<T>(
  task: Task<T>,
  script: Script = () => undefined,
): { value: T } & ScriptedKernel {
  const calls: Syscall[] = [];
  let now = 0;
  let next = task.next(undefined);
  while (!next.done) {
    const call = next.value;
    if (calls.length > MAXIMUM_CALLS) throw new Error('the process does not end');
    calls.push(call);
    const scripted = script(call, { now, calls }) ?? byItself(call, now);
    if (!scripted) throw new Error(`no reply in the script for ${JSON.stringify(call)}`);
    now += scripted.micros ?? 0;
    next = task.next(scripted.reply);
  }
  return { value: next.value, now, calls };
}

function byItself(call: Syscall, now: number): Scripted | undefined {
  switch (call.call) {
    case 'now':
      return { reply: now };
    case 'sleep':
      return { reply: undefined, micros: call.micros };
    case 'close':
      return { reply: undefined };
    case 'readFile':
      return { reply: undefined };
    default:
      return undefined;
  }
}

export const success = <T>(value: T): { readonly ok: true; readonly value: T } => ({
  ok: true,
  value,
});
