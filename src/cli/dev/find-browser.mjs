/**
 * Finds a Chromium that can really be driven: each place in order, first one that opens a page and takes a click wins.
 * node src/cli/dev/find-browser.mjs prints what it found. PODPATH_BROWSER_SOURCE forces one place, for tests of this file.
 */
import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BROWSER_ARGUMENTS } from './browser-arguments.mjs';
import { bundledChromium, hasBundledChromium } from './bundled-chromium.mjs';
import { bin, runProgram } from './project.mjs';

const SYSTEM_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const MAC_BUNDLES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

/**
 * Ubuntu's chromium-browser is a script that only starts (or asks for) a snap, and a snap sees neither the
 * temporary folder nor a root user's home.
 */
export function isSnapStub(path) {
  const target = realpathSync(path);
  if (target.startsWith('/snap/') || target.endsWith('/snap')) return true;
  if (statSync(target).size > 65_536) return false;
  const text = readFileSync(target, 'utf8');
  return text.startsWith('#!') && /\/snap\/bin\/|snap install/.test(text);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Browsers of the system, in the order in which they are tried. */
export function systemBrowsers(searchPath = process.env.PATH ?? '', platform = process.platform) {
  const bundles = platform === 'darwin' ? MAC_BUNDLES : [];
  const folders = searchPath.split(delimiter).filter(Boolean);
  const named = SYSTEM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...named, ...bundles].filter((path) => isProgram(path) && !isSnapStub(path));
}

/** The full browser of Playwright's cache, or the headless shell: a download of its own, beside it in the same cache. */
async function playwrightBrowser() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : headlessShell(path);
}

/** @param full path of the full browser: ".../chromium-1248/chrome-linux64/chrome" */
export function headlessShell(full) {
  const [cache, revision] = full.split(/[/\\]chromium-(\d+)[/\\]/);
  const folder = join(cache ?? '', `chromium_headless_shell-${revision}`);
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .flatMap((name) => ['chrome-headless-shell', 'headless_shell'].map((file) => join(folder, name, file)))
    .find(isProgram);
}

/** Every place to look, in order; each gives the browsers that it has. */
const SOURCES = [
  {
    name: 'BROWSER_PATH',
    find: async () => (process.env.BROWSER_PATH ? [{ path: process.env.BROWSER_PATH }] : []),
  },
  {
    name: 'playwright-cache',
    find: async () => {
      const path = await playwrightBrowser();
      return path ? [{ path }] : [];
    },
  },
  { name: 'system', find: async () => systemBrowsers().map((path) => ({ path })) },
  { name: 'npm-package', find: async () => (hasBundledChromium() ? [bundledChromium()] : []) },
  {
    name: 'playwright-download',
    find: async () => {
      process.stderr.write('No browser found yet: downloading one (npx playwright install) …\n');
      const args = ['install', 'chromium-headless-shell'];
      await runProgram(bin('playwright'), args, { stdio: ['ignore', 2, 2] });
      const path = await playwrightBrowser();
      return path ? [{ path }] : [];
    },
  },
];

/** Options for Playwright's launch(). */
export const launchOptions = ({ path, libraryPath }) => ({
  executablePath: path,
  args: BROWSER_ARGUMENTS,
  ...(libraryPath ? { env: { ...process.env, LD_LIBRARY_PATH: libraryPath } } : {}),
});

/** Opens a page and clicks on it: a browser that starts may still be one that no page opens in. */
export async function launchCheck(browser) {
  const { chromium } = await import('@playwright/test');
  const running = await chromium.launch({ ...launchOptions(browser), timeout: 60_000 });
  try {
    const page = await running.newPage();
    await page.setContent('<button onclick="this.textContent = `clicked`">click</button>');
    await page.getByRole('button').click({ timeout: 20_000 });
    const text = await page.getByRole('button').textContent();
    if (text !== 'clicked') throw new Error('a click on a button had no effect');
    return running.version();
  } finally {
    await running.close();
  }
}

/**
 * @returns {Promise<{ path: string, libraryPath?: string, source: string, version: string }>}
 * @throws when no place has a browser that works; the message says what was tried and the one command to run
 */
export async function findBrowser(only = process.env.PODPATH_BROWSER_SOURCE) {
  const tried = [];
  for (const source of SOURCES.filter(({ name }) => !only || name === only)) {
    const found = await source.find().catch((error) => {
      tried.push(`${source.name}: ${error.message.split('\n')[0]}`);
      return [];
    });
    for (const browser of found) {
      try {
        return { ...browser, source: source.name, version: await launchCheck(browser) };
      } catch (error) {
        tried.push(`${source.name} ${browser.path}: ${error.message.split('\n')[0]}`);
        // What a person asked for by name is never replaced by something else.
        if (source.name === 'BROWSER_PATH') throw failure(tried);
      }
    }
    if (found.length === 0) tried.push(`${source.name}: none`);
  }
  throw failure(tried);
}

function failure(tried) {
  const advice = {
    darwin: 'install Google Chrome, or run: npx playwright install chromium-headless-shell',
    linux: 'run: sudo apt-get install chromium   (or set BROWSER_PATH to a Chromium or Chrome)',
  };
  const way = advice[process.platform] ?? 'set BROWSER_PATH to a Chromium or Chrome';
  return new Error(`No browser that can be driven was found.\n  ${tried.join('\n  ')}\nTo go on, ${way}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const { path, source, version, libraryPath } = await findBrowser();
    const own = libraryPath ? `, its own libraries in ${libraryPath}` : '';
    process.stdout.write(`${path}\n  Chromium ${version}, from ${source}${own}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
