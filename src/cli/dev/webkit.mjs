// `npm run test:webkit`: what a person does with the site, in WebKitGTK from Debian's packages.
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { tellFlaky, withFlaky } from './browser-report.mjs';
import { finish, onPath, prepare, refuse } from './engine.mjs';
import { run } from './setup.mjs';

const REPORT = 'node_modules/.cache/webkit.json';
const FLAKY = 'node_modules/.cache/webkit-flaky.json';

function miniBrowser() {
  if (process.env.PODPATH_MINIBROWSER) return process.env.PODPATH_MINIBROWSER;
  const libraries = ['/usr/lib', ...inside('/usr/lib', /-linux-gnu$/), '/usr/libexec'];
  const folders = libraries.flatMap((folder) => inside(folder, /^webkit2?gtk-\d/));
  return folders.flatMap((folder) => inside(folder, /^MiniBrowser$/)).at(-1) ?? null;
}

function inside(folder, pattern) {
  try {
    return readdirSync(folder)
      .filter((name) => pattern.test(name))
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

const browser = miniBrowser();
if (!browser || !onPath(['WebKitWebDriver']) || !onPath(['Xvfb']))
  refuse('WebKitGTK was not found. Debian: apt-get install webkit2gtk-driver xvfb.');
prepare();
for (const file of [REPORT, FLAKY]) rmSync(file, { force: true });
console.log(`browser: ${browser}`);
const words = ['vitest', 'run', '--config', 'e2e/webkit/vitest.config.ts'];
const status = run('npx', ['--no-install', ...words], {
  env: {
    ...process.env,
    PODPATH_MINIBROWSER: browser,
    PODPATH_REPORT: REPORT,
    PODPATH_FLAKY: FLAKY,
  },
});
const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(REPORT, 'utf8'));
const wavered = JSON.parse(readFileSync(FLAKY, 'utf8'));
const counts = withFlaky(numPassedTests - wavered.length, numFailedTests, wavered);
tellFlaky(counts.flaky);
finish(counts.passed, counts.failed, status === 0);
