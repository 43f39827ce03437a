/**
 * kubectl: get and exec against the simulated API server. Source: kubectl(1); columns of
 * kubernetes pkg/printers/internalversion/printers.go.
 */
import { type ExitStatus, syscall, type Task } from '../../transport/syscalls';
import { fail, Output } from '../output';
import { runCommand } from '../shell';
import type { Tool, ToolContext } from '../types';
import { get } from './get';

export const kubectl: Tool = function* (context) {
  const [, verb, ...rest] = context.argv;
  if (verb === 'get') return yield* get(context, rest);
  if (verb === 'exec') return yield* exec(context, rest);
  if (verb === 'version') return yield* version(context);
  if (!verb) return yield* fail('kubectl: what shall it do? Modelled here: get, exec, version', 1);
  return yield* fail(`error: "${verb}" is not modelled here. Known: get, exec, version`, 1);
};

function* version(context: ToolContext): Task<ExitStatus> {
  const output = new Output();
  yield* output.all([`Client Version: ${context.cluster.version}`, `Server Version: ${context.cluster.version}`]);
  return output.exit(0);
}

function* exec(context: ToolContext, args: readonly string[]): Task<ExitStatus> {
  const separator = args.indexOf('--');
  if (separator < 0) return yield* fail("error: put the command after '--': kubectl exec POD -- COMMAND", 1);
  const before = args.slice(0, separator);
  const command = args.slice(separator + 1);
  let namespace = 'default';
  let name = '';
  for (let at = 0; at < before.length; at += 1) {
    const word = before[at] ?? '';
    if (word === '-n' || word === '--namespace') namespace = before[++at] ?? '';
    else if (word === '-c' || word === '--container') at += 1;
    else if (/^-(i|t|it|ti)$/.test(word)) continue;
    else if (word.startsWith('-')) return yield* fail(`error: option '${word}' is not modelled here. Known: -n -c -it`, 1);
    else name = word.replace(/^pods?\//, '');
  }
  if (command.length === 0) return yield* fail('error: you must specify at least one command for the container', 1);
  const pod = context.cluster.pods.find((entry) => entry.metadata.name === name && entry.metadata.namespace === namespace);
  if (!pod) return yield* fail(`Error from server (NotFound): pods "${name}" not found`, 1);
  const inside = `${namespace}/${name}`;
  yield* syscall('setns', { namespace: inside });
  const status = yield* runCommand(command, { ...context, namespace: inside });
  if (status.exitCode === 0) return status;
  const atMicros = status.lines.at(-1)?.atMicros ?? 0;
  const text = `command terminated with exit code ${status.exitCode}`;
  return { ...status, lines: [...status.lines, { atMicros, stream: 'stderr', text }] };
}
