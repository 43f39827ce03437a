/**
 * The plan of a world as the text that Linux tools read: everything that builds the same network from network
 * namespaces. The rules are the very lines that iptables-save prints in the simulation.
 */
import { printNftRuleset } from '../filter/nft/print';
import { printSave } from '../filter/ruleset';
import type { KernelPlan, NamespacePlan, Ruleset } from '../plan';
import { addressLines, fdbLines } from './addresses';
import { linkLines, upLines } from './links';
import { sysctlsFirst, sysctlsOfDevices } from './sysctl';
import type { NamespaceText, NetnsName } from './types';

export type { NamespaceText, NetnsName, SysctlText } from './types';

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** "default/pod-a" -> "lab-default_pod-a": no object of Kubernetes has an underscore in its name, so two never meet. */
export const netnsWithPrefix =
  (prefix: string): NetnsName =>
  (namespace) =>
    prefix + namespace.replaceAll('/', '_');

/** One text per namespace, in the order of the plan; `links` of all of them before `addresses` of any. */
export function planText(plan: KernelPlan, netnsOf: NetnsName): readonly NamespaceText[] {
  return Object.values(plan.namespaces).map((own) => namespaceText(plan, own, netnsOf));
}

function namespaceText(plan: KernelPlan, own: NamespacePlan, netnsOf: NetnsName): NamespaceText {
  return {
    namespace: own.name,
    netns: netnsOf(own.name),
    sysctlFirst: sysctlsFirst(own),
    links: textOf(linkLines(plan, own, netnsOf)),
    sysctl: sysctlsOfDevices(own),
    addresses: textOf([...upLines(own), ...addressLines(own)]),
    fdb: textOf(fdbLines(own)),
    accounting: accountingOf(own.iptables),
    iptables: textOf(printSave(own.iptables)),
    nft: textOf(printNftRuleset(own.nft ?? [])),
  };
}

function accountingOf(ruleset: Ruleset): readonly string[] {
  const names = Object.values(ruleset).flatMap((chains) =>
    chains.flatMap((chain) =>
      chain.rules.flatMap(({ text }) => /--nfacct-name +(\S+)/.exec(text)?.[1] ?? []),
    ),
  );
  return [...new Set(names)];
}
