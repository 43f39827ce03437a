import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Origin } from '../../origin';
import type { HookName } from '../../plan';
import type { Ipv4Packet } from '../../wire/types';
import { invert } from '../conntrack';
import { type FirewallPlan, stationsAt, walkBaseChain } from '../hooks';
import type { Connection, Dice, Memory, PacketContext } from '../types';
import { parseNftListing } from './listing';

const ORIGIN: Origin = { agent: 'kube-proxy' };

function plan(lines: readonly string[]): FirewallPlan {
  const parsed = parseNftListing(lines, ORIGIN);
  if (!parsed.ok) throw new Error(parsed.error.map((item) => item.message).join('\n'));
  return { iptables: {}, nft: parsed.value };
}

const NODE = plan(
  readFileSync(`${import.meta.dirname}/testdata/node-1.nft`, 'utf8')
    .trimEnd()
    .split('\n'),
);

type Ends = { source?: string; destination?: string; sourcePort?: number; port?: number };

function tcp({
  source = '10.244.0.5',
  destination = '10.96.0.42',
  sourcePort = 40000,
  port = 8080,
}: Ends = {}): Ipv4Packet {
  return {
    kind: 'ipv4',
    tos: 0,
    identification: 0,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 64,
    protocol: 6,
    source,
    destination,
    payload: {
      kind: 'tcp',
      sourcePort,
      destinationPort: port,
      sequence: 0,
      acknowledgement: 0,
      flags: { syn: true },
      window: 0,
      urgentPointer: 0,
      options: [],
      data: new Uint8Array(0),
    },
  };
}

const echo: Ipv4Packet = {
  ...tcp(),
  protocol: 1,
  payload: { kind: 'icmp', type: 8, code: 0, rest: 0, data: new Uint8Array(0) },
};

const context = (packet: Ipv4Packet, more: Partial<PacketContext> = {}): PacketContext => ({
  packet,
  mark: 0,
  ctState: 'NEW',
  ctDirection: 'original',
  connection: null,
  isLocalAddress: (ip) => ip === '10.0.0.10',
  ...more,
});

const always = (index: number): Dice => ({ draw: () => false, choose: () => index });

/** All base chains of a hook, until one decides other than accept. */
function walk(rules: FirewallPlan, hook: HookName, at: PacketContext, dice: Dice = always(0)) {
  let { mark } = at;
  const causes = [];
  for (const station of stationsAt(rules, hook)) {
    if (station.do === 'track') continue;
    for (const chain of station.do === 'filter' ? [station.chain] : station.chains) {
      const traversal = walkBaseChain(rules, chain, hook, { ...at, mark }, dice);
      mark = traversal.mark;
      causes.push(...traversal.causes);
      if (traversal.verdict.kind !== 'accept') return { verdict: traversal.verdict, mark, causes };
    }
  }
  return { verdict: { kind: 'accept' as const }, mark, causes };
}

