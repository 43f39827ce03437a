/** A table's rules and elements, parsed once; references that lead nowhere are errors, as they are for the kernel. */
import type { NftSetPlan, NftTablePlan } from '../../plan';
import { err, invariant, ok, type Problem, type Result } from '../../result';
import { type DataType, readElement } from './expression';
import { Reader, wordsOf } from './reader';
import { parseNftRule, problem } from './rule';
import type {
  CompiledElement,
  CompiledNftChain,
  CompiledNftRule,
  CompiledNftTable,
  CompiledSet,
  Datatype,
  Key,
  NftVerdict,
  SetReference,
  Statement,
} from './types';

const TYPES: readonly string[] = [
  'ipv4_addr',
  'inet_proto',
  'inet_service',
  'mark',
  'ifname',
  'icmp_type',
] satisfies readonly Datatype[];

const isDatatype = (name: string): name is Datatype => TYPES.includes(name);

const cache = new WeakMap<NftTablePlan, CompiledNftTable>();

/** Parsed once per table. Plans hold only tables that parse, so one that does not is a defect of ours. */
export function compiledTable(plan: NftTablePlan): CompiledNftTable {
  const known = cache.get(plan);
  if (known) return known;
  const compiled = compileTable(plan);
  invariant(compiled.ok, compiled.ok ? '' : (compiled.error[0]?.message ?? ''));
  cache.set(plan, compiled.value);
  return compiled.value;
}

export function compileTable(plan: NftTablePlan): Result<CompiledNftTable, readonly Problem[]> {
  const problems: Problem[] = [];
  const sets = new Map(plan.sets.map((set) => [set.name, compileSet(set, problems)]));
  const chains = new Map<string, CompiledNftChain>();
  for (const { name, base, rules } of plan.chains) {
    const compiled = rules.flatMap((rule): CompiledNftRule[] => {
      const parsed = parseNftRule(rule.text);
      if (parsed.ok) return [{ ...parsed.value, plan: rule }];
      problems.push(parsed.error);
      return [];
    });
    chains.set(name, { name, base, rules: compiled });
  }
  const table: CompiledNftTable = { plan, sets, chains };
  problems.push(...danglingReferences(table));
  return problems.length > 0 ? err(problems) : ok(table);
}

/** The types of a set's key and of what it gives, or null when one is not modelled. */
export function typesOfSet(
  set: NftSetPlan,
): { readonly key: readonly Datatype[]; readonly data: DataType } | null {
  const key = set.type.split(' . ');
  if (!key.every(isDatatype)) return null;
  if (set.gives === undefined) return { key, data: null };
  if (set.gives === 'verdict') return { key, data: 'verdict' };
  const data = set.gives.split(' . ');
  return data.every(isDatatype) ? { key, data } : null;
}

function compileSet(set: NftSetPlan, problems: Problem[]): CompiledSet {
  const types = typesOfSet(set);
  if (!types) problems.push(problem(set.type, `the type of ${set.name} is not modelled`));
  const elements = types
    ? set.elements.flatMap((plan): CompiledElement[] => {
        const reader = new Reader(wordsOf(plan.text));
        const element = readElement(reader, types.key, types.data);
        if (element && reader.atEnd) return [{ ...element, plan }];
        problems.push(problem(plan.text, reader.failure ?? `unexpected "${reader.peek()}"`));
        return [];
      })
    : [];
  const exact = new Map<string, CompiledElement>();
  const ranges: CompiledElement[] = [];
  for (const element of elements) {
    const index = exactIndex(element.key);
    if (index === null) ranges.push(element);
    else exact.set(index, element);
  }
  const isDynamic = set.flags?.includes('dynamic') || set.flags?.includes('timeout');
  const dynamicSeconds = isDynamic ? (set.timeoutSeconds ?? Number.POSITIVE_INFINITY) : undefined;
  return { name: set.name, elements, exact, ranges, dynamicSeconds };
}

/** "3232235777 6 80" when every part is one exact number. */
export function exactIndex(key: Key): string | null {
  const numbers: number[] = [];
  for (const pattern of key) {
    if (pattern.kind !== 'range' || pattern.low !== pattern.high) return null;
    numbers.push(pattern.low);
  }
  return numbers.join(' ');
}

function danglingReferences({ sets, chains }: CompiledNftTable): readonly Problem[] {
  const problems: Problem[] = [];
  const checkVerdict = (verdict: NftVerdict, text: string) => {
    if ('chain' in verdict && !chains.has(verdict.chain))
      problems.push(problem(text, `there is no chain ${verdict.chain}`));
  };
  const checkSet = (set: SetReference, text: string) => {
    if (set.kind === 'named') {
      if (!sets.has(set.name)) problems.push(problem(text, `there is no set ${set.name}`));
      return;
    }
    for (const { data } of set.elements)
      if (data?.kind === 'verdict') checkVerdict(data.verdict, text);
  };
  for (const set of sets.values()) {
    for (const { data, plan } of set.elements)
      if (data?.kind === 'verdict') checkVerdict(data.verdict, plan.text);
  }
  for (const chain of chains.values()) {
    for (const rule of chain.rules) {
      for (const statement of rule.statements) {
        const { verdict, set } = referencesOf(statement);
        if (verdict) checkVerdict(verdict, rule.plan.text);
        if (set) checkSet(set, rule.plan.text);
      }
    }
  }
  return problems;
}

function referencesOf(statement: Statement): { verdict?: NftVerdict; set?: SetReference } {
  switch (statement.kind) {
    case 'verdict':
      return { verdict: statement.verdict };
    case 'vmap':
      return { set: statement.map };
    case 'match':
      return 'kind' in statement.right ? { set: statement.right } : {};
    case 'remember':
      return { set: { kind: 'named', name: statement.set } };
    case 'dnat':
    case 'snat':
      return statement.to.kind === 'lookup' ? { set: statement.to.lookup.map } : {};
    default:
      return {};
  }
}
