/**
 * `iptables -L -n`: the table view of rules. Source: iptables 1.8.9 iptables/nft-shared.c print_rule_details(), where
 * the protocol is a number; newer versions print its name.
 */
import type { Ruleset, TableName } from '../plan';
import { type Match, parseRule, type Target } from './rule';
import { sortedChains } from './ruleset';

const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = { icmp: '1', tcp: '6', udp: '17' };

export function printList(
  ruleset: Ruleset,
  table: TableName,
  options: { readonly chain?: string; readonly lineNumbers?: boolean } = {},
): readonly string[] | null {
  const all = sortedChains(ruleset[table] ?? []);
  const chains = all.filter((chain) => !options.chain || chain.name === options.chain);
  if (options.chain && chains.length === 0) return null;
  const references = (name: string) =>
    all
      .flatMap((chain) => chain.rules)
      .filter((rule) => new RegExp(` -[jg] ${name}$`).test(rule.text)).length;
  return chains.flatMap((chain, index) => {
    const heading = chain.policy
      ? `Chain ${chain.name} (policy ${chain.policy})`
      : `Chain ${chain.name} (${references(chain.name)} references)`;
    const number = options.lineNumbers ? 'num  ' : '';
    const rows = chain.rules.map((rule, position) => {
      const prefix = options.lineNumbers ? `${String(position + 1).padEnd(4)} ` : '';
      return prefix + row(rule.text);
    });
    const gap = index > 0 ? [''] : [];
    return [
      ...gap,
      heading,
      `${number}target     prot opt source               destination         `,
      ...rows,
    ];
  });
}

function row(text: string): string {
  const rule = parseRule(text);
  if (!rule.ok) return text;
  const { matches, target } = rule.value;
  const find = <K extends Match['kind']>(kind: K) =>
    matches.find((match) => match.kind === kind) as Extract<Match, { kind: K }> | undefined;
  const protocol = find('protocol');
  const end = (match: { cidr: string; not: boolean } | undefined) =>
    `${match?.not ? '!' : ' '}${(match?.cidr ?? '0.0.0.0/0').replace(/\/32$/, '').padEnd(19)} `;
  const prot = protocol ? (PROTOCOL_NUMBERS[protocol.protocol] ?? protocol.protocol) : '0';
  const columns = `${targetName(target).padEnd(9)}  ${prot.padEnd(4)} -- ${end(find('source'))}${end(find('destination'))}`;
  const details = [...matches.map(detail), bareMatch(text), targetDetail(target)]
    .filter(Boolean)
    .join(' ');
  return `${columns} ${details}`.trimEnd();
}

/** `-m tcp` that asks for no port says its name only. */
const bareMatch = (text: string): string => / -m (tcp|udp) -j /.exec(text)?.[1] ?? '';

function targetName(target: Target): string {
  if (target.kind === 'jump' || target.kind === 'goto') return target.chain;
  return target.kind === 'none' ? '' : target.kind.toUpperCase();
}

function targetDetail(target: Target): string {
  switch (target.kind) {
    case 'dnat':
      return `to:${target.address ?? ''}${target.port ? `:${target.port}` : ''}`;
    case 'reject':
      return `reject-with ${target.with}`;
    case 'masquerade':
      return target.randomFully ? 'random-fully' : '';
    case 'mark':
      return target.mask === 0
        ? `MARK xor 0x${target.value.toString(16)}`
        : target.mask === target.value
          ? `MARK or 0x${target.value.toString(16)}`
          : `MARK xset 0x${target.value.toString(16)}/0x${target.mask.toString(16)}`;
    default:
      return '';
  }
}

function detail(match: Match): string {
  const not = 'not' in match && match.not ? '!' : '';
  switch (match.kind) {
    case 'comment':
      return `/* ${match.text} */`;
    case 'dport':
      return `${match.protocol} dpt:${not}${range(match)}`;
    case 'sport':
      return `${match.protocol} spt:${not}${range(match)}`;
    case 'dports':
      return `multiport dports ${match.ports.join(',')}`;
    case 'ctstate':
      return `${not}ctstate ${match.states.join(',')}`;
    case 'mark':
      return `mark match ${not}0x${match.value.toString(16)}/0x${match.mask.toString(16)}`;
    case 'statistic':
      return `statistic mode random probability ${match.probability.toFixed(11)}`;
    case 'addrtype':
      return `ADDRTYPE match ${match.which}-type ${not}${match.type}`;
    case 'icmp-type':
      return `icmptype ${match.type}`;
    case 'recent':
      return `recent: ${match.set ? 'SET' : 'CHECK'} name: ${match.name} side: source mask: 255.255.255.255`;
    case 'nfacct':
      return `nfacct-name  ${match.name}`;
    default:
      return '';
  }
}

const range = ({ low, high }: { low: number; high: number }): string =>
  low === high ? String(low) : `${low}:${high}`;