describe('the rules of kube-proxy in nftables mode, read from a kernel', () => {
  test.each([
    [0, '10.244.0.5'],
    [1, '10.244.0.8'],
    [2, '10.244.1.8'],
  ])('drawing number %i sends a connection to the ClusterIP to %s', (index, address) => {
    const { verdict } = walk(NODE, 'PREROUTING', context(tcp()), always(index));
    expect(verdict).toEqual({ kind: 'dnat', address, port: 8080 });
  });

  test('a pod that is its own backend is marked for masquerading', () => {
    expect(walk(NODE, 'PREROUTING', context(tcp()), always(0)).mark).toBe(0x4000);
    expect(walk(NODE, 'PREROUTING', context(tcp()), always(2)).mark).toBe(0);
  });

  test('a client outside the pod range is marked for masquerading', () => {
    const outside = context(tcp({ source: '10.0.0.99' }));
    expect(walk(NODE, 'PREROUTING', outside, always(2)).mark).toBe(0x4000);
  });

  test('the mark is taken off and the connection masqueraded on its way out', () => {
    const marked = context(tcp({ destination: '10.244.0.5' }), { mark: 0x4000 });
    const { verdict, mark } = walk(NODE, 'POSTROUTING', marked);
    expect(verdict).toEqual({ kind: 'masquerade', randomFully: true });
    expect(mark).toBe(0);
  });

  test('a NodePort is served on the address of the node and nowhere else', () => {
    const onNode = context(tcp({ source: '198.51.100.7', destination: '10.0.0.10', port: 30080 }));
    const onLoopback = context(tcp({ source: '127.0.0.1', destination: '127.0.0.1', port: 30080 }));
    expect(walk(NODE, 'PREROUTING', onNode, always(1)).verdict.kind).toBe('dnat');
    expect(walk(NODE, 'OUTPUT', onLoopback).verdict.kind).toBe('accept');
  });

  const FORWARDED: readonly (readonly [string, PacketContext, object])[] = [
    [
      'a Service without endpoints rejects',
      context(tcp({ destination: '10.96.0.77' })),
      { kind: 'reject', with: 'icmp-port-unreachable' },
    ],
    [
      'a wrong port of a ClusterIP is rejected',
      context(tcp({ port: 9 })),
      { kind: 'reject', with: 'icmp-port-unreachable' },
    ],
    [
      'an echo request to a ClusterIP is rejected',
      context(echo),
      { kind: 'reject', with: 'icmp-port-unreachable' },
    ],
    [
      'an unallocated service address is dropped',
      context(tcp({ destination: '10.96.0.99' })),
      { kind: 'drop' },
    ],
    [
      'an established connection is not asked',
      context(tcp({ destination: '10.96.0.99' }), { ctState: 'ESTABLISHED' }),
      { kind: 'accept' },
    ],
    ['a pod address passes', context(tcp({ destination: '10.244.1.8' })), { kind: 'accept' }],
  ];
  test.each(FORWARDED)('%s', (_name, at, verdict) => {
    expect(walk(NODE, 'FORWARD', at).verdict).toEqual(verdict);
  });

  test('the deciding rule is named with the element of the map that decided', () => {
    const { causes } = walk(NODE, 'PREROUTING', context(tcp()), always(2));
    expect(causes.filter((item) => item.matched).map((item) => [item.chain, item.effect])).toEqual([
      ['filter-prerouting-pre-dnat', 'jump firewall-check'],
      ['filter-prerouting-pre-dnat', undefined],
      ['nat-prerouting', 'jump services'],
      ['services', '10.96.0.42 . tcp . 8080 : goto service-4BBKY5IM-default/my-service/tcp/'],
      [
        'service-4BBKY5IM-default/my-service/tcp/',
        '2 : goto endpoint-2ORIDTX5-default/my-service/tcp/__10.244.1.8/8080',
      ],
      ['endpoint-2ORIDTX5-default/my-service/tcp/__10.244.1.8/8080', 'DNAT to 10.244.1.8:8080'],
    ]);
    expect(causes.at(-1)?.command).toBe(
      'nft list chain ip kube-proxy endpoint-2ORIDTX5-default/my-service/tcp/__10.244.1.8/8080',
    );
  });

  /** As `nft monitor trace` of Linux 6.18 showed it: of two nat chains of equal priority the younger table's runs first. */
  test('of equal priority the chain that registered last runs first', () => {
    const { causes } = walk(NODE, 'POSTROUTING', context(tcp({ destination: '10.244.1.8' })));
    expect([...new Set(causes.map((item) => `${item.table} ${item.chain}`))]).toEqual([
      'ip cni-masq post',
      'ip kube-proxy nat-postrouting',
      'ip kube-proxy masquerading',
    ]);
  });
});

describe('hooks', () => {
  test('conntrack, iptables and nftables chains of PREROUTING come in order of priority', () => {
    const both: FirewallPlan = {
      ...NODE,
      iptables: Object.fromEntries(
        ['filter', 'nat', 'mangle', 'raw'].map((table) => [
          table,
          [{ name: 'PREROUTING', policy: 'ACCEPT' as const, rules: [] }],
        ]),
      ),
    };
    const names = stationsAt(both, 'PREROUTING').map((station) => {
      if (station.do === 'track') return 'conntrack';
      const chains = station.do === 'filter' ? [station.chain] : station.chains;
      return chains
        .map((chain) => (chain.kind === 'nft' ? chain.chain.name : chain.table))
        .join(' + ');
    });
    expect(names).toEqual([
      'raw',
      'conntrack',
      'mangle',
      'filter-prerouting-pre-dnat',
      'nat-prerouting + nat',
    ]);
  });
});

const chain = (
  hook: string,
  rules: readonly string[],
  sets: readonly string[] = [],
): FirewallPlan =>
  plan([
    'table ip t {',
    ...sets,
    '\tchain c {',
    `\t\ttype filter hook ${hook} priority filter; policy accept;`,
    ...rules.map((rule) => `\t\t${rule}`),
    '\t}',
    '\tchain other {',
    '\t\tip saddr 10.244.0.5 drop',
    '\t}',
    '\tchain empty {',
    '\t}',
    '}',
  ]);

const TUPLE = {
  source: '10.244.0.5',
  destination: '10.96.0.42',
  protocol: 6,
  sourcePort: 40000,
  destinationPort: 8080,
};
const translated: Connection = {
  id: 1,
  original: TUPLE,
  reply: { ...invert(TUPLE), source: '10.244.1.8' },
  seenReply: false,
  assured: false,
  destinationNatDone: true,
  sourceNatDone: false,
  mark: 0,
  confirmed: false,
  expiresAtMicros: 0,
};

