/** Base chains: `type nat hook prerouting priority dstnat; policy accept;`. Source: nftables 1.0.6 src/rule.c prio2str(). */
import type { HookName, NftBase } from '../../plan';
import { HOOK_WORDS } from './types';

interface StandardPriority {
  readonly name: string;
  readonly value: number;
  /** dstnat and srcnat have a name at one hook only */
  readonly hook?: HookName;
}

const STANDARD: readonly StandardPriority[] = [
  { name: 'raw', value: -300 },
  { name: 'mangle', value: -150 },
  { name: 'dstnat', value: -100, hook: 'PREROUTING' },
  { name: 'filter', value: 0 },
  { name: 'security', value: 50 },
  { name: 'srcnat', value: 100, hook: 'POSTROUTING' },
];
/** a priority this near to a standard one is written as its distance from it */
const REACH = 10;

export function printPriority(hook: HookName, priority: number): string {
  const near = STANDARD.find(
    (entry) =>
      Math.abs(priority - entry.value) <= REACH &&
      (entry.hook === undefined || entry.hook === hook),
  );
  if (!near) return String(priority);
  const offset = priority - near.value;
  if (offset === 0) return near.name;
  return `${near.name} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`;
}

export const printBase = ({ type, hook, priority, policy }: NftBase): string =>
  `type ${type} hook ${HOOK_WORDS[hook]} priority ${printPriority(hook, priority)}; policy ${policy};`;

const BASE =
  /^type (filter|nat|route) hook (\w+) priority ([^;]+?) ?;(?: ?policy (accept|drop) ?;)?$/;

/** null: a type, hook or priority that is not modelled. */
export function readBase(line: string): NftBase | null {
  const match = BASE.exec(line);
  if (!match) return null;
  const [, type, hookWord, priorityText = '', policy] = match;
  const hook = (Object.keys(HOOK_WORDS) as HookName[]).find(
    (name) => HOOK_WORDS[name] === hookWord,
  );
  const priority = readPriority(priorityText);
  if (!hook || priority === null) return null;
  return {
    type: type as NftBase['type'],
    hook,
    priority,
    policy: policy === 'drop' ? 'drop' : 'accept',
  };
}

function readPriority(text: string): number | null {
  if (/^-?\d+$/.test(text)) return Number(text);
  const match = /^([a-z]+)(?: ([+-]) (\d+))?$/.exec(text);
  const standard = STANDARD.find((entry) => entry.name === match?.[1]);
  if (!match || !standard) return null;
  const offset = Number(match[3] ?? 0);
  return standard.value + (match[2] === '-' ? -offset : offset);
}
