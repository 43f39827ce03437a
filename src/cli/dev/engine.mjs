// What the suites of the other browser engines share: finding programs and having something to look at.
import { spawnSync } from 'node:child_process';
import { installDependencies, run } from './setup.mjs';

export function onPath(names) {
  for (const name of names) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    if (found) return found;
  }
  return null;
}

/** Installs and builds; with `--built` the build of a moment ago is taken. */
export function prepare() {
  installDependencies();
  process.env.VITE_CONFIG_NATIVE_IGNORE_WARNING = 'true';
  if (process.argv.includes('--built')) return;
  const status = run('npx', ['--no-install', 'vite', 'build', '--logLevel', 'warn']);
  if (status !== 0) process.exit(status);
}

/** Ends a suite whose browser is not here: as a failure, or with `--if-present` in one plain line. */
export function refuse(sentence) {
  if (process.argv.includes('--if-present')) {
    console.log(`skipped: ${sentence}`);
    process.exit(0);
  }
  console.error(sentence);
  process.exit(1);
}

/** The last line of every suite. A suite that ends badly without naming a test has failed, and so has one that ran nothing. */
export function finish(passed, failed, endedWell) {
  const bad = failed === 0 && (!endedWell || passed === 0) ? 1 : failed;
  console.log(`\n${passed} passed, ${bad} failed`);
  process.exit(bad === 0 ? 0 : 1);
}
