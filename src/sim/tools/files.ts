/** The small tools: files of a namespace, its name, its kernel switches, and what is known here. */
import { sysctl } from '../net/sysctl';
import { SYSCTL_DEFAULTS } from '../plan';
import { fail, Output, print } from './output';
import { toolNames } from './registry';
import type { Tool } from './types';

export const cat: Tool = function* (context) {
  const files = context.plan.namespaces[context.namespace]?.files ?? {};
  const output = new Output();
  let code = 0;
  for (const path of context.argv.slice(1)) {
    const content = files[path];
    if (content === undefined) {
      yield* output.err(`cat: ${path}: No such file or directory`);
      code = 1;
    } else yield* output.all(content.replace(/\n$/, '').split('\n'));
  }
  return output.exit(code);
};

export const ls: Tool = function* (context) {
  const unknown = context.argv.slice(1).find((word) => word.startsWith('-'));
  if (unknown) return yield* fail(`ls: option '${unknown}' is not modelled here`, 2);
  const path = (context.argv[1] ?? '/').replace(/\/?$/, '/');
  const paths = Object.keys(context.plan.namespaces[context.namespace]?.files ?? {});
  const below = paths.filter((entry) => entry.startsWith(path)).map((entry) => entry.slice(path.length).split('/')[0] ?? '');
  if (below.length === 0) return yield* fail(`ls: cannot access '${context.argv[1] ?? '/'}': No such file or directory`, 2);
  return yield* print([...new Set(below)].sort());
};

export const hostname: Tool = function* (context) {
  return yield* print([context.namespace.split('/').at(-1) ?? context.namespace]);
};

export const sysctlTool: Tool = function* (context) {
  const plan = context.plan.namespaces[context.namespace];
  const names = context.argv.slice(1).filter((word) => !word.startsWith('-'));
  if (!plan || names.length === 0) return yield* fail('usage: sysctl NAME', 1);
  const unknown = names.find((name) => !(name in SYSCTL_DEFAULTS) && !(name in plan.sysctl) && !name.startsWith('net.ipv4.conf.'));
  if (unknown) return yield* fail(`sysctl: cannot stat /proc/sys/${unknown.replaceAll('.', '/')}: No such file or directory`, 1);
  return yield* print(names.map((name) => `${name} = ${sysctl(plan, name)}`));
};

export const help: Tool = function* () {
  return yield* print(['Commands that are modelled here:', `  ${toolNames().join('  ')}`, 'Pipes into grep, head and wc -l work. An option that is not modelled says so.']);
};
