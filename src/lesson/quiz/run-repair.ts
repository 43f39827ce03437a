/** Runs the check of a repair on edited manifests: in the page, and at build to prove the question. */
import type { RepairCheck } from '../../quiz';
import { buildWorld } from '../../sim/cluster';
import { readManifests } from '../../sim/kube/manifest';
import type { Problem } from '../../sim/result';
import { run } from '../../sim/simulation';
import type { WorldOptions } from '../../sim/world';

export interface RepairRun {
  readonly works: boolean;
  /** what the command printed, or what is wrong with the manifest */
  readonly output: string;
  /** false when no cluster could be built out of the text */
  readonly isReadable: boolean;
}

const LIMIT_MICROS = 30_000_000;

const describe = ({ line, column, message, hint }: Problem): string =>
  `line ${line ?? 1}, column ${column ?? 1}: ${message} ${hint}`;

export function runRepair(
  text: string,
  rest: string,
  check: RepairCheck,
  options: Partial<WorldOptions>,
): RepairRun {
  const read = readManifests([
    { file: 'yours.yaml', text },
    { file: 'rest.yaml', text: rest },
  ]);
  const built = read.ok ? buildWorld(read.value, { ...options, faults: [] }) : read;
  if (!built.ok)
    return { works: false, isReadable: false, output: built.error.map(describe).join('\n') };
  const result = run(built.value, check.at, check.run, { limitMicros: LIMIT_MICROS });
  const output = result.lines.map((line) => line.text).join('\n');
  return { works: new RegExp(check.matches).test(output), isReadable: true, output };
}
