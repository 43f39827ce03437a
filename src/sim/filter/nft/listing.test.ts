import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Origin } from '../../origin';
import { parseNftListing } from './listing';
import { printNftChain, printNftRuleset, printNftSet } from './print';

const ORIGIN: Origin = { agent: 'node-setup' };
const read = (file: string): readonly string[] =>
  readFileSync(`${import.meta.dirname}/testdata/${file}`, 'utf8')
    .trimEnd()
    .split('\n');

function tables(lines: readonly string[]) {
  const parsed = parseNftListing(lines, ORIGIN);
  if (!parsed.ok) throw new Error(parsed.error.map((item) => item.message).join('\n'));
  return parsed.value;
}

/**
 * Both files are what `nft list ruleset` of nftables 1.0.6 printed on Linux 6.18: listing.nft for one rule of each
 * form that is modelled, node-1.nft for a node with kube-proxy in nftables mode and a masquerading CNI.
 */
describe.each(['listing.nft', 'node-1.nft'])('%s', (file) => {
  test('prints line by line as nft printed it', () => {
    const lines = read(file);
    expect(lines.length).toBeGreaterThan(150);
    expect(printNftRuleset(tables(lines))).toEqual(lines);
  });
});

describe('a part of a listing', () => {
  const [table, second] = tables(read('listing.nft'));

  test('is one chain with its table around it', () => {
    expect(second && printNftChain(second, 'p5')).toEqual([
      'table ip n {',
      '\tchain p5 {',
      '\t\tcomment "hello"',
      '\t\ttype filter hook forward priority security - 3; policy accept;',
      '\t}',
      '}',
    ]);
  });

  test('is one set, and a map is none', () => {
    expect(table && printNftSet(table, 'protos', 'set')).toEqual([
      'table ip t {',
      '\tset protos {',
      '\t\ttype inet_proto',
      '\t\telements = { icmp, tcp, udp }',
      '\t}',
      '}',
    ]);
    expect(table && printNftSet(table, 'm', 'set')).toBeNull();
  });
});

describe('a listing that is not understood', () => {
  const chain = (rule: string) => ['table ip t {', '\tchain c {', `\t\t${rule}`, '\t}', '}'];
  const REFUSED: readonly (readonly [string, readonly string[], number, string])[] = [
    [
      'an address type that is not modelled',
      chain('fib daddr type { local, broadcast } accept'),
      3,
      '"broadcast"',
    ],
    ['an unknown statement', chain('ip saddr 10.0.0.1 queue to 3'), 3, '"queue"'],
    ['an address that is none', chain('ip saddr 10.0.0.256 drop'), 3, '"10.0.0.256"'],
    ['a verdict without a chain', chain('jump'), 3, 'jump needs'],
    ['a jump into nothing', chain('jump nowhere'), 3, 'nowhere'],
    ['a set that does not exist', chain('ip saddr @nobody drop'), 3, 'nobody'],
    ['an open brace', chain('ip saddr { 10.0.0.1, 10.0.0.2 drop'), 3, 'expected "}"'],
    ['a masqueraded port range', chain('meta l4proto tcp masquerade to :1024-2000'), 3, '"to"'],
    ['another family', ['table bridge t {', '}'], 1, 'table bridge t {'],
    [
      'an object that is no chain or set',
      ['table ip t {', '\tflowtable f {', '\t}', '}'],
      2,
      'flowtable',
    ],
    [
      'a hook of another family',
      chain('type filter hook ingress priority 0; policy accept;'),
      3,
      'base chain',
    ],
    [
      'a key type that is not modelled',
      ['table ip t {', '\tset s {', '\t\ttype ether_addr', '\t}', '}'],
      3,
      'ether_addr',
    ],
    ['a missing closing brace', ['table ip t {', '\tchain c {', '\t\taccept'], 3, 'closing brace'],
    [
      'a map element without a verdict',
      [
        'table ip t {',
        '\tmap m {',
        '\t\ttype ipv4_addr : verdict',
        '\t\telements = { 10.0.0.1 }',
        '\t}',
        '}',
      ],
      4,
      'expected ":"',
    ],
  ];

  test.each(REFUSED)('%s is refused with its line', (_name, lines, line, words) => {
    const parsed = parseNftListing(lines, ORIGIN);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.error[0]).toMatchObject({ code: 'nft-not-modelled', line });
    expect(parsed.error[0]?.message).toContain(words);
  });

  test('every wrong line is named, not only the first', () => {
    const lines = ['table ip t {', '\tchain c {', '\t\tfoo', '\t\taccept', '\t\tbar', '\t}', '}'];
    const parsed = parseNftListing(lines, ORIGIN);
    expect(parsed.ok ? [] : parsed.error.map((item) => item.line)).toEqual([3, 5]);
  });
});
