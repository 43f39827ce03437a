/**
 * nft 1.0.6: listing rulesets. Source: nft(8), src/parser_bison.y (what its errors say).
 * Simplified: only `list`, without handles (-a), JSON (-j) and counters; tables that iptables owns are left to iptables-save.
 */
import { printMilliseconds } from '../filter/nft/constants';
import {
  type LearnedElements,
  printNftChain,
  printNftRuleset,
  printNftSet,
  printNftTable,
} from '../filter/nft/print';
import type { NamespacePlan, NftFamily, NftTablePlan } from '../plan';
import type { NamespaceState } from '../state';
import { syscall } from '../transport/syscalls';
import { ipv4ToNumber, isIpv4 } from '../wire/address';
import { notModelled, parseOptions } from './options';
import { fail, Output, print } from './output';
import type { Tool } from './types';

const KNOWN = [
  'list ruleset',
  'list tables',
  'list table [ip] NAME',
  'list chain [ip] TABLE NAME',
  'list set|map [ip] TABLE NAME',
  '-n',
];
const FAMILIES: readonly string[] = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];

export const nft: Tool = function* ({ argv, plan, namespace, state }) {
  const own = plan.namespaces[namespace];
  if (!own) return yield* fail(`nft: there is no network namespace "${namespace}" here`, 1);
  const options = parseOptions(argv, { values: [], flags: ['-n', '--numeric', '-nn'] });
  if (!options.ok) {
    const unknown = argv.find((word) => word.startsWith('-')) ?? '';
    return yield* fail(notModelled('nft', unknown, KNOWN), 1);
  }
  const { words } = options.value;
  if (words.length === 0) return yield* fail('nft: no command specified', 1);
  const now = yield* syscall('now', {});
  const answer = list(words, own.nft ?? [], learnedAt(state.namespaces[namespace], now));
  if ('error' in answer) return yield* fail(answer.error, 1);
  const hidden = words[1] === 'ruleset' ? hiddenTables(own) : '';
  if (hidden === '') return yield* print(answer.lines);
  const output = new Output();
  yield* output.all(answer.lines);
  yield* output.err(hidden);
  return output.exit(0);
};

/** A real nft prints these too, with a warning not to touch them. */
function hiddenTables({ iptables }: NamespacePlan): string {
  const names = Object.keys(iptables);
  if (names.length === 0) return '';
  return `nft: the tables of iptables (${names.join(', ')}) are not listed here: use iptables-save`;
}

type Answer = { readonly lines: readonly string[] } | { readonly error: string };
type Learned = (table: NftTablePlan) => LearnedElements;

function list(words: readonly string[], tables: readonly NftTablePlan[], learned: Learned): Answer {
  const [verb = '', what = ''] = words;
  if (verb !== 'list') {
    return { error: `nft: "${verb}" is not modelled here. Known: ${KNOWN.join('; ')}` };
  }
  switch (what) {
    case 'ruleset':
      return words.length > 2 ? extra(words, 2) : { lines: printNftRuleset(tables, learned) };
    case 'tables':
      return words.length > 2
        ? extra(words, 2)
        : { lines: tables.map(({ family, name }) => `table ${family} ${name}`) };
    case 'table':
    case 'chain':
    case 'set':
    case 'map':
      return listOne(words, what, tables, learned);
    default:
      return { error: `nft: "list ${what}" is not modelled here. Known: ${KNOWN.join('; ')}` };
  }
}

function listOne(
  words: readonly string[],
  what: 'table' | 'chain' | 'set' | 'map',
  tables: readonly NftTablePlan[],
  learned: Learned,
): Answer {
  const hasFamily = FAMILIES.includes(words[2] ?? '');
  const family = hasFamily ? (words[2] as NftFamily) : 'ip';
  const at = hasFamily ? 3 : 2;
  const [tableName, name] = words.slice(at);
  const needed = what === 'table' ? 1 : 2;
  if (words.length < at + needed) {
    const message = 'syntax error, unexpected newline, expecting string';
    return { error: caret(message, words, words.join(' ').length, 1) };
  }
  if (words.length > at + needed) return extra(words, at + needed);
  const table = tables.find((entry) => entry.family === family && entry.name === tableName);
  if (!table) return missing(words, at);
  if (what === 'table') return { lines: printNftTable(table, learned(table)) };
  const lines =
    what === 'chain'
      ? printNftChain(table, name ?? '')
      : printNftSet(table, name ?? '', what, learned(table));
  return lines ? { lines } : missing(words, at + 1);
}

const columnOf = (words: readonly string[], at: number): number =>
  words.slice(0, at).reduce((sum, word) => sum + word.length + 1, 0);

const caret = (message: string, words: readonly string[], column: number, width: number) =>
  `Error: ${message}\n${words.join(' ')}\n${' '.repeat(column)}${'^'.repeat(width)}`;

const missing = (words: readonly string[], at: number): Answer => ({
  error: caret('No such file or directory', words, columnOf(words, at), words[at]?.length ?? 1),
});

const extra = (words: readonly string[], at: number): Answer => ({
  error: caret(
    'syntax error, unexpected string, expecting end of file or newline or semicolon',
    words,
    columnOf(words, at),
    words[at]?.length ?? 1,
  ),
});

/** Elements that rules added, as the kernel lists them: with the time that is left. */
function learnedAt(state: NamespaceState | undefined, now: number): Learned {
  return ({ family, name }) =>
    (set) =>
      (state?.remembered[`${family} ${name} ${set}`] ?? [])
        .filter((entry) => entry.expiresAtMicros > now)
        .toSorted((a, b) => numberOf(a.key) - numberOf(b.key))
        .map(({ key, expiresAtMicros }) => {
          const left = Math.floor((expiresAtMicros - now) / 1000);
          return `${key} expires ${printMilliseconds(left)}`;
        });
}

const numberOf = (key: string): number => (isIpv4(key) ? ipv4ToNumber(key) : 0);
