import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openFolder } from '../../src/cli/conform/folder';
import {
  conformFolder,
  describeSummary,
  isGood,
  oracleShare,
  summarise,
} from '../../src/cli/conform/kernel';
import { hasFigures } from '../../src/cli/fidelity';
import { mergePatch } from '../../src/cli/conform/topology';
import { type Judgement, judge } from '../../src/cli/conform/scenario';

const GOLDENS = path.join(import.meta.dirname, 'goldens');
const folder = openFolder(GOLDENS);

const NOT_COMPARABLE: Readonly<Record<string, RegExp>> = {
  'b00-bgp-session': /daemons talk/,
  'm09a-vxlan-mtu-clamp': /no packet was sent/,
  'o01-offload-on': /offload/,
  'o02-offload-on-20k': /offload/,
};

const judgements = new Map<string, Judgement>();

function judged(id: string): Judgement {
  const known = judgements.get(id) ?? judge(folder.load(id));
  judgements.set(id, known);
  return known;
}

describe('recordings of a Linux kernel', () => {
  for (const id of folder.ids) {
    const reason = NOT_COMPARABLE[id];
    test(reason ? `${id} is not comparable` : `${id} agrees in every header byte`, () => {
      const judgement = judged(id);
      if (reason) {
        const expected = expect.stringMatching(reason);
        expect(judgement).toMatchObject({ kind: 'not-comparable', reason: expected });
      } else expect(judgement).toMatchObject({ kind: 'passed', replay: { disagreements: [] } });
    });
  }

  test('are 129, four of which cannot be compared, and chance decided less than 4 % of the bytes', () => {
    const summary = summarise(folder.ids.map(judged));
    expect(summary).toMatchObject({ passed: 125, failed: 0, notComparable: 4 });
    expect(summary.compared).toBeGreaterThan(330_000);
    expect(oracleShare(summary)).toBeLessThan(0.04);
    expect(isGood(summary)).toBe(true);
    expect(describeSummary(summary)).toMatch(/125 passed, 0 failed, 4 not comparable\n$/);
  });
});

test('docs/fidelity.md gives the figures of this replay (else: npm run fidelity)', () => {
  expect(hasFigures(summarise(folder.ids.map(judged)))).toBe(true);
});

type Loose = Record<string, unknown>;

/** A recording, changed; what is changed is a copy. */
function changed(id: string, edit: (scenario: Loose, topology: Loose) => void): Judgement {
  const files = structuredClone(folder.load(id));
  edit(files.scenario as Loose, files.topology as Loose);
  return judge(files);
}

const patch = (target: Loose, what: unknown) => Object.assign(target, mergePatch(target, what));

const hopsOf = (scenario: Loose) => scenario.hops as Loose[];

