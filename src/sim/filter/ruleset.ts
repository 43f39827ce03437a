/** A namespace's rules, parsed once, and the texts that iptables-save, -S and -L print of them. */
import { invariant, type Result, type Problem, ok, err } from '../result';
import type { ChainPlan, RulePlan, Ruleset, TableName } from '../plan';
import { parseRule, type Rule } from './rule';

export interface CompiledRule extends Rule {
  readonly plan: RulePlan;
}

export interface CompiledChain {
  readonly name: string;
  readonly policy?: 'ACCEPT' | 'DROP';
  readonly rules: readonly CompiledRule[];
}

export type CompiledRuleset = Readonly<
  Partial<Record<TableName, ReadonlyMap<string, CompiledChain>>>
>;

const cache = new WeakMap<Ruleset, CompiledRuleset>();

export function compileRuleset(ruleset: Ruleset): Result<CompiledRuleset, readonly Problem[]> {
  const problems: Problem[] = [];
  const tables: Partial<Record<TableName, ReadonlyMap<string, CompiledChain>>> = {};
  for (const [table, chains] of Object.entries(ruleset)) {
    const compiled = new Map<string, CompiledChain>();
    for (const chain of chains ?? []) {
      const rules = chain.rules.flatMap((plan) => {
        const rule = parseRule(plan.text);
        if (rule.ok) return [{ ...rule.value, plan }];
        problems.push(rule.error);
        return [];
      });
      compiled.set(chain.name, { name: chain.name, policy: chain.policy, rules });
    }
    tables[table as TableName] = compiled;
  }
  return problems.length > 0 ? err(problems) : ok(tables);
}

/** Parsed once per ruleset. Our agents write these rules, so one that does not parse is a defect of ours. */
export function compiledRuleset(ruleset: Ruleset): CompiledRuleset {
  const known = cache.get(ruleset);
  if (known) return known;
  const compiled = compileRuleset(ruleset);
  invariant(compiled.ok, compiled.ok ? '' : (compiled.error[0]?.message ?? ''));
  cache.set(ruleset, compiled.value);
  return compiled.value;
}

const TABLE_ORDER: readonly TableName[] = ['mangle', 'raw', 'security', 'filter', 'nat'];
const BUILT_IN: readonly string[] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

export function sortedChains(chains: readonly ChainPlan[]): readonly ChainPlan[] {
  const builtIn = BUILT_IN.flatMap((name) => chains.filter((chain) => chain.name === name));
  const user = chains.filter((chain) => !BUILT_IN.includes(chain.name));
  return [...builtIn, ...[...user].sort((a, b) => (a.name < b.name ? -1 : 1))];
}

/** `iptables-save [-t table]`. */
export function printSave(ruleset: Ruleset, only?: TableName): readonly string[] {
  return TABLE_ORDER.filter((table) => ruleset[table] && (!only || only === table)).flatMap(
    (table) => {
      const chains = sortedChains(ruleset[table] ?? []);
      return [
        `*${table}`,
        ...chains.map((chain) => `:${chain.name} ${chain.policy ?? '-'} [0:0]`),
        ...chains.flatMap((chain) => chain.rules.map((rule) => rule.text)),
        'COMMIT',
      ];
    },
  );
}

/** `iptables -t table -S [chain]`; null when there is no such chain. */
export function printSpec(
  ruleset: Ruleset,
  table: TableName,
  only?: string,
): readonly string[] | null {
  const chains = sortedChains(ruleset[table] ?? []).filter((chain) => !only || chain.name === only);
  if (only && chains.length === 0) return null;
  return [
    ...chains.map((chain) =>
      chain.policy ? `-P ${chain.name} ${chain.policy}` : `-N ${chain.name}`,
    ),
    ...chains.flatMap((chain) => chain.rules.map((rule) => rule.text)),
  ];
}
