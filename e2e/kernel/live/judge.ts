/** The one process that replays recordings, asked one folder at a time; it ends with the one that started it. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Summary } from '../../../src/cli/conform/kernel';

type Answer = { readonly summary: Summary } | { readonly error: string };

export class Judge {
  private readonly child = fork(fileURLToPath(new URL('./judge-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  });
  private readonly waiting: ((answer: Answer) => void)[] = [];

  constructor() {
    this.child.on('message', (answer: Answer) => this.waiting.shift()?.(answer));
    this.child.on('exit', (code) => {
      for (const take of this.waiting.splice(0)) take({ error: `the replay ended with ${code}` });
    });
  }

  async replay(folder: string): Promise<Summary> {
    const answer = await new Promise<Answer>((resolve) => {
      this.waiting.push(resolve);
      this.child.send(folder);
    });
    if ('error' in answer) throw new Error(`${folder}: ${answer.error}`);
    return answer.summary;
  }

  stop(): void {
    this.child.disconnect();
  }
}
