import { describe, expect, test } from 'vitest';
import { lessonWorld } from '../testdata/lesson-world';
import kernel from './testdata/kernel-records.json';
import { recordsOf } from './testdata/plan-text';

const MODES = [
  ['calico', kernel.bgp, 1500],
  ['calico-vxlan', kernel['calico-vxlan'], 1450],
] as const;

describe.each(MODES)('%s', (cni, golden, mtu) => {
  const { namespaces } = lessonWorld({ cni }).plan;
  const node = namespaces['node-1'];
  const pod = namespaces['default/pod-a'];

  test('names the host end after the namespace and the name of the pod', () => {
    expect(pod?.links.eth0?.peer).toEqual({ namespace: 'node-1', link: 'cali5e1c4d6c68c' });
  });

  test('gives host ends the same MAC and proxy ARP as a real node does', () => {
    const { mac, kind } = golden['node-1'].links.cali1234abcd;
    expect(node?.links.cali5e1c4d6c68c).toMatchObject({ mac, kind, mtu });
    const real = golden['node-1'].sysctlConf.cali1234abcd;
    for (const [name, value] of Object.entries(real)) {
      expect(node?.sysctl[`net.ipv4.conf.cali5e1c4d6c68c.${name}`]).toBe(String(value));
    }
    expect(node?.links.cali5e1c4d6c68c?.master).toBeUndefined();
  });

  test('gives pods a /32 and one next hop that nobody holds', () => {
    expect(recordsOf(pod).main).toEqual([
      'default via 169.254.1.1 dev eth0',
      '169.254.1.1 dev eth0 scope link',
    ]);
    expect(recordsOf(pod).addresses).toEqual([
      '127.0.0.1/8 dev lo host',
      '10.244.0.5/32 dev eth0 global',
    ]);
    expect(recordsOf(pod).local).toEqual(['local 10.244.0.5 dev eth0 src 10.244.0.5']);
    expect(pod?.links.eth0?.mac).toBe(golden['pod-a'].links.eth0.mac);
    const holders = Object.values(namespaces).flatMap((plan) =>
      plan.addresses.filter((item) => item.address.startsWith('169.254.')),
    );
    expect(holders).toEqual([]);
  });

  test('routes each local pod to its own veth', () => {
    expect(recordsOf(node).main).toContain('10.244.0.5 dev cali5e1c4d6c68c scope link');
  });

  test('has the rules of a real node outside policy, word for word', () => {
    const texts = recordsOf(node).rules.filter(
      (text) => text.includes('cali-') && !text.includes('NOTRACK'),
    );
    expect(texts.filter((text) => !/-A (PREROUTING|OUTPUT)/.test(text))).toEqual(
      golden['node-1'].rules.nat,
    );
  });

  test('keeps its configuration where ls finds it', () => {
    expect(Object.keys(node?.files ?? {})).toContain('/etc/cni/net.d/10-calico.conflist');
  });
});

describe('the blocks of other nodes', () => {
  const routes = (cni: 'calico' | 'calico-vxlan') =>
    recordsOf(lessonWorld({ cni }).plan.namespaces['node-1']).main.filter((text) =>
      text.includes('/26'),
    );

  test('are reached through the nodes themselves with BGP', () => {
    expect(routes('calico')).toEqual([
      'blackhole 10.244.0.0/26 proto bird',
      '10.244.1.0/26 via 10.0.0.11 dev eth0 proto bird',
      '10.244.2.0/26 via 10.0.0.12 dev eth0 proto bird',
    ]);
  });

  test('are reached through the tunnel with VXLAN', () => {
    expect(routes('calico-vxlan')).toEqual([
      'blackhole 10.244.0.0/26 proto 80',
      '10.244.1.0/26 via 10.244.1.0 dev vxlan.calico onlink',
      '10.244.2.0/26 via 10.244.2.0 dev vxlan.calico onlink',
    ]);
  });
});

describe('the tunnel of calico-vxlan', () => {
  const node = lessonWorld({ cni: 'calico-vxlan' }).plan.namespaces['node-1'];
  const golden = kernel['calico-vxlan']['node-1'];

  test('has the settings, the neighbours and the FDB of a real one', () => {
    const { vni, local, port, learning } = golden.links['vxlan.calico'].vxlan;
    expect(node?.links['vxlan.calico']).toMatchObject({
      mac: golden.links['vxlan.calico'].mac,
      mtu: 1450,
      vxlan: { vni, local, port, learning },
    });
    const permanent = golden.neighbours.filter((item) => item.state === 'permanent');
    expect(recordsOf(node).neighbours).toEqual(
      permanent.map((item) => `${item.dst} dev ${item.dev} lladdr ${item.mac} PERMANENT`),
    );
    expect(recordsOf(node).fdb).toEqual(
      golden.fdb.map((item) => `${item.mac} dev ${item.dev} dst ${item.dst} permanent`),
    );
  });

  test('is kept out of connection tracking', () => {
    expect(recordsOf(node).rules).toContain('-A cali-OUTPUT -p udp -m udp --dport 4789 -j NOTRACK');
    expect(recordsOf(node).rules).toContain(
      '-A cali-PREROUTING -p udp -m udp --dport 4789 -j NOTRACK',
    );
  });
});
