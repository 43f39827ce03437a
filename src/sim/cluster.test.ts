import { describe, expect, test } from 'vitest';
import { buildWorld } from './cluster';
import { compileRuleset } from './filter/ruleset';
import { objectsOf } from './kube/testdata/manifests';
import type { Link } from './plan';
import { lessonObjects, lessonWorld } from './testdata/lesson-world';
import type { CniName, WorldOptions } from './world';

const CNIS: readonly CniName[] = ['flannel', 'calico', 'calico-vxlan'];

describe.each(CNIS)('a world with %s', (cni) => {
  const world = lessonWorld({ cni });
  const plans = Object.values(world.plan.namespaces);

  test('has a namespace for each node and pod, the switch and the router', () => {
    expect(
      plans
        .map((plan) => plan.role)
        .sort()
        .join(' '),
    ).toBe(`node node node ${'pod '.repeat(8)}router switch`);
  });

  test('connects both ends of every veth pair to each other', () => {
    const ends = plans.flatMap((plan) =>
      Object.values(plan.links).map((link): [string, Link] => [plan.name, link]),
    );
    const veths = ends.filter(([, link]) => link.kind === 'veth');
    expect(veths.length).toBeGreaterThan(20);
    for (const [namespace, link] of veths) {
      const other = world.plan.namespaces[link.peer?.namespace ?? '']?.links[link.peer?.link ?? ''];
      expect(other?.peer).toEqual({ namespace, link: link.name });
    }
  });

  test('gives every record an author, and every agent a reason', () => {
    for (const plan of plans) {
      const rules = Object.values(plan.iptables).flatMap((chains) =>
        chains.flatMap((chain) => chain.rules),
      );
      const records = [
        Object.values(plan.links),
        plan.addresses,
        plan.routes,
        plan.neighbours,
        plan.fdb,
        rules,
        plan.listeners,
      ].flat();
      for (const { origin } of records) expect(origin.agent && origin.why).toBeTruthy();
    }
  });

  test('has rules that the filter can read, on every node', () => {
    for (const plan of plans) expect(compileRuleset(plan.iptables)).toMatchObject({ ok: true });
  });

  test('has unique interface indices and unicast routes through devices that exist', () => {
    for (const plan of plans) {
      const indices = Object.values(plan.links).map((link) => link.index);
      expect(new Set(indices).size).toBe(indices.length);
      for (const route of plan.routes)
        if (route.device) expect(plan.links[route.device]).toBeDefined();
    }
  });

  test('holds no ClusterIP on any interface and no route to one', () => {
    const text = JSON.stringify(
      plans.map((plan) => [plan.addresses, plan.routes.map((route) => route.destination)]),
    );
    expect(text).not.toContain('"10.96.');
  });

  test('is the same every time', () => {
    expect(JSON.stringify(lessonWorld({ cni }))).toBe(JSON.stringify(world));
  });
});

describe('the router', () => {
  test('knows the node network and nothing else', () => {
    const main = lessonWorld().plan.namespaces.gateway?.routes.filter(
      (route) => route.table === 'main',
    );
    expect(main?.map((route) => route.destination)).toEqual(['10.0.0.0/24']);
  });
});

