/** Collects what a tool prints, with the moment of each line. */
import { type ExitStatus, type OutputLine, syscall, type Task } from '../transport/syscalls';

export class Output {
  private readonly lines: OutputLine[] = [];
  failed = false;

  *out(text: string): Task<void> {
    yield* this.add('stdout', text);
  }

  *err(text: string): Task<void> {
    yield* this.add('stderr', text);
  }

  *fail(text: string): Task<void> {
    this.failed = true;
    yield* this.add('stderr', text);
  }

  *all(lines: readonly string[]): Task<void> {
    for (const line of lines) yield* this.add('stdout', line);
  }

  exit(exitCode: number): ExitStatus {
    return { lines: this.lines, exitCode };
  }

  private *add(stream: OutputLine['stream'], text: string): Task<void> {
    const atMicros = yield* syscall('now', {});
    for (const line of text.split('\n')) this.lines.push({ atMicros, stream, text: line });
  }
}

/** A tool that only reads state and prints. */
export function* print(lines: readonly string[], exitCode = 0, errors: readonly string[] = []): Task<ExitStatus> {
  const output = new Output();
  yield* output.all(lines);
  for (const line of errors) yield* output.err(line);
  return output.exit(exitCode);
}

export function* fail(message: string, exitCode = 1): Task<ExitStatus> {
  const output = new Output();
  yield* output.err(message);
  return output.exit(exitCode);
}
