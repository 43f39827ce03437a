/** Several agents write to the same tables; their rules are concatenated in the order given. */
import type { ChainPlan, Ruleset, TableName } from '../plan';

export function mergeRulesets(...rulesets: readonly Ruleset[]): Ruleset {
  const merged: Partial<Record<TableName, ChainPlan[]>> = {};
  for (const ruleset of rulesets) {
    for (const [table, chains] of Object.entries(ruleset)) {
      const target = (merged[table as TableName] ??= []);
      for (const chain of chains ?? []) addChain(target, chain);
    }
  }
  return merged;
}

function addChain(target: ChainPlan[], chain: ChainPlan): void {
  const index = target.findIndex((entry) => entry.name === chain.name);
  const known = target[index];
  if (!known) target.push(chain);
  else
    target[index] = {
      ...known,
      policy: known.policy ?? chain.policy,
      rules: [...known.rules, ...chain.rules],
    };
}
