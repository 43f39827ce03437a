/** What a run leaves behind when it is interrupted or killed. Needs root, like the run itself. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { removeLeftovers } from './laboratory';
import { SEARCH_PATH, TOOLS, type ToolName, whatIsMissing } from './requirements';

const missing = whatIsMissing(Object.keys(TOOLS) as ToolName[]);
const NETNS = '/run/netns';
const env = { ...process.env, PATH: SEARCH_PATH };
const LONGER_THAN_ANY_PID = 99_999_999;
const PATIENCE_MS = 120_000;

const of = (pid: number | undefined): readonly string[] =>
  existsSync(NETNS)
    ? readdirSync(NETNS).filter((name) => name.startsWith(`podpath-live-${pid}-`))
    : [];

const ip = (...words: readonly string[]) => execFileSync('ip', words, { env });

describe('network namespaces of a live run', () => {
  if (missing) {
    test.skip(`are looked at where there can be any (here: ${missing})`, () => {});
    return;
  }
  let child: ChildProcess | undefined;

  /** A run that has begun to build. */
  async function begun(): Promise<ChildProcess> {
    const words = ['--import', 'tsx', path.join(import.meta.dirname, 'main.ts')];
    const run = spawn(process.execPath, [...words, '--clusters', '0', '--only', 'nobody'], { env });
    child = run;
    while (of(run.pid).length === 0) {
      if (run.exitCode !== null) throw new Error(`it ended with ${run.exitCode}`);
      await sleep(20);
    }
    return run;
  }

  const gone = (run: ChildProcess) => new Promise((resolve) => run.once('exit', resolve));

  afterEach(() => {
    child?.kill('SIGKILL');
    for (const name of of(child?.pid)) ip('netns', 'del', name);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'are gone after %s',
    async (signal) => {
      const run = await begun();
      const end = gone(run);
      run.kill(signal);
      await end;
      expect(of(run.pid)).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    'that a killed run has left are removed by the next, and nobody else’s',
    async () => {
      const run = await begun();
      const end = gone(run);
      run.kill('SIGKILL');
      await end;
      const others = [`podpath-live-${process.pid}-1-node`, `podpath-livelier-${run.pid}-1-node`];
      for (const name of [...others, `podpath-live-${LONGER_THAN_ANY_PID}-1-node`])
        ip('netns', 'add', name);
      try {
        expect(of(run.pid).length).toBeGreaterThan(0);
        expect(removeLeftovers()).toBeGreaterThanOrEqual(2);
        expect(of(run.pid)).toEqual([]);
        expect(of(LONGER_THAN_ANY_PID)).toEqual([]);
        for (const name of others) expect(existsSync(path.join(NETNS, name)), name).toBe(true);
      } finally {
        for (const name of others) ip('netns', 'del', name);
      }
    },
    PATIENCE_MS,
  );
});