describe('processes', () => {
  const listeners = (options: Partial<WorldOptions>, name = 'default/pod-c') =>
    lessonWorld(options).plan.namespaces[name]?.listeners ?? [];

  test('listen on the port of their program', () => {
    expect(listeners({})).toMatchObject([
      {
        protocol: 'tcp',
        address: '0.0.0.0',
        port: 8080,
        process: 'http-echo',
        app: { kind: 'http', podName: 'pod-c' },
      },
    ]);
    expect(listeners({}, 'default/pod-a')).toEqual([]);
    expect(
      listeners({}, 'kube-system/coredns-76f75df574-9hx2k').map(
        (item) => `${item.protocol}/${item.port} ${item.app.kind}`,
      ),
    ).toEqual(['udp/53 dns', 'tcp/53 dns', 'tcp/8080 http', 'tcp/8181 http', 'tcp/9153 http']);
  });

  test('that are stopped hold no socket, that hang hold one and never answer', () => {
    expect(listeners({ runtime: { 'default/pod-c': { process: 'stopped' } } })).toEqual([]);
    expect(listeners({ runtime: { 'default/pod-c': { process: 'hung' } } })).toMatchObject([
      { port: 8080, app: { kind: 'silent' } },
    ]);
    expect(listeners({ runtime: { 'default/pod-c': { bind: '127.0.0.1' } } })).toMatchObject([
      { address: '127.0.0.1' },
    ]);
  });

  test('of the control plane run where the kubernetes Service points', () => {
    const ports = (node: string) => listeners({}, node).map((item) => item.port);
    expect(ports('node-1')).toContain(6443);
    expect(ports('node-2')).not.toContain(6443);
  });
});

describe('options', () => {
  test.each([
    [{ cni: 'flanel' as CniName }, 'unknown-cni', 'Did you mean "flannel"?'],
    [
      { faults: ['no-redy-pod'] as unknown as WorldOptions['faults'] },
      'unknown-fault',
      'Did you mean "no-ready-pod"?',
    ],
    [{ podMtu: 20 }, 'bad-mtu', '68'],
    [{ nodeMtu: 1500.5 }, 'bad-mtu', '68'],
    [{ proxy: 'ipvs' as WorldOptions['proxy'] }, 'unknown-proxy', 'iptables'],
  ])('%j are refused with the way out', (options, code, hint) => {
    const built = buildWorld(lessonObjects(), options);
    expect(built.ok ? null : built.error[0]).toMatchObject({
      code,
      hint: expect.stringContaining(hint),
    });
  });

  test('set the switch between the nodes and bridge netfilter', () => {
    const { namespaces } = lessonWorld({ fabricMtu: 1400, bridgeNetfilter: false }).plan;
    expect(namespaces.fabric?.links['p-node-2']?.mtu).toBe(1400);
    expect(namespaces['node-1']?.links.eth0?.mtu).toBe(1500);
    expect(namespaces['node-1']?.sysctl['net.bridge.bridge-nf-call-iptables']).toBe('0');
  });

  test('decide whether neighbours are known at the start', () => {
    const known = (arp: 'warm' | 'cold') =>
      lessonWorld({ arp }).state.namespaces['node-1']?.neighbours.length;
    expect(known('cold')).toBe(0);
    expect(known('warm')).toBeGreaterThan(0);
  });

  test('with another seed start at other ports', () => {
    const port = (seed: number) =>
      lessonWorld({ seed }).state.namespaces['default/pod-a']?.nextPort;
    expect(port(1)).not.toBe(port(2));
  });
});

describe('a cluster without nodes', () => {
  test('is refused', () => {
    expect(buildWorld([])).toMatchObject({ ok: false, error: [{ code: 'no-node' }] });
  });
});

describe('a NetworkPolicy', () => {
  const policy = objectsOf(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: production}
spec: {podSelector: {}}
`);
  const build = (cni: CniName) => buildWorld([...lessonObjects(), ...policy], { cni });

  test('is enforced by nobody under Flannel, which a warning says', () => {
    const world = build('flannel');
    expect(world).toMatchObject({
      ok: true,
      value: { warnings: [{ code: 'policy-not-enforced', severity: 'warning', line: 5 }] },
    });
    expect(JSON.stringify(world.ok && world.value.plan)).not.toContain('cali-');
  });

  test('comes before the rules of kube-proxy under Calico', () => {
    const world = build('calico');
    const forward =
      world.ok &&
      world.value.plan.namespaces['node-2']?.iptables.filter?.find(
        (chain) => chain.name === 'FORWARD',
      );
    expect(forward && forward.rules[0]?.text).toBe('-A FORWARD -j cali-FORWARD');
  });
});
