/** `podpath export-lab FILE...`: the cluster as a script for the learner's own Linux machine. */
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { World } from '../../sim';
import { err, ok, type Result } from '../../sim/result';
import type { Options } from '../arguments';
import { labScript } from './script';

/** Part of names of namespaces and files; a lone name of a device is never made of it. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/;

export function exportLab(world: World, options: Options): Result<undefined, string> {
  const name = options.value('name') ?? nameOf(options.files[0] ?? '');
  if (!NAME.test(name)) {
    return err(`--name "${name}" is no name: 1 to 20 lower-case letters, digits and hyphens`);
  }
  const script = labScript(world, { name, files: options.files });
  const out = options.value('out');
  if (out === undefined) process.stdout.write(script);
  else {
    try {
      writeFileSync(out, script);
      chmodSync(out, 0o755);
    } catch (error) {
      return err(`--out ${out} cannot be written: ${error instanceof Error ? error.message : ''}`);
    }
    process.stdout.write(`${out}: run "sudo sh ${out} up" on a Linux machine\n`);
  }
  return ok(undefined);
}

function nameOf(file: string): string {
  const base = path
    .basename(file)
    .replace(/\.[^.]*$/, '')
    .toLowerCase();
  return (
    base
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+/, '')
      .slice(0, 20)
      .replace(/-+$/, '') || 'lab'
  );
}
