/** The Chromium that comes as an npm package (linux x64): unpacked once below node_modules, nothing installed. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from './project.mjs';

const PACKAGE = join(ROOT, 'node_modules', '@sparticuz', 'chromium', 'package.json');

export const hasBundledChromium = () =>
  process.platform === 'linux' && process.arch === 'x64' && existsSync(PACKAGE);

/** @returns {{ path: string, libraryPath?: string }} libraryPath: its own NSS, when the system has none */
export function bundledChromium() {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8'));
  const folder = join(CACHE, `chromium-${version}`);
  if (!existsSync(join(folder, 'chromium'))) unpack(folder);
  const path = join(folder, 'chromium');
  if (missingLibraries(path).length === 0) return { path };
  const libraryPath = join(folder, 'al2023', 'lib');
  const missing = missingLibraries(path, libraryPath);
  if (missing.length > 0) throw new Error(`shared libraries are missing: ${missing.join(', ')}`);
  return { path, libraryPath };
}

/** The package unpacks to the temporary folder of its process; a rename at the end leaves no half of a browser behind. */
function unpack(folder) {
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  // With this name of an environment the package also unpacks the libraries that a bare system lacks.
  const env = { ...process.env, TMPDIR: partial, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  try {
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT, env });
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Shared libraries that the loader cannot find, by name. */
export function missingLibraries(path, libraryPath) {
  const env = libraryPath ? { ...process.env, LD_LIBRARY_PATH: libraryPath } : process.env;
  const text = execFileSync('ldd', [path], { env, encoding: 'utf8' });
  return text
    .split('\n')
    .filter((line) => line.includes('not found'))
    .map((line) => line.trim().split(' ')[0]);
}
