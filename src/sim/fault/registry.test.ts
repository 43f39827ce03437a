import { describe, expect, test } from 'vitest';
import { buildWorld } from '../cluster';
import type { NamespacePlan } from '../plan';
import { run } from '../simulation';
import { lessonObjects, lessonWorld } from '../testdata/lesson-world';
import type { CniName, FaultId, World } from '../world';
import { clientNameOf, FAULT_IDS, FAULTS, repaired } from './registry';

const cniOf = (id: FaultId): CniName => FAULTS[id].cnis?.[0] ?? 'flannel';
const faulty = (id: FaultId, cni = cniOf(id)): World => lessonWorld({ cni, faults: [id] });

const SECTIONS = [
  'links',
  'addresses',
  'routes',
  'neighbours',
  'fdb',
  'sysctl',
  'files',
  'iptables',
  'listeners',
] as const;

/** "node-1 iptables": parts of the plan that differ from the healthy world's. */
function changes(id: FaultId, cni = cniOf(id)): string[] {
  const before = lessonWorld({ cni }).plan.namespaces;
  const after = faulty(id, cni).plan.namespaces;
  const part = (plan: NamespacePlan | undefined, section: (typeof SECTIONS)[number]) =>
    JSON.stringify(plan?.[section]);
  return Object.keys(after).flatMap((name) =>
    SECTIONS.filter((section) => part(before[name], section) !== part(after[name], section)).map(
      (section) => `${name} ${section}`,
    ),
  );
}

const KUBE_PROXY = ['node-1 iptables', 'node-2 iptables', 'node-3 iptables'];

describe('a fault changes what it claims and nothing else:', () => {
  test.each([
    ['service-selector-typo', KUBE_PROXY],
    ['dns-name-typo', []],
    ['wrong-target-port', KUBE_PROXY],
    [
      'no-ready-pod',
      [
        ...KUBE_PROXY,
        'default/pod-b listeners',
        'default/pod-c listeners',
        'default/pod-d listeners',
      ],
    ],
    ['one-dead-backend', ['default/pod-c listeners']],
    [
      'listens-on-localhost',
      ['default/pod-b listeners', 'default/pod-c listeners', 'default/pod-d listeners'],
    ],
    ['policy-drop', KUBE_PROXY],
    ['overlay-port-blocked', ['node-2 iptables']],
    [
      'coredns-down',
      [
        'kube-system/coredns-76f75df574-9hx2k listeners',
        'kube-system/coredns-76f75df574-tq7vn listeners',
      ],
    ],
  ] as const)('%s', (id, expected) => {
    expect(changes(id).sort()).toEqual([...expected].sort());
  });

  test('mtu-black-hole', () => {
    const changed = changes('mtu-black-hole');
    expect(changed.filter((text) => text.startsWith('node-1'))).toEqual([
      'node-1 links',
      'node-1 files',
      'node-1 iptables',
    ]);
    expect(changed.filter((text) => text.startsWith('default/pod-a'))).toEqual([
      'default/pod-a links',
    ]);
    const links = faulty('mtu-black-hole').plan.namespaces['node-1']?.links;
    expect([links?.['flannel.1']?.mtu, links?.cni0?.mtu, links?.eth0?.mtu]).toEqual([
      1450, 1500, 1500,
    ]);
  });
});

describe('the client sees the symptom of', () => {
  const inPodA = (world: World, command: string) => run(world, 'default/pod-a', command);

  test.each([
    ['service-selector-typo', 'nc -zv -w 3 my-service 8080', 'Connection refused'],
    ['wrong-target-port', 'nc -zv -w 3 my-service 8080', 'Connection refused'],
    ['no-ready-pod', 'nc -zv -w 3 my-service 8080', 'Connection refused'],
    ['listens-on-localhost', 'nc -zv -w 3 my-service 8080', 'Connection refused'],
    ['one-dead-backend', 'nc -zv -w 3 10.244.1.8 8080', 'Connection refused'],
    ['policy-drop', 'nc -zv -w 3 my-service 8080', 'timed out'],
    ['overlay-port-blocked', 'nc -zv -w 3 10.244.1.8 8080', 'timed out'],
    ['dns-name-typo', 'nslookup my-servce.default.svc.cluster.local', 'NXDOMAIN'],
    [
      'coredns-down',
      'nslookup my-service.default.svc.cluster.local',
      'no servers could be reached',
    ],
  ] as const)('%s', (id, command, says) => {
    const broken = inPodA(faulty(id), command);
    expect(broken.stdout + broken.stderr).toContain(says);
    const healthy = inPodA(
      lessonWorld({ cni: cniOf(id) }),
      command.replace('my-servce', clientNameOf({ ...lessonWorld().options })),
    );
    expect(healthy.stdout + healthy.stderr).not.toContain(says);
    expect(healthy.exitCode).toBe(0);
  });

  test('mtu-black-hole: small packets pass, large ones vanish without a word', () => {
    const world = faulty('mtu-black-hole');
    expect(inPodA(world, 'ping -c 1 -W 1 -M do -s 1422 10.244.1.8').stdout).toContain('1 received');
    const large = inPodA(world, 'ping -c 1 -W 1 -M do -s 1472 10.244.1.8').stdout;
    expect(large).toContain('0 received');
    expect(large).not.toContain('Frag needed');
  });
});

describe('every fault', () => {
  test.each(FAULT_IDS)('%s is told in full', (id) => {
    const { title, symptom, trueCause, where, fix } = FAULTS[id];
    expect(FAULTS[id].id).toBe(id);
    for (const text of [
      title,
      symptom,
      trueCause,
      where.object,
      where.command,
      where.shows,
      fix.summary,
      fix.command,
    ]) {
      expect(text.length).toBeGreaterThan(3);
    }
    expect([...Object.keys(faulty(id).plan.namespaces), 'workstation']).toContain(where.at);
  });

  test.each(FAULT_IDS)('%s is gone in the repaired world', (id) => {
    const world = faulty(id);
    const again = buildWorld(world.objects, repaired(world.options, id));
    const healthy = lessonWorld({ cni: cniOf(id) });
    expect(again.ok && JSON.stringify(again.value.plan)).toBe(JSON.stringify(healthy.plan));
  });

  test('that needs another CNI is refused, with the ones that would do', () => {
    const built = buildWorld(lessonObjects(), { cni: 'flannel', faults: ['policy-drop'] });
    expect(built).toMatchObject({
      ok: false,
      error: [{ code: 'fault-not-possible', hint: 'Choose one of: calico, calico-vxlan.' }],
    });
  });

  test('that breaks the overlay names the port of the overlay in use', () => {
    const text = JSON.stringify(
      faulty('overlay-port-blocked', 'calico-vxlan').plan.namespaces['node-2']?.iptables.filter,
    );
    expect(text).toContain('-A INPUT -p udp -m udp --dport 4789 -j DROP');
  });
});

test('only the typo in the name changes what the client asks for', () => {
  const { options } = lessonWorld();
  expect(clientNameOf(options)).toBe('my-service');
  expect(clientNameOf({ ...options, faults: ['coredns-down', 'dns-name-typo'] })).toBe('my-servce');
});
