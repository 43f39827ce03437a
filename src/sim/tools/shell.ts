/** The door to the tools: one command line in, its output and exit code out. */
import type { ExitStatus, Task } from '../transport/syscalls';
import { type CommandContext, runLine } from './registry';

/** Lines carry the microseconds since the command began, as the hops of its trace do. */
export function* runCommandLine(text: string, context: CommandContext): Task<ExitStatus> {
  const begun = context.state.nowMicros;
  const { lines, exitCode } = yield* runLine(text, context);
  return { exitCode, lines: lines.map((line) => ({ ...line, atMicros: line.atMicros - begun })) };
}