describe('a recording that cannot be compared', () => {
  const V01 = 'v01-ping-same-node';

  test.each<[string, (scenario: Loose, topology: Loose) => void, RegExp]>([
    [
      'an unknown field',
      (scenario) => Object.assign(scenario, { colour: 'red' }),
      /unknown field colour/,
    ],
    [
      'an unknown field of a hop',
      (scenario) => Object.assign(hopsOf(scenario)[2] ?? {}, { speed: 1 }),
      /unknown field hops\[2\]\.speed/,
    ],
    [
      'a layer of an unknown kind',
      (scenario) => Object.assign(hopsOf(scenario)[0] ?? {}, { layers: [{ l: 'ip6' }] }),
      /hops\[0\]\.layers\[0\] is of the unknown kind "ip6"/,
    ],
    [
      'a list of hops cut at the end',
      (scenario) => hopsOf(scenario).splice(5),
      /truncated hop list/,
    ],
    [
      'a list of hops cut in the middle',
      (scenario) => hopsOf(scenario).splice(3, 1),
      /truncated hop list/,
    ],
    [
      'hops that are no list',
      (scenario) => Object.assign(scenario, { hops: 7 }),
      /hops is missing/,
    ],
    [
      'an event that conntrack -E does not print',
      (scenario) => Object.assign(scenario, { conntrackEvents: [{ ns: 'node-1', event: 'NEW' }] }),
      /conntrackEvents\[0\]\.event/,
    ],
    [
      'bytes that are none',
      (scenario) => Object.assign(hopsOf(scenario)[1] ?? {}, { hex: 'xyz' }),
      /hops\[1\]\.hex/,
    ],
    [
      'a cluster without the namespace of a tap',
      (_scenario, topology) => patch(topology, { namespaces: { 'pod-a': null } }),
      /pod-a/,
    ],
    [
      'a device of an unknown kind',
      (_scenario, topology) => {
        const links = { eth0: { kind: 'wireguard' } };
        patch(topology, { namespaces: { 'node-1': { links } } });
      },
      /node-1\.links\.eth0: .*wireguard/,
    ],
    [
      'a rule that is not modelled',
      (_scenario, topology) => {
        const rules = ['-A FORWARD -m u32 --u32 "0&0xFF=1" -j DROP'];
        const iptables = { filter: { FORWARD: { rules } } };
        patch(topology, { namespaces: { 'node-1': { iptables } } });
      },
      /u32/,
    ],
  ])('%s is named as the reason', (_what, edit, reason) => {
    const judgement = changed(V01, edit);
    expect(judgement).toMatchObject({
      kind: 'not-comparable',
      reason: expect.stringMatching(reason),
    });
    expect(isGood(summarise([judgement]))).toBe(false);
  });
});

describe('netfilter traces', () => {
  const traced = folder.ids.filter((id) => folder.load(id).trace !== undefined);

  test('are 26, each compared with its scenario', () => {
    expect(traced).toHaveLength(26);
    expect(traced.map((id) => judged(id).kind)).toEqual(traced.map(() => 'passed'));
  });

  const changedTrace = (edit: (steps: Loose[]) => unknown) => {
    const files = structuredClone(folder.load('v06-clusterip-other-node'));
    const { nodes } = files.trace as { nodes: Record<string, { steps: Loose[] }[]> };
    edit(nodes['node-1']?.[0]?.steps ?? []);
    return judge(files);
  };
  const at = (steps: Loose[], chain: string) => steps.findIndex((step) => step.chain === chain);

  test('two chains the other way round are told with packet and step', () => {
    const judgement = changedTrace((steps) => {
      const [mangle, nat] = [at(steps, 'mangle PREROUTING'), at(steps, 'nat PREROUTING')];
      steps[mangle] = { chain: 'nat PREROUTING' };
      steps[nat] = { chain: 'mangle PREROUTING' };
    });
    const [line] = describeSummary(summarise([judgement])).split('\n');
    expect(line).toBe(
      'v06-clusterip-other-node, trace node-1 packet 0, step 2, nat PREROUTING: enter, mangle PREROUTING: enter',
    );
  });

  test('another rule that matched is told', () => {
    const judgement = changedTrace((steps) => {
      const step = steps.find(({ chain }) => chain === 'nat KUBE-SERVICES');
      Object.assign(step ?? {}, { rule: 'ip daddr 10.96.0.43 jump KUBE-SVC-X (verdict jump)' });
    });
    expect(describeSummary(summarise([judgement]))).toContain(
      'nat KUBE-SERVICES: ip daddr 10.96.0.43',
    );
  });

  test('a packet that was not translated where a chain of the laboratory looked is told', () => {
    const judgement = changedTrace((steps) => {
      const step = steps.find(({ chain }) => chain === 'probe prer_after_dstnat_50');
      Object.assign(step ?? {}, { facts: ['ct-new'], changed: {} });
    });
    expect(describeSummary(summarise([judgement]))).toContain(
      'facts at PREROUTING -50, ct-new, iif cali1234abcd, saddr 10.244.0.5, daddr 10.96.0.42, ttl 64, ct-new dnat,',
    );
  });

  test('an unknown field of a step makes it not comparable', () => {
    const judgement = changedTrace((steps) => Object.assign(steps[0] ?? {}, { mood: 1 }));
    expect(judgement).toMatchObject({
      kind: 'not-comparable',
      reason: expect.stringMatching(/node-1\[0\]\.mood/),
    });
  });
});

