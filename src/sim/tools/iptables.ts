/**
 * iptables 1.8.9 (nf_tables): listing rules. Source: iptables(8), iptables-save(8).
 * Simplified: no counters (`-v`), no names for addresses and ports (`-L` wants `-n`), and iptables-save prints neither
 * its dated comment lines nor counters other than zero.
 */
import { printList } from '../filter/list';
import { printSave, printSpec } from '../filter/ruleset';
import type { TableName } from '../plan';
import { err, ok, type Result } from '../result';
import { notModelled, parseOptions } from './options';
import { fail, print } from './output';
import type { Tool } from './types';

const TABLES: readonly string[] = ['filter', 'nat', 'mangle', 'raw', 'security'];
const KNOWN: readonly string[] = ['-t', '-S', '-L', '-n', '--line-numbers'];
const LIST = ['-L', '--list', '-S', '--list-rules'];

const isTable = (name: string): name is TableName => TABLES.includes(name);

interface Request {
  readonly table: TableName;
  readonly mode: '-S' | '-L';
  readonly chain: string | undefined;
  readonly isNumeric: boolean;
  readonly lineNumbers: boolean;
}

export const iptables: Tool = function* ({ argv, plan, namespace }) {
  const ruleset = plan.namespaces[namespace]?.iptables;
  if (!ruleset)
    return yield* fail(`iptables: there is no network namespace "${namespace}" here`, 1);
  const request = readRequest(argv);
  if (!request.ok) return yield* fail(request.error.message, request.error.exitCode);
  const { table, mode, chain, isNumeric, lineNumbers } = request.value;
  if (mode === '-L' && !isNumeric) {
    return yield* fail(
      'iptables: -L without -n asks DNS for the name of each address, which is not modelled here. Add -n',
      2,
    );
  }
  const lines =
    mode === '-S'
      ? printSpec(ruleset, table, chain)
      : printList(ruleset, table, { chain, lineNumbers });
  if (!lines) return yield* fail('iptables: No chain/target/match by that name.', 1);
  return yield* print(lines);
};

function readRequest(
  argv: readonly string[],
): Result<Request, { message: string; exitCode: number }> {
  const bad = (message: string, exitCode = 2) => err({ message, exitCode });
  const words = argv.slice(1).flatMap(splitJoined);
  const flags = [...LIST, '-n', '--numeric', '--line-numbers'];
  const options = parseOptions(['iptables', ...words], { values: ['-t', '--table'], flags });
  if (!options.ok) {
    const unknown = words.find(
      (word) => word.startsWith('-') && !['-t', '--table', ...flags].includes(word),
    );
    return bad(notModelled('iptables', unknown ?? '', KNOWN));
  }
  const { has, value, words: chains } = options.value;
  const table = value('-t', '--table') ?? 'filter';
  if (!isTable(table)) {
    const message = `iptables v1.8.9 (nf_tables): table '${table}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.`;
    return bad(message, 3);
  }
  if (!has(...LIST))
    return bad('iptables: agents write the rules here; list them with -S or -L -n');
  if (chains.length > 1)
    return bad(`iptables: "${chains[1]}" is not modelled here: name one chain`);
  return ok({
    table,
    mode: has('-S', '--list-rules') ? '-S' : '-L',
    chain: chains[0],
    isNumeric: has('-n', '--numeric'),
    lineNumbers: has('--line-numbers'),
  });
}

/** "-nL" is "-n -L" */
const splitJoined = (word: string): readonly string[] =>
  /^-[nLS]{2,}$/.test(word)
    ? word
        .slice(1)
        .split('')
        .map((letter) => `-${letter}`)
    : [word];

export const iptablesSave: Tool = function* ({ argv, plan, namespace }) {
  const ruleset = plan.namespaces[namespace]?.iptables;
  if (!ruleset)
    return yield* fail(`iptables-save: there is no network namespace "${namespace}" here`, 1);
  const options = parseOptions(argv, { values: ['-t', '--table'], flags: [] });
  if (!options.ok) return yield* fail(options.error, 2);
  const table = options.value.value('-t', '--table');
  if (table === undefined) return yield* print(printSave(ruleset));
  if (!isTable(table))
    return yield* fail(`iptables-save v1.8.9 (nf_tables): Table \`${table}' does not exist`, 1);
  return yield* print(printSave(ruleset, table));
};
