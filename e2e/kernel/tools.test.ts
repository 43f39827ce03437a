/**
 * The tools of the simulation print what the tools of a Linux machine printed. Recorded by the laboratory of the captures:
 * `state/` is what describes a namespace at rest, `tools.json` what was asked of a running cluster.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { mergePatch, planFromTopology } from '../../src/cli/conform/topology';
import { DEFAULT_OPTIONS, run, type World } from '../../src/sim';
import { emptyState } from '../../src/sim/cluster-state';
import { comparable, type Part, PARTS } from './tool-text';

const GOLDENS = path.join(import.meta.dirname, 'goldens');
const read = (name: string): unknown =>
  JSON.parse(readFileSync(path.join(GOLDENS, name), 'utf8')) as unknown;

/** The recorder took its time between two commands: every router was ready to send errors again. */
function rested(world: World): World {
  const namespaces = Object.entries(world.state.namespaces).map(
    ([name, state]) => [name, { ...state, errorBudgets: {} }] as const,
  );
  return { ...world, state: { ...world.state, namespaces: Object.fromEntries(namespaces) } };
}

function worldOf(mode: string, change: (topology: Json) => Json = (topology) => topology): World {
  const topology = change(read(`topology.${mode}.json`) as Json);
  const plan = planFromTopology(topology);
  return {
    objects: [],
    options: DEFAULT_OPTIONS,
    cluster: {
      nodes: [],
      namespaces: [],
      pods: [],
      services: [],
      endpointSlices: [],
      networkPolicies: [],
      podCIDR: String(topology.podCIDR),
      serviceCIDR: String(topology.serviceCIDR),
      dnsZone: String(topology.dnsZone),
      runtime: {},
    } as unknown as World['cluster'],
    plan,
    state: emptyState(plan, 1),
    warnings: [],
  };
}

type Json = Record<string, unknown>;
type Lines = Readonly<Record<string, readonly string[]>>;

const MODES = [
  ...new Set(readdirSync(path.join(GOLDENS, 'state')).map((name) => name.split('.')[0])),
];

describe.each(MODES)('a namespace at rest, recorded with %s', (mode = '') => {
  const world = worldOf(mode);
  const files = readdirSync(path.join(GOLDENS, 'state')).filter((name) =>
    name.startsWith(`${mode}.`),
  );
  for (const file of files) {
    const { ns, commands } = read(`state/${file}`) as { ns: string; commands: Lines };
    for (const [command, lines] of Object.entries(commands)) {
      test(`${ns}: ${command.slice(0, 60)} prints the recorded lines`, () => {
        const { printed, recorded } = comparable(
          partOf(command),
          run(world, ns, command).stdout,
          lines.join('\n'),
        );
        expect(printed).toEqual(recorded);
        expect(lines.some((line) => line !== '') || printed.length === 0).toBe(true);
      });
    }
  }
});

interface Asked {
  readonly case: string;
  readonly ns: string;
  readonly cmd: string;
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** README of the captures: tools.json is the vxlan-iptables cluster with one rule and without a rate limit. */
function withPolicyDrop(topology: Json): Json {
  const at = (value: unknown, key: string) => (value as Json)[key];
  const chains = at(at(at(at(topology, 'namespaces'), 'node-2'), 'iptables'), 'filter');
  const rules = at(at(chains, 'FORWARD'), 'rules') as readonly string[];
  const FORWARD = { rules: ['-A FORWARD -d 10.244.1.9/32 -j DROP', ...rules] };
  return mergePatch(topology, {
    sysctlDefaults: { 'net.ipv4.icmp_ratelimit': '0' },
    namespaces: { 'node-2': { iptables: { filter: { FORWARD } } } },
  }) as Json;
}

/** TCP's inner values: congestion window, timers, round trips. */
const NOT_MODELLED = /^ss -tni/;
const ENDPOINT = '10.244.0.8';

describe('a running cluster, asked with tools', () => {
  const asked = read('tools.json') as readonly Asked[];
  let world = worldOf('vxlan-iptables', withPolicyDrop);
  const answers = asked.map(({ ns, cmd }) => {
    const answer = run(world, ns, cmd, cmd.includes('10.96.0.42') ? { endpoint: ENDPOINT } : {});
    world = rested(answer.world);
    return answer;
  });
  for (const [index, { case: name, ns, cmd, rc, stdout, stderr }] of asked.entries()) {
    if (NOT_MODELLED.test(cmd)) {
      test.skip(`${name}: ${cmd} in ${ns} (not modelled)`, () => {});
      continue;
    }
    test(`${name}: ${cmd} in ${ns} prints the recorded lines`, () => {
      const answer = answers[index];
      const part = partOf(cmd);
      const out = comparable(part, answer?.stdout ?? '', stdout);
      const errors = comparable(part, answer?.stderr ?? '', stderr);
      expect([out.printed, errors.printed, answer?.exitCode]).toEqual([
        out.recorded,
        errors.recorded,
        rc,
      ]);
    });
  }
});

function partOf(command: string): Part {
  const found = PARTS.find(({ command: pattern }) => pattern.test(command));
  if (!found) throw new Error(`no rule says how "${command}" is compared`);
  return found;
}
