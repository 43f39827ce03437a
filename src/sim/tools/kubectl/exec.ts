/**
 * `kubectl exec`: runs a command in the namespaces of a pod. Source: k8s.io/kubectl pkg/cmd/exec; setns(2).
 * Simplified: the way through API server and kubelet carries no packets here, and all containers of a pod look alike.
 */
import type { Container, Pod } from '../../kube/types';
import { type ExitStatus, syscall, type Task } from '../../transport/syscalls';
import { parseOptions } from '../options';
import { fail } from '../output';
import type { ToolContext } from '../types';

export type RunCommand = (
  argv: readonly string[],
  context: Omit<ToolContext, 'argv'>,
) => Task<ExitStatus>;

const SPEC = {
  values: ['-n', '--namespace', '-c', '--container'],
  flags: ['-i', '-t', '--stdin', '--tty'],
};
const NOT_FOUND = 127;

export function* execIn(
  context: ToolContext,
  args: readonly string[],
  run: RunCommand,
): Task<ExitStatus> {
  const separator = args.indexOf('--');
  const before = separator < 0 ? args : args.slice(0, separator);
  const command = separator < 0 ? [] : args.slice(separator + 1);
  const options = parseOptions(['kubectl exec', ...before], SPEC);
  if (!options.ok) return yield* fail(`error: ${options.error}`, 1);
  const { value, words } = options.value;
  const [target, ...rest] = words;
  if (target === undefined)
    return yield* fail('error: pod, type/name or --filename must be specified', 1);
  if (rest.length > 0) {
    const usage = 'Use exec [POD] -- [COMMAND] instead';
    return yield* fail(`error: exec [POD] [COMMAND] is not supported anymore. ${usage}`, 1);
  }
  if (command.length === 0) {
    return yield* fail('error: you must specify at least one command for the container', 1);
  }
  const namespace = value('-n', '--namespace') ?? 'default';
  const name = target.replace(/^(pods?|po)\//, '');
  const pod = context.cluster.pods.find(
    ({ metadata }) => metadata.name === name && (metadata.namespace ?? 'default') === namespace,
  );
  if (!pod) return yield* fail(`Error from server (NotFound): pods "${name}" not found`, 1);
  const wanted = value('-c', '--container');
  if (wanted !== undefined && !containersOf(pod).some((container) => container.name === wanted)) {
    const message = `container ${wanted} is not valid for pod ${name}`;
    return yield* fail(`Error from server (BadRequest): ${message}`, 1);
  }
  return yield* enter(pod, command, context, run);
}

const containersOf = ({ spec }: Pod): readonly Container[] => [
  ...spec.containers,
  ...(spec.initContainers ?? []),
];

function* enter(
  pod: Pod,
  command: readonly string[],
  context: ToolContext,
  run: RunCommand,
): Task<ExitStatus> {
  const { name, namespace = 'default' } = pod.metadata;
  const inside = pod.spec.hostNetwork ? (pod.spec.nodeName ?? '') : `${namespace}/${name}`;
  const isThere = yield* syscall('setns', { namespace: inside });
  if (!isThere)
    return yield* fail(
      `error: cannot exec into a container of a pod that no node runs: ${name}`,
      1,
    );
  const status = yield* run(command, { ...context, namespace: inside });
  if (status.exitCode === 0) return status;
  const atMicros = yield* syscall('now', {});
  const last = (text: string) => ({ atMicros, stream: 'stderr' as const, text });
  const lines = [...status.lines, last(`command terminated with exit code ${status.exitCode}`)];
  if (status.exitCode !== NOT_FOUND) return { ...status, lines };
  // a container without the program: the runtime says so, not a shell
  const why = `exec: "${command[0]}": executable file not found in $PATH`;
  const hint = status.lines.filter((line) => !line.text.startsWith('bash: '));
  return {
    exitCode: NOT_FOUND,
    lines: [last(`OCI runtime exec failed: ${why}`), ...hint, ...lines.slice(-1)],
  };
}
