/** Runs the tools of the machine. Everything that is started here is ended by its own process id. */
import { spawn, spawnSync } from 'node:child_process';
import { SEARCH_PATH } from './requirements';

const env = { ...process.env, PATH: SEARCH_PATH, LC_ALL: 'C' };

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits; a failure is an error that repeats what the tool said and which lines it was given. */
export function must(command: string, words: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    input,
    encoding: 'utf8',
    env,
    maxBuffer: 64e6,
  });
  if (status === 0) return stdout;
  const said = error?.message ?? stderr;
  throw new Error(`${command} ${words.join(' ')}: ${said.trim()}\n${input}`);
}

export function start(command: string, words: readonly string[], input?: string) {
  const child = spawn(command, words, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  // A tool that fails early closes its input; its exit code tells.
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  return child;
}

export function finished(
  command: string,
  words: readonly string[],
  input?: string,
): Promise<Finished> {
  const child = start(command, words, input);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += String(text);
  });
  child.stderr.on('data', (text) => {
    stderr += String(text);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? -1, stdout, stderr }));
  });
}

export async function mustFinish(command: string, words: readonly string[], input?: string) {
  const { exitCode, stdout, stderr } = await finished(command, words, input);
  if (exitCode === 0) return stdout;
  throw new Error(`${command} ${words.join(' ')}: ${stderr.trim()}\n${input ?? ''}`);
}

export const inside = (netns: string, ...words: readonly string[]): readonly string[] => [
  `--net=/run/netns/${netns}`,
  ...words,
];