describe('a folder without topology files', () => {
  const bare = mkdtempSync(path.join(tmpdir(), 'recordings-'));
  for (const name of ['index.json', 'patches.json', 'scenarios', 'state'])
    symlinkSync(path.join(GOLDENS, name), path.join(bare, name));
  afterAll(() => rmSync(bare, { recursive: true }));

  test.each([
    'v06-clusterip-other-node',
    'v14-ext-nodeport-cluster-remote',
    'b07-pod-nodeport-other-back',
    'c01-tcp-cross-4789',
    'f07-nodeport-other',
    'm05-vxlan-pod1500-tcp',
    'x04-neigh-missing',
  ])('%s agrees with a cluster read from state/', (id) => {
    expect(judge(openFolder(bare).load(id))).toMatchObject({ kind: 'passed' });
  });

  test('a mode of which nothing was kept is told', () => {
    const files = openFolder(bare);
    expect(() => {
      rmSync(path.join(bare, 'state'));
      files.load('v01-ping-same-node');
    }).toThrow(/neither topology\.vxlan-iptables\.json nor state\/vxlan-iptables\.\*\.json/);
  });
});

describe('a folder of other clusters', () => {
  const elsewhere = path.join(import.meta.dirname, 'elsewhere');
  const files = readdirSync(elsewhere, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  );

  test('shares no address of pods, nodes or Services with the first', () => {
    expect(files).toHaveLength(17);
    for (const name of files)
      expect(readFileSync(path.join(elsewhere, name), 'utf8'), name).not.toMatch(
        /\b10\.(244|96|0\.0)\./,
      );
  });

  test('agrees in every header byte', () => {
    const summary = conformFolder(elsewhere);
    expect(describeSummary(summary)).toMatch(/14 passed, 0 failed, 0 not comparable\n$/);
    expect(isGood(summary)).toBe(true);
  });
});

describe('a recording that says something else', () => {
  test('a retransmission at another pace is told with both times', () => {
    const judgement = changed('n01-policy-drop', (scenario) => {
      for (const hop of hopsOf(scenario)) {
        if (hop.pkt === 'p3') Object.assign(hop, { t_us: Number(hop.t_us) + 900_000 });
      }
    });
    expect(describeSummary(summarise([judgement]))).toContain(
      'n01-policy-drop, 17 pod-b2/eth0 out p3, time, 2.96 s, 2.00 s',
    );
  });

  test('an event of connection tracking that did not happen is told', () => {
    const judgement = changed('v23-closed-port', (scenario) => {
      (scenario.conntrackEvents as Loose[]).splice(1, 1);
    });
    expect(describeSummary(summarise([judgement]))).toMatch(
      /v23-closed-port, event 2 node-1, conntrack event, NEW udp .*sport=42271 .*, NEW udp .*sport=32870 /,
    );
  });

  test('fails with hop, field, expected and got', () => {
    const judgement = changed('v03-ping-cross-vxlan', (scenario) => {
      const hop = hopsOf(scenario)[8];
      const hex = String(hop?.hex);
      Object.assign(hop ?? {}, { hex: `${hex.slice(0, 44)}11${hex.slice(46)}` });
    });
    expect(judgement.kind).toBe('failed');
    const lines = describeSummary(summarise([judgement])).split('\n');
    expect(lines[0]).toBe('v03-ping-cross-vxlan, 9 node-2/cali9abc1108 out p1, ip.ttl, 17, 62');
  });

  test('a packet that never came and one too many are both told', () => {
    const judgement = changed('v01-ping-same-node', (scenario) => {
      const hop = hopsOf(scenario)[3];
      Object.assign(hop ?? {}, { ns: 'pod-c' });
    });
    const lines = describeSummary(summarise([judgement]));
    expect(lines).toMatch(/- pod-b2\/eth0 in p1, sighting, nothing, /);
    expect(lines).toMatch(/4 pod-c\/eth0 in p1, sighting, packet p1 here/);
  });
});
