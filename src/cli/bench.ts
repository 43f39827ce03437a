/**
 * `npm run bench`: our pages against a floor page that is built in the same run, and the times of the core. Every page time
 * is the minimum of five runs: on a shared machine the minimum is the one number that repeats.
 * `--lighthouse` adds Lighthouse's scores where it is installed (npm install --no-save lighthouse@12.8.2).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { buildWorld, run } from '../sim';
import { readManifests } from '../sim/kube/manifest';
import { buildFloor } from './bench/build-floor';
import { heap, measure, type Sample } from './bench/measure';
import { BROWSER_ARGUMENTS, findBrowser } from './dev/find-browser.mjs';
import { serveFolder } from './static-server';

const ROUNDS = 5;
const REPLAYS = 1000;
const FLOOR = 'node_modules/.cache/bench/floor';
const say = (line: string) => process.stdout.write(`${line}\n`);

function least(samples: readonly Sample[], name: keyof Sample): number | null {
  const values = samples.map((sample) => sample[name]).filter((value) => value !== null);
  return values.length > 0 ? Math.min(...values) : null;
}

const COLUMNS: readonly [keyof Sample, string, (value: number) => string][] = [
  ['fcp', 'FCP ms', (value) => value.toFixed(0)],
  ['lcp', 'LCP ms', (value) => value.toFixed(0)],
  ['blocked', 'blocked ms', (value) => value.toFixed(0)],
  ['cls', 'CLS', (value) => value.toFixed(3)],
  ['bytes', 'KB', (value) => (value / 1024).toFixed(1)],
  ['inpWorst', 'INP worst ms', (value) => value.toFixed(0)],
  ['inpMedian', 'INP median ms', (value) => value.toFixed(0)],
  ['dropped', 'dropped %', (value) => (value * 100).toFixed(1)],
];

async function pages(): Promise<void> {
  await buildFloor(FLOOR);
  const [floor, ours] = await Promise.all([serveFolder(FLOOR), serveFolder('dist')]);
  const { executable, env } = await findBrowser();
  const browser = await chromium.launch({
    executablePath: executable,
    env: { ...(process.env as Record<string, string>), ...env },
    args: [...BROWSER_ARGUMENTS],
  });
  const urls = [
    ['floor (React, late)', `${floor.url}/`],
    ['home', `${ours.url}/`],
    ['lesson', `${ours.url}/osi-meets-kubernetes.html`],
  ] as const;
  const samples = new Map<string, Sample[]>(urls.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, url] of urls) samples.get(name)?.push(await measure(browser, url));
  say(
    `| page, minimum of ${ROUNDS} | ${COLUMNS.map(([, title]) => title).join(' | ')} | LCP : floor |`,
  );
  say(`|---|${COLUMNS.map(() => '---|').join('')}---|`);
  const floorLcp = least(samples.get(urls[0][0]) ?? [], 'lcp') ?? 1;
  for (const [name, all] of samples) {
    const cells = COLUMNS.map(([column, , show]) => {
      const value = least(all, column);
      return value === null ? '–' : show(value);
    });
    say(`| ${name} | ${cells.join(' | ')} | ${((least(all, 'lcp') ?? 0) / floorLcp).toFixed(2)} |`);
  }
  const { before, after } = await heap(browser, `${ours.url}/`, REPLAYS);
  const mega = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  say(`\nheap of the home page: ${mega(before)} MB, after ${REPLAYS} replays ${mega(after)} MB`);
  await browser.close();
  if (process.argv.includes('--lighthouse'))
    for (const [name, url] of urls) lighthouse(name, url, executable);
  await Promise.all([floor.close(), ours.close()]);
}

interface Report {
  readonly categories: Readonly<Record<string, { readonly score: number }>>;
  readonly audits: Readonly<Record<string, { readonly numericValue?: number }>>;
}

const AUDITS = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time'];

function lighthouse(name: string, url: string, browser: string): void {
  if (!existsSync('node_modules/.bin/lighthouse'))
    throw new Error('Lighthouse is not installed: npm install --no-save lighthouse@12.8.2');
  const reports: Report[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { stdout, stderr, status } = spawnSync(
      'node_modules/.bin/lighthouse',
      [url, '--quiet', '--output=json', '--chrome-flags=--headless --no-sandbox --disable-gpu'],
      { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, CHROME_PATH: browser } },
    );
    if (status !== 0) throw new Error(`Lighthouse failed on ${name}: ${stderr.slice(-400)}`);
    reports.push(JSON.parse(stdout) as Report);
  }
  const scores = Object.keys(reports[0]?.categories ?? {}).map(
    (id) =>
      `${id} ${Math.max(...reports.map((report) => Math.round((report.categories[id]?.score ?? 0) * 100)))}`,
  );
  const times = AUDITS.map(
    (id) =>
      `${id} ${Math.min(...reports.map((report) => report.audits[id]?.numericValue ?? 0)).toFixed(0)} ms`,
  );
  say(`Lighthouse, best of ${ROUNDS}, ${name}: ${scores.join(', ')}; ${times.join(', ')}`);
}

function fastest(name: string, rounds: number, work: () => void): void {
  const times = Array.from({ length: rounds }, () => {
    const started = process.hrtime.bigint();
    work();
    return Number(process.hrtime.bigint() - started) / 1e6;
  });
  say(`${name.padEnd(44)} ${Math.min(...times).toFixed(2)} ms (minimum of ${rounds})`);
}

function core(): void {
  const file = 'content/clusters/lesson.yaml';
  const text = readFileSync(file, 'utf8');
  const objects = readManifests([{ file, text }]);
  if (!objects.ok) throw new Error('the lesson cluster does not read');
  const world = buildWorld(objects.value);
  if (!world.ok) throw new Error('the lesson cluster does not build');
  fastest('read the manifests', 20, () => readManifests([{ file, text }]));
  fastest('build the world', 20, () => buildWorld(objects.value));
  fastest('ping across nodes', 50, () => run(world.value, 'default/pod-a', 'ping -c 1 10.244.1.8'));
  fastest('HTTP request by name through the ClusterIP', 30, () =>
    run(world.value, 'default/pod-a', 'curl -s http://my-service:8080/'),
  );
}

if (!existsSync('dist/index.html')) throw new Error('build first: npm run build');
core();
await pages();
