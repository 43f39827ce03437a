import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type KernelPlan, planText } from '../../../src/sim';
import { FAULT_IDS, FAULTS } from '../../../src/sim/fault/registry';
import { lessonWorld } from '../../../src/sim/testdata/lesson-world';
import type { CapturedFrame } from './capture';
import { fixedSubjects } from './fixed';
import { drawRecipe, NETWORK_FAULTS, subjectOf } from './random-cluster';
import { smaller } from './shrink';
import { hopsOf } from './sightings';

const { plan } = lessonWorld();
const TUNNELS = new Set([8472]);
const PROXIES = ['iptables'] as const;
const CNIS = ['flannel', 'calico', 'calico-vxlan'] as const;

function frame(namespace: string, device: string, at: number, hex: string): CapturedFrame {
  const link = plan.namespaces[namespace]?.links[device];
  if (!link) throw new Error(`${namespace}/${device} exists`);
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
  return { tap: { namespace, link }, atMicros: at, nanos: 0, length: bytes.length, bytes };
}

const POD_A = '02420af40005';
const BRIDGE = '02420af40001';
const port = (): string =>
  Object.values(plan.namespaces['node-1']?.links ?? {}).find(
    (link) => link.peer?.namespace === 'default/pod-a',
  )?.name ?? '';
const echo = (ttl: string): string =>
  `0800450000541234400${'0'}${ttl}0100000af400050af40008080000000001000100000000`;

describe('sightings of captured frames', () => {
  test('have the direction that the MAC addresses say, and one label for one packet', () => {
    const sent = `${BRIDGE}${POD_A}${echo('40')}`;
    const hops = hopsOf(
      [frame('node-1', port(), 2, sent), frame('default/pod-a', 'eth0', 1, sent)],
      plan,
      TUNNELS,
    );
    expect(hops.map(({ ns, dir, pkt }) => `${ns} ${dir} ${pkt}`)).toEqual([
      'default/pod-a out p1',
      'node-1 in p1',
    ]);
  });

  test('tell a packet that is sent again from one that comes by with a lower TTL', () => {
    const again = (ttl: string, at: number) =>
      frame('node-1', port(), at, `${BRIDGE}${POD_A}${echo(ttl)}`);
    const labels = hopsOf([again('40', 1), again('3f', 2), again('40', 3)], plan, TUNNELS);
    expect(labels.map((hop) => hop.pkt)).toEqual(['p1', 'p1', 'p2']);
  });

  test('know a flooded frame that a hairpin port sends back', () => {
    const question = `ffffffffffff${POD_A}0806000108000604000102420af400050af400050000000000000af40001`;
    const hops = hopsOf(
      [1, 2].map((at) => frame('node-1', port(), at, question)),
      plan,
      TUNNELS,
    );
    expect(hops.map((hop) => hop.dir)).toEqual(['in', 'out']);
  });
});

describe('clusters drawn from a seed', () => {
  test('are the same for the same seed, and differ between seeds', () => {
    const draw = (seed: number) => drawRecipe(seed, CNIS, PROXIES);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('keep within their limits and can be built', () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const recipe = drawRecipe(seed, CNIS, PROXIES);
      expect(recipe.nodes.length).toBeGreaterThanOrEqual(2);
      expect(recipe.nodes.length).toBeLessThanOrEqual(5);
      expect(recipe.pods.length).toBeLessThanOrEqual(20);
      const subject = subjectOf({ ...recipe, fault: undefined });
      for (const probe of recipe.probes)
        expect(subject?.plan.namespaces).toHaveProperty([probe.from]);
    }
  });

  test('can be made smaller without losing the probe that disagrees', () => {
    const recipe = drawRecipe(3, CNIS, PROXIES);
    const steps = [...smaller(recipe, ['q4'])];
    expect(steps[0]?.probes.map((probe) => probe.id)).toEqual(['q4']);
    const sizeOf = (entry: typeof recipe) => JSON.stringify(entry).length;
    for (const step of steps) expect(sizeOf(step)).toBeLessThan(sizeOf(recipe));
  });
});

describe('faults of the product in a live cluster', () => {
  const textOf = (built: KernelPlan): string => {
    const sockets = Object.values(built.namespaces).map(({ name, listeners }) => [
      name,
      listeners.map(({ protocol, address, port }) => `${protocol} ${address}:${port}`),
    ]);
    return JSON.stringify([planText(built, (name) => name), sockets]);
  };

  test('are exactly those that change a device, a rule or a socket', () => {
    const changing = FAULT_IDS.filter((id) => {
      const cni = FAULTS[id].cnis?.[0] ?? 'calico-vxlan';
      return textOf(lessonWorld({ cni, faults: [id] }).plan) !== textOf(lessonWorld({ cni }).plan);
    });
    expect(changing.sort()).toEqual([...NETWORK_FAULTS].sort());
  });

  test('and the others are explained in docs/fidelity.md', () => {
    const page = readFileSync('docs/fidelity.md', 'utf8');
    for (const id of FAULT_IDS)
      expect(page).toContain(NETWORK_FAULTS.includes(id) ? `\`${id}\`` : `- \`${id}\`: `);
  });
});

test('fixed questions have names of their own', () => {
  const subjects = fixedSubjects(CNIS.map((cni) => ({ cni, proxy: 'iptables' as const })));
  expect(new Set(subjects.map(({ name }) => name)).size).toBe(subjects.length);
  for (const { subject } of subjects) {
    const ids = subject.probes.map((probe) => probe.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const probe of subject.probes)
      expect(subject.plan.namespaces).toHaveProperty([probe.from]);
  }
});
