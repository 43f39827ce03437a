/** `nft list ruleset`, `nft list table`, `nft list chain`: tables as text, in the spelling of nft 1.0.6. */
import type { NftChainPlan, NftSetPlan, NftTablePlan } from '../../plan';
import { compiledTable, typesOfSet } from './compile';
import { printTime } from './constants';
import { elementOrder } from './order';
import { printElement, printNftRule } from './print-rule';
import { printBase } from './priority';
import type { CompiledElement, Datatype, Element } from './types';

/** Elements that rules added while packets passed, "10.244.0.5 expires 2h59m58s", by the name of the set. */
export type LearnedElements = (set: string) => readonly string[];
const NOTHING: LearnedElements = () => [];

export const printNftRuleset = (
  tables: readonly NftTablePlan[],
  learned: (table: NftTablePlan) => LearnedElements = () => NOTHING,
): readonly string[] => tables.flatMap((table) => printNftTable(table, learned(table)));

export function printNftTable(
  table: NftTablePlan,
  learned: LearnedElements = NOTHING,
): readonly string[] {
  const blocks = [
    ...table.sets.map((set) => printSet(table, set, learned)),
    ...table.chains.map((chain) => printChain(table, chain)),
  ];
  return wrap(table, [
    ...(table.comment === undefined ? [] : [`\tcomment "${table.comment}"`]),
    ...blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])),
  ]);
}

/** One chain or one set with its table around it; null when the table has none of that name. */
export function printNftChain(table: NftTablePlan, name: string): readonly string[] | null {
  const chain = table.chains.find((entry) => entry.name === name);
  return chain ? wrap(table, printChain(table, chain)) : null;
}

export function printNftSet(
  table: NftTablePlan,
  name: string,
  kind: 'set' | 'map',
  learned: LearnedElements = NOTHING,
): readonly string[] | null {
  const set = table.sets.find((entry) => entry.name === name);
  if (!set || (set.gives !== undefined) !== (kind === 'map')) return null;
  return wrap(table, printSet(table, set, learned));
}

const wrap = ({ family, name }: NftTablePlan, lines: readonly string[]): readonly string[] => [
  `table ${family} ${name} {`,
  ...lines,
  '}',
];

function printChain(table: NftTablePlan, chain: NftChainPlan): readonly string[] {
  const rules = compiledTable(table).chains.get(chain.name)?.rules ?? [];
  return [
    `\tchain ${chain.name} {`,
    ...(chain.comment === undefined ? [] : [`\t\tcomment "${chain.comment}"`]),
    ...(chain.base ? [`\t\t${printBase(chain.base)}`] : []),
    ...rules.map((rule) => `\t\t${printNftRule(rule)}`),
    '\t}',
  ];
}

function printSet(
  table: NftTablePlan,
  set: NftSetPlan,
  learned: LearnedElements,
): readonly string[] {
  const gives = set.gives === undefined ? '' : ` : ${set.gives}`;
  const compiled = compiledTable(table).sets.get(set.name);
  return [
    `\t${set.gives === undefined ? 'set' : 'map'} ${set.name} {`,
    `\t\ttype ${set.type}${gives}`,
    ...(set.size === undefined ? [] : [`\t\tsize ${set.size}`]),
    ...(set.flags ? [`\t\tflags ${set.flags.join(',')}`] : []),
    ...(set.timeoutSeconds === undefined ? [] : [`\t\ttimeout ${printTime(set.timeoutSeconds)}`]),
    ...(set.comment === undefined ? [] : [`\t\tcomment "${set.comment}"`]),
    ...printElements(set, compiled?.elements ?? [], learned(set.name)),
    '\t}',
  ];
}

/** How many elements of a type share a line (nftables src/expression.c calculate_delim()). */
const PER_LINE: Readonly<Partial<Record<Datatype, number>>> = {
  ipv4_addr: 2,
  inet_proto: 5,
  inet_service: 5,
  mark: 5,
};

function printElements(
  set: NftSetPlan,
  elements: readonly CompiledElement[],
  learned: readonly string[],
): readonly string[] {
  const types = typesOfSet(set);
  if (!types || elements.length + learned.length === 0) return [];
  const sorted = [...elements].sort((a, b) => elementOrder(types.key, a.key, b.key));
  const texts = [
    ...sorted.map((element: Element) => printElement(element, types.key, types.data)),
    ...learned,
  ];
  const [first, second] = types.key;
  const perLine = second === undefined && first && !set.gives ? (PER_LINE[first] ?? 1) : 1;
  const lines: string[] = [];
  for (let at = 0; at < texts.length; at += perLine) {
    lines.push(texts.slice(at, at + perLine).join(', '));
  }
  return `\t\telements = { ${lines.join(',\n\t\t\t     ')} }`.split('\n');
}
