/**
 * Loaded dice: makes kube-proxy's random rules pick the given endpoints, one for each Service, where they can.
 * The rules stay what they are; only the random number is chosen.
 */
import type { Choose, Draw } from '../filter/types';
import type { KernelPlan, RulePlan } from '../plan';
import type { Ipv4 } from '../wire/types';

export function forcedDraw(plan: KernelPlan, endpoints: readonly Ipv4[], otherwise: Draw): Draw {
  const leading = chainsLeadingTo(plan, endpoints);
  const serviceChains = new Set<string>();
  for (const rule of natRules(plan)) {
    if (leading.has(jumpOf(rule) ?? '')) serviceChains.add(chainOf(rule));
  }
  return (rule, probability, context) => {
    if (!serviceChains.has(chainOf(rule))) return otherwise(rule, probability, context);
    return leading.has(jumpOf(rule) ?? '');
  };
}

function* natRules(plan: KernelPlan): Generator<RulePlan> {
  for (const namespace of Object.values(plan.namespaces)) {
    for (const chain of namespace.iptables.nat ?? []) yield* chain.rules;
  }
}

function chainsLeadingTo(plan: KernelPlan, endpoints: readonly Ipv4[]): ReadonlySet<string> {
  const chains = new Set<string>();
  for (const rule of natRules(plan)) {
    if (endpoints.some((endpoint) => rule.text.includes(`--to-destination ${endpoint}:`)))
      chains.add(chainOf(rule));
  }
  return chains;
}

const chainOf = (rule: RulePlan): string => rule.text.split(' ')[1] ?? '';
const jumpOf = (rule: RulePlan): string | undefined => /-j (\S+)$/.exec(rule.text)?.[1];

const isTo = (text: string, endpoints: readonly Ipv4[]): boolean =>
  endpoints.some((endpoint) => text.includes(`dnat to ${endpoint}:`));

/** The same for `numgen random`: a choice is the endpoint itself, or the chain that leads to it. */
export function forcedChoice(
  plan: KernelPlan,
  endpoints: readonly Ipv4[],
  otherwise: Choose,
): Choose {
  const chains = new Set<string>();
  for (const namespace of Object.values(plan.namespaces)) {
    for (const chain of (namespace.nft ?? []).flatMap((table) => table.chains)) {
      if (chain.rules.some(({ text }) => isTo(text, endpoints))) chains.add(`goto ${chain.name}`);
    }
  }
  return (rule, choices, context) => {
    const wanted = choices.findIndex(
      (choice) => chains.has(choice) || endpoints.includes(choice.split(':')[0] ?? ''),
    );
    return wanted < 0 ? otherwise(rule, choices, context) : wanted;
  };
}
