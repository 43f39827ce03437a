/** Collects what a tool prints, line by line, with the moment of each line. */
import { type ExitStatus, type OutputLine, syscall, type Task } from '../transport/syscalls';

export class Output {
  private readonly lines: OutputLine[] = [];
  /** stdout that has no newline yet */
  private pending = '';
  private pendingSince = 0;

  *out(text: string): Task<void> {
    yield* this.write(`${text}\n`);
  }

  *all(lines: readonly string[]): Task<void> {
    for (const line of lines) yield* this.out(line);
  }

  /** Text as it stands: a line ends where it says so. */
  *write(text: string): Task<void> {
    const atMicros = yield* syscall('now', {});
    const pieces = (this.pending + text).split('\n');
    this.pending = pieces.pop() ?? '';
    this.pendingSince = atMicros;
    for (const piece of pieces) this.lines.push({ atMicros, stream: 'stdout', text: piece });
  }

  *err(text: string): Task<void> {
    const atMicros = yield* syscall('now', {});
    for (const line of text.split('\n'))
      this.lines.push({ atMicros, stream: 'stderr', text: line });
  }

  /** Simplified: a last line without newline gets one, because output is kept in lines. */
  exit(exitCode: number): ExitStatus {
    const { pending, pendingSince: atMicros } = this;
    if (pending !== '') this.lines.push({ atMicros, stream: 'stdout', text: pending });
    this.pending = '';
    return { lines: this.lines, exitCode };
  }
}

/** The whole of a tool that only reads state and prints. */
export function* print(lines: readonly string[], exitCode = 0): Task<ExitStatus> {
  const output = new Output();
  yield* output.all(lines);
  return output.exit(exitCode);
}

export function* fail(message: string, exitCode = 1): Task<ExitStatus> {
  const output = new Output();
  yield* output.err(message);
  return output.exit(exitCode);
}
