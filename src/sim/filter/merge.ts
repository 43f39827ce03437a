/** Several agents write to the same tables; their rules are concatenated in the order given. */
import type { ChainPlan, Ruleset, TableName } from '../plan';

export function mergeRulesets(...rulesets: readonly Ruleset[]): Ruleset {
  const merged = new Map<TableName, Map<string, ChainPlan>>();
  for (const ruleset of rulesets) {
    for (const [table, chains] of Object.entries(ruleset) as [TableName, readonly ChainPlan[]][]) {
      const target = merged.get(table) ?? new Map<string, ChainPlan>();
      merged.set(table, target);
      for (const chain of chains) addChain(target, chain);
    }
  }
  return Object.fromEntries(
    [...merged].map(([table, chains]): [TableName, readonly ChainPlan[]] => [
      table,
      [...chains.values()],
    ]),
  );
}

function addChain(target: Map<string, ChainPlan>, chain: ChainPlan): void {
  const known = target.get(chain.name);
  target.set(
    chain.name,
    known
      ? {
          ...known,
          policy: known.policy ?? chain.policy,
          rules: [...known.rules, ...chain.rules],
        }
      : chain,
  );
}
