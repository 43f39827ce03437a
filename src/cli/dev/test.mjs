// `npm test`: everything, in the order in which it is cheap to fail; the last line counts what ran.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { installDependencies } from './setup.mjs';

installDependencies();
process.env.VITE_CONFIG_NATIVE_IGNORE_WARNING = 'true';
mkdirSync('node_modules/.cache', { recursive: true });
const withBrowser = !process.argv.includes('--no-browser');
const UNIT = 'node_modules/.cache/unit.json';
const BROWSER = 'node_modules/.cache/browser.json';
let passed = 0;
let failed = 0;

function gate(name, args, env = {}) {
  console.log(`\n── ${name}`);
  const started = Date.now();
  const { status } = spawnSync('npx', ['--no-install', ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  console.log(
    `   ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  );
  return status === 0;
}

const count = (ok) => {
  if (ok) passed += 1;
  else failed += 1;
};

function report(file, read) {
  try {
    const [ok, bad] = read(JSON.parse(readFileSync(file, 'utf8')));
    passed += ok;
    failed += bad;
    if (ok + bad === 0) failed += 1;
  } catch (error) {
    console.error(`no report in ${file}: ${error.message}`);
    failed += 1;
  }
}

count(gate('format', ['biome', 'check', '.']));
count(gate('lint', ['oxlint', '--deny-warnings', 'src', 'e2e']));
count(gate('types', ['tsc', '--noEmit']));
count(gate('types of the core, without DOM and Node', ['tsc', '-p', 'src/sim', '--noEmit']));
gate('unit tests', [
  'vitest',
  'run',
  '--reporter=dot',
  '--reporter=json',
  `--outputFile.json=${UNIT}`,
]);
report(UNIT, (json) => [json.numPassedTests, json.numFailedTests]);
const built = gate('build', ['vite', 'build', '--logLevel', 'warn']);
count(built);
if (withBrowser && built) {
  const { findBrowser } = await import('./find-browser.mjs');
  const browser = await findBrowser();
  console.log(`\nbrowser: ${browser.executable} (from ${browser.from})`);
  const env = {
    ...browser.env,
    PODPATH_BROWSER: browser.executable,
    PLAYWRIGHT_JSON_OUTPUT_NAME: BROWSER,
  };
  gate('browser tests', ['playwright', 'test', '--reporter=line,json'], env);
  report(BROWSER, (json) => [json.stats.expected, json.stats.unexpected + json.stats.flaky]);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
