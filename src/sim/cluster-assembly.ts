/**
 * Puts the records of several agents together into one namespace, in the order in which the kernel lists them:
 * links by index, routes by table and destination, the longer prefix first where two start at one address.
 */
import type { Contribution } from './cni/types';
import { ipToNumber } from './kube/ip-range';
import type { Link, NamespacePlan, PolicyRule, Route } from './plan';

type Identity = Pick<NamespacePlan, 'name' | 'role' | 'node' | 'object'>;

/** The three rules that every namespace starts with (Linux net/ipv4/fib_rules.c fib_default_rules_init()). */
const DEFAULT_RULES: readonly PolicyRule[] = [
  { priority: 0, table: 'local' },
  { priority: 32766, table: 'main' },
  { priority: 32767, table: 'default' },
].map((rule) => ({
  ...rule,
  from: 'all',
  origin: { agent: 'kernel', why: 'one of the three rules that every namespace starts with' },
}));

const TABLES = ['main', 'local'];

export function assemble(
  identity: Identity,
  parts: readonly Contribution[],
  rest: Pick<NamespacePlan, 'iptables' | 'nft' | 'listeners'>,
): NamespacePlan {
  const all = <T>(pick: (part: Contribution) => readonly T[] | undefined): T[] =>
    parts.flatMap((part) => pick(part) ?? []);
  const links = all((part) => part.links).sort((a, b) => a.index - b.index);
  return {
    ...identity,
    links: Object.fromEntries(links.map((link): [string, Link] => [link.name, link])),
    addresses: all((part) => part.addresses),
    routes: all((part) => part.routes).sort(compareRoutes),
    rules: DEFAULT_RULES,
    neighbours: all((part) => part.neighbours),
    fdb: all((part) => part.fdb),
    sysctl: Object.assign({}, ...parts.map((part) => part.sysctl)),
    files: Object.assign({}, ...parts.map((part) => part.files)),
    ...rest,
  };
}

function compareRoutes(a: Route, b: Route): number {
  const byTable = TABLES.indexOf(a.table) - TABLES.indexOf(b.table);
  if (byTable !== 0) return byTable;
  const [addressA = '', prefixA] = a.destination.split('/');
  const [addressB = '', prefixB] = b.destination.split('/');
  const byAddress = (ipToNumber(addressA) ?? 0) - (ipToNumber(addressB) ?? 0);
  return byAddress !== 0 ? byAddress : Number(prefixB) - Number(prefixA);
}
