import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

test('installing on a fresh clone writes nothing to the standard output of the command that needed it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'podpath-setup-'));
  mkdirSync(path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'package-lock.json'), '{}');
  const npm = path.join(folder, 'npm');
  writeFileSync(npm, '#!/bin/sh\necho "added 336 packages"\n');
  chmodSync(npm, 0o755);
  const setup = path.resolve('src/cli/dev/setup.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { installDependencies } = await import(${JSON.stringify(setup)}); installDependencies();`,
    ],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    },
  );
  expect(status).toBe(0);
  expect(stdout).toBe('');
  expect(stderr).toContain('added 336 packages');
});