describe('one rule', () => {
  const ROWS: readonly (readonly [string, Partial<PacketContext>, string])[] = [
    ['ip saddr 10.244.0.0/16 drop', {}, 'drop'],
    ['ip saddr != 10.244.0.0/16 drop', {}, 'accept'],
    ['ip daddr { 10.96.0.1, 10.96.0.42 } drop', {}, 'drop'],
    ['ip daddr != { 10.96.0.1, 10.96.0.42 } drop', {}, 'accept'],
    ['tcp dport 8000-8100 drop', {}, 'drop'],
    ['udp dport 8080 drop', {}, 'accept'],
    ['udp dport != 8080 drop', {}, 'accept'],
    ['th dport 8080 drop', {}, 'drop'],
    ['th dport != 1 drop', { packet: echo }, 'accept'],
    ['icmp type echo-request drop', { packet: echo }, 'drop'],
    ['icmp type echo-request drop', {}, 'accept'],
    ['iifname "cali*" drop', { inDevice: 'cali1234abcd' }, 'drop'],
    ['iifname "cali" drop', { inDevice: 'cali1234abcd' }, 'accept'],
    ['oifname != "eth0" drop', { outDevice: 'eth0' }, 'accept'],
    ['meta mark & 0x00004000 == 0x00004000 drop', { mark: 0xc000 }, 'drop'],
    ['meta mark & 0x00004000 != 0x00000000 drop', { mark: 0x8000 }, 'accept'],
    ['meta mark set meta mark | 0x00000001 meta mark 0x00000003 drop', { mark: 2 }, 'drop'],
    ['ct state established,related drop', { ctState: 'RELATED' }, 'drop'],
    ['ct state established,related drop', { ctState: 'NEW' }, 'accept'],
    ['ct direction reply drop', { connection: translated, ctDirection: 'reply' }, 'drop'],
    ['ct direction original drop', {}, 'accept'],
    ['ct status dnat drop', { connection: translated }, 'drop'],
    ['ct status snat drop', { connection: translated }, 'accept'],
    ['fib daddr type local drop', { packet: tcp({ destination: '10.0.0.10' }) }, 'drop'],
    ['fib daddr type local drop', {}, 'accept'],
    ['ip saddr . ip daddr { 10.244.0.0/24 . 10.96.0.42 } drop', {}, 'drop'],
    ['ip daddr vmap { 10.96.0.42 : jump other, 10.96.0.1 : accept }', {}, 'drop'],
    ['jump empty', {}, 'accept'],
    ['counter packets 0 bytes 0 drop', {}, 'drop'],
    ['reject with tcp reset', {}, 'reject'],
  ];
  test.each(ROWS)('%s (%o) gives %s', (rule, more, verdict) => {
    const rules = chain('forward', [rule]);
    expect(walk(rules, 'FORWARD', { ...context(tcp()), ...more }).verdict.kind).toBe(verdict);
  });

  test('goto does not come back, jump does', () => {
    const after = (verb: string) =>
      walk(chain('forward', [`${verb} empty`, 'drop']), 'FORWARD', context(tcp())).verdict.kind;
    expect(after('goto')).toBe('accept');
    expect(after('jump')).toBe('drop');
  });

  test('accept ends its base chain and not the hook', () => {
    const two = plan(
      ['0', '5'].flatMap((priority, index) => [
        `table ip t${index} {`,
        '\tchain c {',
        `\t\ttype filter hook forward priority ${priority}; policy accept;`,
        index === 0 ? '\t\taccept' : '\t\tdrop',
        '\t}',
        '}',
      ]),
    );
    expect(walk(two, 'FORWARD', context(tcp())).verdict.kind).toBe('drop');
  });

  test('a set that rules write to knows who came before', () => {
    const known: string[] = [];
    const memory: Memory = {
      recalls: (list, key) => known.includes(`${list}: ${key}`),
      remember: (list, key, seconds) => known.push(`${list}: ${key}`, String(seconds)),
    };
    const rules = chain(
      'forward',
      ['ip saddr @seen drop', 'update @seen { ip saddr }'],
      ['\tset seen {', '\t\ttype ipv4_addr', '\t\tflags dynamic,timeout', '\t\ttimeout 3h', '\t}'],
    );
    const first = walk(rules, 'FORWARD', context(tcp(), { memory })).verdict.kind;
    const second = walk(rules, 'FORWARD', context(tcp(), { memory })).verdict.kind;
    expect([first, second, ...known]).toEqual(['accept', 'drop', 'ip t seen: 10.244.0.5', '10800']);
  });
});
