// Finds a Chromium for the browser tests; the first that can open a page and click wins.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

export const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const SYSTEM = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

function* candidates() {
  if (process.env.BROWSER_PATH) yield { path: process.env.BROWSER_PATH, from: 'BROWSER_PATH' };
  yield { path: 'playwright', from: "Playwright's cache" };
  for (const name of SYSTEM) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    if (found && !isSnapStub(found)) yield { path: found, from: 'the system' };
  }
  for (const bundle of process.platform === 'darwin' ? MAC : [])
    yield { path: bundle, from: 'the applications folder' };
}

/** Ubuntu's chromium-browser is a script that asks for a snap. */
function isSnapStub(file) {
  const real = realpathSync(file);
  if (real.startsWith('/snap/')) return true;
  const head = readFileSync(real).subarray(0, 4096).toString('latin1');
  return head.startsWith('#!') && head.includes('snap install');
}

async function works(executablePath, env) {
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({
    executablePath,
    args: BROWSER_ARGUMENTS,
    env: { ...process.env, ...env },
  });
  try {
    const page = await browser.newPage();
    await page.setContent('<button onclick="this.textContent=1">0</button>');
    await page.click('button');
    return (await page.textContent('button')) === '1';
  } finally {
    await browser.close();
  }
}

/** A Chromium from the npm registry, unpacked into node_modules/.cache; brings its own NSS where the system has none. */
async function fromRegistry() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const cache = path.resolve('node_modules/.cache/chromium');
  mkdirSync(cache, { recursive: true });
  const script =
    "import('@sparticuz/chromium').then(async (m) => console.log(await m.default.executablePath(), process.env.LD_LIBRARY_PATH ?? ''))";
  const unpack = (extra) =>
    execFileSync('node', ['-e', script], {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: cache, ...extra },
    })
      .trim()
      .split(' ');
  for (const extra of [{}, { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }]) {
    const [executable, libraries] = unpack(extra);
    const env = libraries ? { LD_LIBRARY_PATH: libraries } : {};
    const usable = await works(executable, env).catch(() => false);
    if (usable) return { executable, env };
  }
  return null;
}

/** { executable, env, from } of a browser that has opened a page. Exits with the one command to run when there is none. */
export async function findBrowser() {
  const { chromium } = await import('@playwright/test');
  for (const candidate of candidates()) {
    const executable = candidate.path === 'playwright' ? chromium.executablePath() : candidate.path;
    if (!existsSync(executable)) continue;
    const usable = await works(executable, {}).catch(() => false);
    if (usable) return { executable, env: {}, from: candidate.from };
  }
  const packaged = await fromRegistry().catch(() => null);
  if (packaged) return { ...packaged, from: 'the npm package @sparticuz/chromium' };
  const installed = spawnSync('npx', ['playwright', 'install', 'chromium-headless-shell'], {
    stdio: 'inherit',
  });
  const executable = chromium.executablePath();
  if (installed.status === 0 && existsSync(executable))
    return { executable, env: {}, from: "Playwright's download" };
  console.error(
    'No Chromium was found. Install one (Debian: apt-get install chromium) or set BROWSER_PATH.',
  );
  process.exit(1);
}
