// `npm run test:firefox`: the browser tests in stock Firefox. What needs Chromium says why it is left out.
import { rmSync } from 'node:fs';
import { RETRIES, readBrowserReport, tellFlaky } from './browser-report.mjs';
import { finish, onPath, prepare, refuse } from './engine.mjs';
import { run } from './setup.mjs';

const REPORT = 'node_modules/.cache/firefox.json';
const executable = process.env.PODPATH_FIREFOX ?? onPath(['firefox-esr', 'firefox']);
if (!executable)
  refuse(
    'Firefox was not found. Debian: apt-get install firefox-esr. Elsewhere: set PODPATH_FIREFOX.',
  );
prepare();
rmSync(REPORT, { force: true });
console.log(`browser: ${executable}`);
const words = ['playwright', 'test', '-c', 'e2e/firefox/playwright.config.ts'];
const status = run(
  'npx',
  ['--no-install', ...words, `--retries=${RETRIES}`, '--reporter=line,json'],
  {
    env: { ...process.env, PODPATH_FIREFOX: executable, PLAYWRIGHT_JSON_OUTPUT_NAME: REPORT },
  },
);
const report = readBrowserReport(REPORT);
for (const [reason, count] of report.skipped)
  console.log(`left to Chromium: ${count}, because ${reason}`);
tellFlaky(report.flaky);
finish(report.passed, report.failed, status === 0);
