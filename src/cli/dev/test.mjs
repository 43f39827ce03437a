// `npm test`: everything, in the order in which it is cheap to fail; the last line counts what ran.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { RETRIES, readBrowserReport, tellFlaky } from './browser-report.mjs';
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

let flaky = [];
let skipped = [];

/** Adds what a runner reports; `ok` is whether it ended well, which it can fail to do without naming a test. */
function report(ok, file, read) {
  try {
    const found = read(file);
    passed += found.passed;
    failed += found.failed;
    flaky = [...flaky, ...(found.flaky ?? [])];
    skipped = [...skipped, ...(found.skipped ?? [])];
    if (found.failed === 0 && (!ok || found.passed === 0)) failed += 1;
  } catch (error) {
    console.error(`no report in ${file}: ${error.message}`);
    failed += 1;
  }
}

function readUnitReport(file) {
  const json = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: json.numPassedTests, failed: json.numFailedTests };
}

count(gate('format', ['biome', 'check', '.']));
count(gate('lint', ['oxlint', '--deny-warnings', 'src', 'e2e']));
count(gate('nothing unused', ['knip', '--no-config-hints']));
count(gate('types', ['tsc', '--noEmit']));
count(gate('types of the core, without DOM and Node', ['tsc', '-p', 'src/sim', '--noEmit']));
for (const old of [UNIT, BROWSER]) rmSync(old, { force: true });
const unitsEndedWell = gate('unit tests', [
  'vitest',
  'run',
  '--reporter=dot',
  '--reporter=json',
  `--outputFile.json=${UNIT}`,
]);
report(unitsEndedWell, UNIT, readUnitReport);
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
  const words = ['playwright', 'test', `--retries=${RETRIES}`, '--reporter=line,json'];
  report(gate('browser tests', words, env), BROWSER, readBrowserReport);
}
tellFlaky(flaky);
for (const [reason, count] of skipped) console.log(`skipped: ${count}, because ${reason}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
