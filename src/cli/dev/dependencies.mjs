/** Installs the locked dependencies when they are absent or the lockfile has changed. Plain Node, no dependency. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runProgram } from './project.mjs';

const MINIMUM_NODE = [20, 19];

/** What a set of installed packages depends on: the lockfile, and the platform that native packages are built for. */
export function lockFingerprint(lockText) {
  const platform = `${process.platform} ${process.arch}`;
  return createHash('sha256').update(`${platform}\n${lockText}`).digest('hex');
}

/**
 * True when npm's own record of an install holds every package of the lockfile at its version.
 * Optional packages are left out: npm installs only those of this platform.
 */
export function installHolds(lock, installed) {
  return Object.entries(lock.packages).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional ||
      entry.link ||
      installed.packages[path]?.version === entry.version,
  );
}

function isInstalled(modules, lockText, fingerprint) {
  const mark = join(modules, '.podpath-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint) return true;
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  if (!installHolds(JSON.parse(lockText), JSON.parse(readFileSync(record, 'utf8')))) return false;
  writeFileSync(mark, fingerprint);
  return true;
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  process.stderr.write(
    `Podpath needs Node ${MINIMUM_NODE.join('.')} or newer; this is ${process.versions.node}. Get one at https://nodejs.org/\n`,
  );
  process.exit(1);
}

/** Makes node_modules agree with package-lock.json, or ends the process. Speaks on stderr only. */
export async function ensureDependencies(root = ROOT) {
  checkNode();
  const modules = join(root, 'node_modules');
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const fingerprint = lockFingerprint(lockText);
  if (isInstalled(modules, lockText, fingerprint)) return;
  process.stderr.write('Installing the locked dependencies (npm ci) …\n');
  const npm = process.env.npm_execpath;
  const [command, ...before] = npm ? [process.execPath, npm] : ['npm'];
  const args = [...before, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runProgram(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (code !== 0) {
    process.stderr.write(`npm ci failed with exit code ${code}; nothing was run.\n`);
    process.exit(code);
  }
  writeFileSync(join(modules, '.podpath-lock'), fingerprint);
}
