/** Rules as blocks that can be compared: of our plans, and of vectors in either spelling. */
import { readTime, printTime } from '../../filter/nft/constants';
import { printBase, readBase } from '../../filter/nft/priority';
import { printNftRule } from '../../filter/nft/print-rule';
import { parseNftRule } from '../../filter/nft/rule';
import { parseRule } from '../../filter/rule';
import type { NftTablePlan, Ruleset } from '../../plan';
import type { Blocks } from './vectors';

/** Built-in chains hold jumps that the vectors leave out; the canary is a sign for kube-proxy itself. */
const LEFT_OUT = ['INPUT', 'FORWARD', 'OUTPUT', 'PREROUTING', 'POSTROUTING', 'KUBE-PROXY-CANARY'];

export function iptablesBlocks(ruleset: Ruleset): Blocks {
  return Object.fromEntries(
    (['filter', 'nat'] as const).flatMap((table) =>
      (ruleset[table] ?? [])
        .filter((chain) => !LEFT_OUT.includes(chain.name))
        .map((chain) => [`${table} ${chain.name}`, chain.rules.map((rule) => rule.text)]),
    ),
  );
}

export const withoutBuiltIn = (blocks: Blocks): Blocks =>
  Object.fromEntries(
    Object.entries(blocks).filter(([name]) => !LEFT_OUT.includes(name.split(' ')[1] ?? '')),
  );

/** iptables-restore and iptables-save spell differently; what a rule asks and does is the same. */
export function meaningOf(text: string): string {
  const spelled = text
    .replace(/--or-mark (\S+)/, '--set-xmark $1/$1')
    .replace(/--xor-mark (\S+)/, '--set-xmark $1/0x0')
    .replace(/--probability (\S+)/, (_all, written: string) => {
      const kept = Math.round(Number(written) * 2 ** 31) / 2 ** 31;
      return `--probability ${kept.toFixed(11)}`;
    })
    .replace(/(-[sd] [\d.]+)(?= )/g, '$1/32');
  const rule = parseRule(spelled);
  if (!rule.ok) throw new Error(rule.error.message);
  const matches = rule.value.matches
    .map((match) => JSON.stringify(match, Object.keys(match).sort()))
    .sort();
  return `${rule.value.chain}: ${matches.join(' ')} ${JSON.stringify(rule.value.target)}`;
}

/** The kernel says how large a dynamic set may grow; kube-proxy does not. */
export function nftBlocks(table: NftTablePlan, withSize: boolean): Blocks {
  const chains = table.chains.map((chain): [string, readonly string[]] => [
    `chain ${chain.name}`,
    [
      ...(chain.comment === undefined ? [] : [`comment "${chain.comment}"`]),
      ...(chain.base ? [printBase(chain.base)] : []),
      ...chain.rules.map((rule) => rule.text),
    ],
  ]);
  const sets = table.sets.map((set): [string, readonly string[]] => [
    `${set.gives === undefined ? 'set' : 'map'} ${set.name}`,
    [
      `type ${set.type}${set.gives === undefined ? '' : ` : ${set.gives}`}`,
      ...(set.size === undefined || !withSize ? [] : [`size ${set.size}`]),
      ...(set.flags === undefined ? [] : [`flags ${set.flags.join(',')}`]),
      ...(set.timeoutSeconds === undefined ? [] : [`timeout ${printTime(set.timeoutSeconds)}`]),
      ...(set.comment === undefined ? [] : [`comment "${set.comment}"`]),
      ...set.elements.map((element) => `= ${element.text}`),
    ].sort(),
  ]);
  return Object.fromEntries([...sets, ...chains]);
}

/** Blocks as `nft add` takes them, in the spelling of `nft list`. */
export function asListed(blocks: Blocks): Blocks {
  return Object.fromEntries(
    Object.entries(blocks).map(([name, lines]) => [
      name,
      name.startsWith('chain') ? lines.map(listedLine) : lines.map(listedSetLine).sort(),
    ]),
  );
}

function listedLine(line: string): string {
  if (line.startsWith('comment ')) return line;
  if (line.startsWith('type ')) {
    const base = readBase(`${line.replace(/;$/, '')};`.replace(/;;$/, ';'));
    if (!base) throw new Error(`a base chain: ${line}`);
    return printBase(base);
  }
  const parsed = parseNftRule(line.replace(/\{ (\S+) \}(?= drop)/, '$1'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return printNftRule(parsed.value);
}

function listedSetLine(line: string): string {
  const time = /^timeout (\S+)$/.exec(line)?.[1];
  return time === undefined ? line : `timeout ${printTime(readTime(time) ?? 0)}`;
}
