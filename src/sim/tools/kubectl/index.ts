/**
 * kubectl against the simulated API server: `get` reads, `exec` enters a pod. Source: kubectl(1);
 * k8s.io/kubectl pkg/cmd/{get,exec,version}.
 */
import type { ExitStatus, Task } from '../../transport/syscalls';
import { fail, print } from '../output';
import type { Tool, ToolContext } from '../types';
import { execIn, type RunCommand } from './exec';
import { get } from './get';

const KNOWN = 'Known: get, exec, version';
/** flags that may stand before the verb and take a value */
const GLOBAL_VALUES: readonly string[] = ['-n', '--namespace', '--context', '--kubeconfig'];

/** `run` starts a command inside a pod; the registry of tools knows how. */
export const kubectlWith = (run: RunCommand): Tool =>
  function* (context) {
    const [verb, args] = splitVerb(context.argv.slice(1));
    switch (verb) {
      case 'get':
        return yield* get(context, args);
      case 'exec':
        return yield* execIn(context, args, run);
      case 'version':
        return yield* version(context);
      case undefined:
        return yield* fail(`kubectl controls the Kubernetes cluster manager. ${KNOWN}`, 1);
      default:
        return yield* fail(`error: "kubectl ${verb}" is not modelled here. ${KNOWN}`, 1);
    }
  };

/** `kubectl -n kube-system get pods` is `kubectl get -n kube-system pods`. */
function splitVerb(words: readonly string[]): readonly [string | undefined, readonly string[]] {
  let at = 0;
  while (words[at]?.startsWith('-')) at += GLOBAL_VALUES.includes(words[at] ?? '') ? 2 : 1;
  return [words[at], [...words.slice(0, at), ...words.slice(at + 1)]];
}

function* version({ cluster }: ToolContext): Task<ExitStatus> {
  return yield* print([`Client Version: ${cluster.version}`, `Server Version: ${cluster.version}`]);
}
