/** iptables 1.8.9 (nf_tables): listing rules. Source: iptables(8), iptables-save(8). */
import { printList } from '../filter/list';
import { printSave, printSpec } from '../filter/ruleset';
import type { TableName } from '../plan';
import { fail, print } from './output';
import type { Tool } from './types';

const TABLES: readonly string[] = ['raw', 'mangle', 'nat', 'filter', 'security'];

export const iptables: Tool = function* (context) {
  const rulesets = context.plan.namespaces[context.namespace]?.iptables;
  if (!rulesets) return yield* fail('iptables: type it on a node', 1);
  let table = 'filter';
  let mode = '';
  let chain: string | undefined;
  const flags = new Set<string>();
  const { argv } = context;
  for (let at = 1; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '-t') table = argv[++at] ?? '';
    else if (word === '-S' || word === '-L') mode = word;
    else if (word === '--line-numbers' || /^-[nv]+$/.test(word)) for (const flag of word.startsWith('--') ? ['line-numbers'] : word.slice(1)) flags.add(flag);
    else if (/^-L[nv]+$/.test(word)) {
      mode = '-L';
      for (const flag of word.slice(2)) flags.add(flag);
    } else if (!word.startsWith('-')) chain = word;
    else return yield* fail(`iptables: option '${word}' is not modelled here. Known: -t -S -L -n -v --line-numbers`, 2);
  }
  if (!TABLES.includes(table)) return yield* fail(`iptables v1.8.9 (nf_tables): table '${table}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.`, 3);
  if (mode === '') return yield* fail('iptables: rules are written by the agents here; list them with -S or -L -n', 2);
  const lines =
    mode === '-S'
      ? printSpec(rulesets, table as TableName, chain)
      : printList(rulesets, table as TableName, { chain, lineNumbers: flags.has('line-numbers') });
  if (!lines) return yield* fail(`iptables: No chain/target/match by that name.`, 1);
  return yield* print(lines);
};

export const iptablesSave: Tool = function* (context) {
  const ruleset = context.plan.namespaces[context.namespace]?.iptables;
  if (!ruleset) return yield* fail('iptables-save: type it on a node', 1);
  const at = context.argv.indexOf('-t');
  const table = at < 0 ? undefined : context.argv[at + 1];
  if (table !== undefined && !TABLES.includes(table)) return yield* fail(`iptables-save: table '${table}' does not exist`, 1);
  return yield* print(printSave(ruleset, table as TableName | undefined));
};
