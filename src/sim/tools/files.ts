/** Files of a namespace and its name. Source: cat(1), ls(1), hostname(1). */
import { notModelled } from './options';
import { fail, Output, print } from './output';
import type { Tool, ToolContext } from './types';

const filesOf = ({ plan, namespace }: ToolContext): Readonly<Record<string, string>> =>
  plan.namespaces[namespace]?.files ?? {};

export const cat: Tool = function* (context) {
  const files = filesOf(context);
  const [, ...paths] = context.argv;
  const option = paths.find((path) => path.startsWith('-'));
  if (option || paths.length === 0)
    return yield* fail(notModelled('cat', option ?? '', ['FILE']), 2);
  const output = new Output();
  let exitCode = 0;
  for (const path of paths) {
    const content = files[path];
    const isDirectory = Object.keys(files).some((other) =>
      other.startsWith(`${path.replace(/\/$/, '')}/`),
    );
    if (content !== undefined) yield* output.write(content);
    else {
      yield* output.err(
        `cat: ${path}: ${isDirectory ? 'Is a directory' : 'No such file or directory'}`,
      );
      exitCode = 1;
    }
  }
  return output.exit(exitCode);
};

/** Only what the simulation keeps: files that the kubelet, the CNI and the node set-up wrote. */
export const ls: Tool = function* (context) {
  const files = filesOf(context);
  const words = context.argv.slice(1);
  const option = words.find((word) => word.startsWith('-') && word !== '-1');
  if (option) return yield* fail(notModelled('ls', option, ['-1']), 2);
  const path = words.find((word) => !word.startsWith('-')) ?? '/';
  if (files[path] !== undefined) return yield* print([path]);
  const directory = path.replace(/\/*$/, '/');
  const below = Object.keys(files)
    .filter((entry) => entry.startsWith(directory))
    .map((entry) => entry.slice(directory.length).split('/')[0] ?? '');
  if (below.length === 0) {
    return yield* fail(`ls: cannot access '${path}': No such file or directory`, 2);
  }
  return yield* print([...new Set(below)].sort());
};

export const hostname: Tool = function* (context) {
  const word = context.argv[1];
  if (word !== undefined) return yield* fail(notModelled('hostname', word, []), 2);
  const file = filesOf(context)['/etc/hostname']?.trim();
  return yield* print([file ?? context.namespace.split('/').at(-1) ?? context.namespace]);
};
