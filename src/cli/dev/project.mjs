/** Where things are, and how a script of this project runs another program. Plain Node: works before any install. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
export const CACHE = join(ROOT, 'node_modules', '.cache', 'podpath');

/** A file below the cache folder, its folder made. */
export function cacheFile(name) {
  mkdirSync(CACHE, { recursive: true });
  return join(CACHE, name);
}

/** Path of a program that a dependency brings. */
export const bin = (name) => join(ROOT, 'node_modules', '.bin', name);

/**
 * Runs a program to its end with the terminal of this process.
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it, 127 when it could not start
 */
export function runProgram(
  command,
  args,
  { env = process.env, stdio = 'inherit', cwd = ROOT } = {},
) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, env, stdio });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    const finish = (code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      done(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`${command} cannot start: ${error.message}\n`);
      finish(127);
    });
    child.on('close', (code, signal) => finish(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
