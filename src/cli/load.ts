/** From the words of a command line to a world, or to a list of what is wrong with them. */
import { readFileSync } from 'node:fs';
import { buildWorld, type Problem, type World, type WorldOptions } from '../sim';
import { readManifests } from '../sim/kube/manifest';
import { err, ok, type Result } from '../sim/result';
import { isIpv4 } from '../sim/wire/address';
import type { Options } from './arguments';

/** `file:line:column: what is wrong. What to do.` Leaves out the place where there is none. */
export function describeProblem(problem: Problem): string {
  const { file, line, column } = problem;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const message = problem.message.replace(/[.:]?$/, '.');
  return `${place ? `${place}: ` : ''}${message} ${problem.hint}\n`;
}

const problem = (code: string, message: string, hint: string, file?: string): Problem => ({
  code,
  severity: 'error',
  message,
  hint,
  file,
});

function readFiles(names: readonly string[]): Result<{ file: string; text: string }[], Problem[]> {
  const files: { file: string; text: string }[] = [];
  const problems: Problem[] = [];
  for (const file of names) {
    try {
      files.push({ file, text: readFileSync(file, 'utf8') });
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      const message = `cannot be read (${reason})`;
      problems.push(problem('file-unreadable', message, 'Name a file with manifests.', file));
    }
  }
  return problems.length > 0 ? err(problems) : ok(files);
}

/** What `--seed` and `--endpoint` say; other options are checked where the world is built. */
function checkValues(options: Options): readonly Problem[] {
  const seed = options.value('seed');
  const endpoint = options.value('endpoint');
  const problems: Problem[] = [];
  if (seed !== undefined && !/^\d{1,9}$/.test(seed))
    problems.push(problem('bad-seed', `--seed "${seed}" is no number`, 'Write digits, like 42.'));
  if (endpoint !== undefined && !isIpv4(endpoint)) {
    const message = `--endpoint "${endpoint}" is no IPv4 address`;
    problems.push(problem('bad-endpoint', message, 'Write the address of a pod, like 10.244.1.8.'));
  }
  return problems;
}

/** Never throws: an unreadable file, a wrong option and a mistake in a manifest are all problems. */
export function loadWorld(options: Options): Result<World, readonly Problem[]> {
  const values = checkValues(options);
  if (values.length > 0) return err(values);
  const files = readFiles(options.files);
  if (!files.ok) return files;
  const objects = readManifests(files.value);
  if (!objects.ok) return objects;
  const wanted: Partial<WorldOptions> = {
    cni: (options.value('cni') ?? 'flannel') as WorldOptions['cni'],
    proxy: (options.value('proxy') ?? 'iptables') as WorldOptions['proxy'],
    seed: Number(options.value('seed') ?? 1),
    faults: (options.value('fault')?.split(',') ?? []) as WorldOptions['faults'],
  };
  const world = buildWorld(objects.value, wanted);
  if (!world.ok) return world;
  return checkEndpoint(world.value, options.value('endpoint'));
}

/** A forced draw that no rule can make would be ignored without a word. */
function checkEndpoint(
  world: World,
  endpoint: string | undefined,
): Result<World, readonly Problem[]> {
  if (endpoint === undefined) return ok(world);
  const known = world.cluster.endpointSlices.flatMap((slice) =>
    slice.endpoints.flatMap((entry) => entry.addresses),
  );
  if (known.includes(endpoint)) return ok(world);
  const message = `--endpoint ${endpoint} stands behind no Service`;
  return err([problem('unknown-endpoint', message, `Known: ${[...new Set(known)].join(' ')}.`)]);
}
