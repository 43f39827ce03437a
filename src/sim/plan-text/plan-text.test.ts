import { describe, expect, test } from 'vitest';
import type { NamespacePlan } from '../plan';
import { run } from '../simulation';
import { lessonWorld } from '../testdata/lesson-world';
import { netnsWithPrefix, planText } from './index';

const netns = netnsWithPrefix('lab-');
const CNIS = ['flannel', 'calico', 'calico-vxlan'] as const;

const textOf = (cni: (typeof CNIS)[number], namespace: string) => {
  const found = planText(lessonWorld({ cni }).plan, netns).find(
    (entry) => entry.namespace === namespace,
  );
  if (!found) throw new Error(`${namespace} exists`);
  return found;
};

describe.each(CNIS)('the text of the plan with %s', (cni) => {
  const world = lessonWorld({ cni });
  const texts = planText(world.plan, netns);

  test('makes every device but lo exactly once, with its index', () => {
    const made = texts.flatMap(({ links }) =>
      [...links.matchAll(/(?:add|peer) (\S+) index (\d+)/g)].map(
        (match) => `${match[1]} ${match[2]}`,
      ),
    );
    const planned = Object.values(world.plan.namespaces).flatMap((plan: NamespacePlan) =>
      Object.values(plan.links)
        .filter((link) => link.kind !== 'loopback')
        .map((link) => `${link.name} ${link.index}`),
    );
    expect(made.sort()).toEqual(planned.sort());
  });

  test('names other namespaces only as network namespaces', () => {
    const names = new Set(texts.map((entry) => entry.netns));
    for (const { links } of texts)
      for (const [, far = ''] of links.matchAll(/netns (\S+)/g)) expect(names).toContain(far);
    expect([...names].filter((name) => name.includes('/'))).toEqual([]);
  });

  test('holds the rules as iptables-save prints them', () => {
    const { iptables } = texts.find((entry) => entry.namespace === 'node-1') ?? {};
    expect(iptables).toBe(run(world, 'node-1', 'iptables-save').stdout);
    expect(iptables).toContain('KUBE-SERVICES');
  });

  test('adds a route to a link before routes that go through it', () => {
    for (const { addresses } of texts) {
      const routes = addresses.split('\n').filter((line) => line.startsWith('route'));
      const firstVia = routes.findIndex((line) => line.includes(' via '));
      expect(routes.slice(firstVia).filter((line) => !line.includes(' via '))).toEqual([]);
    }
  });
});

describe('the text of the plan', () => {
  test('keeps the dot in the name of a device when it writes a sysctl as a path', () => {
    const keys = textOf('flannel', 'node-1').sysctl.map((entry) => entry.key);
    expect(keys).toContain('net/ipv4/conf/flannel.1/forwarding');
  });

  test('leaves out what a namespace cannot change and what the kernel adds by itself', () => {
    const { sysctlFirst, addresses } = textOf('flannel', 'node-1');
    expect(sysctlFirst.map((entry) => entry.key)).not.toContain('net/netfilter/nf_conntrack_max');
    expect(addresses).not.toContain('127.0.0.');
    expect(addresses).not.toContain('proto kernel');
    expect(addresses).toContain('address add 10.0.0.10/24 broadcast 10.0.0.255 dev eth0');
  });

  test('tells a VXLAN device its peers before the first packet', () => {
    const { links, addresses, fdb } = textOf('flannel', 'node-1');
    expect(links).toContain('type vxlan id 1 local 10.0.0.10 dev eth0 dstport 8472 nolearning');
    expect(addresses).toContain('neigh replace 10.244.1.0 lladdr aa:aa:aa:aa:aa:02 dev flannel.1');
    expect(fdb).toContain('aa:aa:aa:aa:aa:02 dev flannel.1 dst 10.0.0.11 self permanent');
  });

  test('names the accounting objects that the rules count with', () => {
    expect(textOf('flannel', 'node-1').accounting).toEqual(['ct_state_invalid_dropped_pkts']);
  });
});
