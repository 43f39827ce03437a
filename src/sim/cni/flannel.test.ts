import { describe, expect, test } from 'vitest';
import { lessonWorld } from '../testdata/lesson-world';
import kernel from './testdata/kernel-records.json';
import { recordsOf } from './testdata/plan-text';

const plan = lessonWorld({ cni: 'flannel' }).plan;
const node = plan.namespaces['node-1'];
const pod = plan.namespaces['default/pod-a'];
const golden = kernel['bridge-vxlan'];

describe('a node under Flannel', () => {
  test('has the routes that a real node has', () => {
    expect(recordsOf(node).main).toEqual([
      'default via 10.0.0.1 dev eth0',
      '10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.10',
      '10.244.0.0/24 dev cni0 proto kernel scope link src 10.244.0.1',
      '10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink',
      '10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink',
    ]);
  });

  test('has the local and broadcast routes that the kernel derived on a real one', () => {
    const real = golden['node-1'].routes.filter((route) => route.table === 'local');
    expect(recordsOf(node).local).toEqual(
      real.map((route) => `${route.type} ${route.dst} dev ${route.dev} src ${route.src}`),
    );
  });

  test('knows each remote tunnel end by one neighbour and one FDB entry', () => {
    expect(recordsOf(node).neighbours).toEqual([
      '10.244.1.0 dev flannel.1 lladdr aa:aa:aa:aa:aa:02 PERMANENT',
      '10.244.2.0 dev flannel.1 lladdr aa:aa:aa:aa:aa:03 PERMANENT',
    ]);
    expect(recordsOf(node).fdb).toEqual([
      'aa:aa:aa:aa:aa:02 dev flannel.1 dst 10.0.0.11 permanent',
      'aa:aa:aa:aa:aa:03 dev flannel.1 dst 10.0.0.12 permanent',
    ]);
  });

  test('has the addresses of tunnel and bridge', () => {
    expect(recordsOf(node).addresses).toEqual(
      golden['node-1'].addresses.map((item) => `${item.address} dev ${item.dev} ${item.scope}`),
    );
  });

  test.each(['lo', 'eth0', 'cni0'] as const)('has %s as a real node has it', (name) => {
    const { index, kind, mac, mtu, up } = golden['node-1'].links[name];
    expect(node?.links[name]).toMatchObject({ index, kind, mac, mtu, up });
  });

  test('has flannel.1 with VNI 1 on port 8472, and no learning', () => {
    expect(node?.links['flannel.1']).toMatchObject({
      index: 3,
      mtu: 1450,
      vxlan: {
        vni: 1,
        local: '10.0.0.10',
        device: 'eth0',
        port: 8472,
        learning: false,
        df: 'unset',
      },
    });
  });

  test('has the rules of flanneld, word for word', () => {
    expect(recordsOf(node).rules.filter((text) => text.includes('flanneld'))).toEqual([
      ...golden['node-1'].rules.filter,
      ...golden['node-1'].rules.nat,
    ]);
  });

  test('turns forwarding on for every device', () => {
    const devices = Object.keys(node?.links ?? {});
    expect(
      devices.every((device) => node?.sysctl[`net.ipv4.conf.${device}.forwarding`] === '1'),
    ).toBe(true);
    expect(node?.sysctl).toMatchObject(golden['node-1'].sysctl);
  });

  test('lets a frame return to the port that it came from', () => {
    const ports = Object.values(node?.links ?? {}).filter((link) => link.master === 'cni0');
    expect(ports).toHaveLength(4);
    expect(
      ports.every((port) => port.port?.hairpin === true && /^veth[0-9a-f]{8}$/.test(port.name)),
    ).toBe(true);
  });

  test('keeps its configuration where ls finds it', () => {
    const text = node?.files['/etc/cni/net.d/10-flannel.conflist'] ?? '';
    expect(JSON.parse(text).plugins[0]).toEqual({
      type: 'flannel',
      delegate: { hairpinMode: true, isDefaultGateway: true },
    });
    expect(node?.files['/run/flannel/subnet.env']).toContain('FLANNEL_MTU=1450');
  });
});

describe('a pod under Flannel', () => {
  test('has the routes that a real pod has', () => {
    expect(recordsOf(pod).main).toEqual([
      'default via 10.244.0.1 dev eth0',
      '10.244.0.0/24 dev eth0 proto kernel scope link src 10.244.0.5',
      '10.244.0.0/16 via 10.244.0.1 dev eth0',
    ]);
  });

  test('has eth0 with the MAC and MTU of a real one, its other end on the bridge', () => {
    const { mac, mtu } = golden['pod-a'].links.eth0;
    const eth0 = pod?.links.eth0;
    expect(eth0).toMatchObject({ mac, mtu });
    expect(node?.links[eth0?.peer?.link ?? '']).toMatchObject({
      master: 'cni0',
      peer: { namespace: 'default/pod-a', link: 'eth0' },
    });
  });

  test('asks the tenth address of the service range for names', () => {
    expect(pod?.files['/etc/resolv.conf']).toBe(
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    );
  });
});

test('the MTU of pods follows that of the nodes, unless it is given', () => {
  const mtus = (options: object) => {
    const { namespaces } = lessonWorld(options).plan;
    const links = namespaces['node-1']?.links;
    return [
      namespaces['default/pod-a']?.links.eth0?.mtu,
      links?.cni0?.mtu,
      links?.['flannel.1']?.mtu,
      links?.eth0?.mtu,
    ];
  };
  expect(mtus({ nodeMtu: 9001 })).toEqual([8951, 8951, 8951, 9001]);
  expect(mtus({ podMtu: 1500 })).toEqual([1500, 1500, 1450, 1500]);
});
