// `npm run test:firefox`: the browser tests in stock Firefox. What needs Chromium says why it is left out.
// `--short` takes some of each area, for a run beside others; `--built` takes the build of a moment ago.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { RETRIES, readBrowserReport, tellFlaky } from './browser-report.mjs';
import { finish, onPath, prepare, refuse } from './engine.mjs';
import { run } from './setup.mjs';

// The reporter reads a relative name from beside its configuration.
const REPORT = path.resolve('node_modules/.cache/firefox.json');
const executable = process.env.PODPATH_FIREFOX ?? onPath(['firefox-esr', 'firefox']);
if (!executable)
  refuse(
    'Firefox was not found. Debian: apt-get install firefox-esr. Elsewhere: set PODPATH_FIREFOX.',
  );
prepare();
const objection = await objectionTo(executable);
if (objection) refuse(`The Firefox at ${executable} cannot be driven: ${objection}`);
rmSync(REPORT, { force: true });
console.log(`browser: ${executable}`);
const words = ['playwright', 'test', '-c', 'e2e/firefox/playwright.config.ts'];
const short = process.argv.includes('--short') ? { PODPATH_SHORT: '1' } : {};
const status = run(
  'npx',
  ['--no-install', ...words, `--retries=${RETRIES}`, '--reporter=line,json'],
  {
    env: {
      ...process.env,
      ...short,
      PODPATH_FIREFOX: executable,
      PLAYWRIGHT_JSON_OUTPUT_NAME: REPORT,
    },
  },
);
const report = readBrowserReport(REPORT);
const leftOut = JSON.parse(readFileSync('e2e/firefox/left-out.json', 'utf8'));
for (const [files, reason] of Object.entries(leftOut))
  console.log(`left to Chromium: ${files}, because ${reason}`);
for (const [reason, count] of report.skipped)
  console.log(`left to Chromium: ${count} more, because ${reason}`);
tellFlaky(report.flaky);
finish(report.passed, report.failed, status === 0);

/** What Playwright has against this Firefox, tried out with a page and a click; null when it drives it. */
async function objectionTo(executablePath) {
  const { firefox } = await import('@playwright/test');
  try {
    const browser = await firefox.launch({ channel: 'moz-firefox', executablePath });
    const page = await browser.newPage();
    await page.setContent('<button>0</button>');
    await page.click('button');
    await browser.close();
    return null;
  } catch (error) {
    return error.message.split('\n')[0];
  }
}
