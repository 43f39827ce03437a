import { describe, expect, test } from 'vitest';
import { buildWorld } from './cluster';
import { drawEndpoints } from './draws';
import { readManifests } from './kube/manifest';
import { run } from './simulation';
import { lessonObjects, lessonWorld } from './testdata/lesson-world';
import type { Run, RunOptions, World, WorldOptions } from './world';

/**
 * What clients saw on a Linux 6.18 kernel with kube-proxy's nftables rules (captures f01 to f09), and where the same
 * probe in iptables mode gives something else.
 */
const nftables = (options: Partial<WorldOptions> = {}): World =>
  lessonWorld({ cni: 'calico-vxlan', proxy: 'nftables', ...options });
const iptables = (): World => lessonWorld({ cni: 'calico-vxlan' });

const inPodA = (world: World, command: string, how: RunOptions = {}): Run =>
  run(world, 'default/pod-a', command, how);

describe('kube-proxy in nftables mode', () => {
  test.each(['flannel', 'calico', 'calico-vxlan'] as const)(
    'serves a ClusterIP from another node under %s',
    (cni) => {
      const how = { endpoint: '10.244.1.8' };
      const result = inPodA(nftables({ cni }), 'curl -s http://10.96.0.42:8080/', how);
      expect(result.stdout).toMatch(/"pod":"pod-c","seen":"10\.244\.0\.5:\d+"/);
    },
  );

  test('serves a name through DNS', () => {
    const result = inPodA(nftables(), 'curl -s http://my-service:8080/health');
    expect(result.exitCode).toBe(0);
  });

  test('masquerades a pod that draws itself', () => {
    const result = run(nftables(), 'default/pod-b', 'curl -s http://10.96.0.42:8080/', {
      endpoint: '10.244.0.8',
    });
    expect(result.stdout).toMatch(/"pod":"pod-b","seen":"10\.0\.0\.10:\d+"/);
  });

  test('names the map element, the rule and the Service in the trace', () => {
    const { trace } = inPodA(nftables(), 'nc -zv 10.96.0.42 8080');
    const hop = trace.hops.find(({ hook }) => hook === 'PREROUTING');
    const rules = hop?.causes.filter((cause) => cause.matched && cause.kind === 'rule') ?? [];
    const lookup = rules.find((cause) => cause.text.endsWith('vmap @service-ips'));
    expect(lookup).toMatchObject({
      table: 'ip kube-proxy',
      chain: 'services',
      effect: '10.96.0.42 . tcp . 8080 : goto service-4BBKY5IM-default/my-service/tcp/',
      command: 'nft list chain ip kube-proxy services',
      origin: { agent: 'kube-proxy', object: { kind: 'Service', name: 'my-service' } },
    });
    expect(hop?.causes[hop.decidedBy ?? -1]?.effect).toMatch(/^DNAT to 10\.244\.\d\.\d:8080$/);
  });

  const PROBES: readonly (readonly [string, string, RegExp, RegExp])[] = [
    [
      'an echo request to a ClusterIP',
      'ping -c 1 -W 1 10.96.0.42',
      /From 10\.0\.0\.10 icmp_seq=1 Destination Port Unreachable/,
      /0 received/,
    ],
    [
      'a port that the Service does not have',
      'nc -zv -w 2 10.96.0.42 9999',
      /refused/,
      /timed out|unreachable/,
    ],
    [
      'an address that no Service has',
      'nc -zv -w 2 10.96.3.3 80',
      /timed out/,
      /timed out|unreachable/,
    ],
  ];

  test.each(PROBES)(
    'answers %s (%s) as the kernel did',
    (_what, command, inNftables, inIptables) => {
      const said = ({ stdout, stderr }: Run) => stdout + stderr;
      expect(said(inPodA(nftables(), command))).toMatch(inNftables);
      const other = said(inPodA(iptables(), command));
      expect(other).toMatch(inIptables);
      expect(other).not.toMatch(/Port Unreachable|refused/);
    },
  );

  test('a node that pings a ClusterIP is told twice: by the ICMP error and by the failing call', () => {
    const { stdout, stderr } = run(nftables(), 'node-1', 'ping -c 1 -W 1 10.96.0.42');
    expect(stdout).toContain('From 10.0.0.10 icmp_seq=1 Destination Port Unreachable');
    expect(stdout).toContain('1 packets transmitted, 0 received, +1 errors, 100% packet loss');
    expect(stderr).toBe('ping: sendmsg: Operation not permitted\n');
  });

  test('an unallocated service address gets no answer at all', () => {
    const { stdout, trace } = inPodA(nftables(), 'ping -c 1 -W 1 10.96.3.3');
    expect(stdout).toContain('1 packets transmitted, 0 received, 100% packet loss');
    const drop = trace.hops.find(({ verdict }) => verdict.kind === 'dropped');
    expect(drop).toMatchObject({ namespace: 'node-1', hook: 'FORWARD' });
    expect(drop?.causes[drop.decidedBy ?? -1]?.text).toContain('Drop traffic to unallocated');
  });

  test('a Service whose pods are all gone refuses at once', () => {
    const result = inPodA(nftables({ faults: ['no-ready-pod'] }), 'nc -zv -w 2 10.96.0.42 8080');
    expect(result.stderr).toContain('Connection refused');
    const rejected = result.trace.hops.find(({ verdict }) => verdict.kind === 'rejected');
    const decided = rejected?.causes[rejected.decidedBy ?? -1];
    expect(decided).toMatchObject({ chain: 'reject-chain', text: 'reject' });
  });

  test('spreads three thousand connections evenly over three backends', () => {
    const to = { ip: '10.96.0.42', port: 8080 };
    const drawn = drawEndpoints(nftables(), 'node-1', '10.244.0.5', to, 3000);
    const counts = new Map<string, number>();
    for (const endpoint of drawn) counts.set(endpoint ?? '', (counts.get(endpoint ?? '') ?? 0) + 1);
    expect(counts.size).toBe(3);
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(5.99);
  });
});

/** my-service with another spec; the rest of the lesson's cluster as it is. */
function worldWith(spec: string, proxy: WorldOptions['proxy']): World {
  const manifest = `apiVersion: v1
kind: Service
metadata: { name: my-service, namespace: default }
spec:
  clusterIP: 10.96.0.42
  selector: { app: my-service }
  ports: [{ port: 8080, targetPort: 8080, nodePort: 30080 }]
${spec}`;
  const parsed = readManifests([{ file: 'service.yaml', text: manifest }]);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  const others = lessonObjects().filter(
    ({ kind, metadata }) => kind !== 'Service' || metadata.name !== 'my-service',
  );
  const world = buildWorld([...others, ...parsed.value], { cni: 'calico-vxlan', proxy });
  if (!world.ok) throw new Error(world.error[0]?.message);
  return world.value;
}

const podOf = (result: Run): string | undefined => /"pod":"([^"]+)/.exec(result.stdout)?.[1];

describe.each(['iptables', 'nftables'] as const)('a Service under kube-proxy %s', (proxy) => {
  test('with session affinity serves a client from the pod it had before', () => {
    let world = worldWith('  type: NodePort\n  sessionAffinity: ClientIP', proxy);
    const pods = Array.from({ length: 8 }, () => {
      const result = inPodA(world, 'curl -s http://10.96.0.42:8080/');
      ({ world } = result);
      return podOf(result);
    });
    expect(pods[0]).toBeDefined();
    expect(new Set(pods).size).toBe(1);
  });

  test('without it does not', () => {
    let world = worldWith('  type: NodePort', proxy);
    const pods = Array.from({ length: 8 }, () => {
      const result = inPodA(world, 'curl -s http://10.96.0.42:8080/');
      ({ world } = result);
      return podOf(result);
    });
    expect(new Set(pods).size).toBeGreaterThan(1);
  });

  test('answers on the node port of a node that has no endpoint of it', () => {
    const world = worldWith('  type: NodePort', proxy);
    const result = inPodA(world, 'curl -s http://10.0.0.12:30080/');
    expect(podOf(result)).toMatch(/^pod-/);
  });

  test('on a node port of the node itself is masqueraded, whoever asks', () => {
    const world = worldWith('  type: NodePort', proxy);
    const result = inPodA(world, 'curl -s http://10.0.0.11:30080/', { endpoint: '10.244.1.8' });
    expect(result.stdout).toMatch(/"pod":"pod-c","seen":"10\.0\.0\.11:\d+"/);
  });
});

describe('nft', () => {
  const onNode = (command: string, world = nftables()): Run => run(world, 'node-1', command);

  test('list table prints what list ruleset prints of it', () => {
    const table = onNode('nft list table ip kube-proxy').stdout;
    expect(onNode('nft list ruleset').stdout).toBe(table);
    expect(table).toContain(
      '\tchain nat-prerouting {\n\t\ttype nat hook prerouting priority dstnat; policy accept;\n',
    );
  });

  test('list ruleset says which tables of iptables it leaves out', () => {
    const result = onNode('nft list ruleset', iptables());
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain('iptables-save');
  });

  test('list map prints one map with its elements in the order of the kernel', () => {
    expect(onNode('nft list map kube-proxy service-ips').stdout).toBe(
      [
        'table ip kube-proxy {',
        '\tmap service-ips {',
        '\t\ttype ipv4_addr . inet_proto . inet_service : verdict',
        '\t\tcomment "ClusterIP, ExternalIP and LoadBalancer IP traffic"',
        '\t\telements = { 10.96.0.10 . tcp . 53 : goto service-NWBZK7IH-kube-system/kube-dns/tcp/dns-tcp,',
        '\t\t\t     10.96.0.10 . udp . 53 : goto service-FY5PMXPG-kube-system/kube-dns/udp/dns,',
        '\t\t\t     10.96.0.42 . tcp . 8080 : goto service-4BBKY5IM-default/my-service/tcp/,',
        '\t\t\t     10.96.0.1 . tcp . 443 : goto service-2QRHZV4L-default/kubernetes/tcp/https,',
        '\t\t\t     10.96.0.10 . tcp . 9153 : goto service-AS2KJYAD-kube-system/kube-dns/tcp/metrics }',
        '\t}',
        '}',
        '',
      ].join('\n'),
    );
  });

  test('list tables names each table', () => {
    expect(onNode('nft list tables').stdout).toBe('table ip kube-proxy\n');
  });

  test('lists a client that session affinity remembers, with the time that is left', () => {
    const world = worldWith('  type: NodePort\n  sessionAffinity: ClientIP', 'nftables');
    const after = inPodA(world, 'curl -s http://10.96.0.42:8080/', {
      endpoint: '10.244.1.8',
    }).world;
    const listed = run(after, 'node-1', 'nft list ruleset').stdout;
    expect(listed).toMatch(
      /timeout 3h\n\t\telements = \{ 10\.244\.0\.5 expires 2h59m5\ds(\d+ms)? \}/,
    );
  });

  /** the words and the mark as nft 1.0.6 printed them */
  const WRONG: readonly (readonly [string, string])[] = [
    ['nft list table ip q', 'Error: No such file or directory\nlist table ip q\n              ^\n'],
    [
      'nft list chain ip kube-proxy zz',
      'Error: No such file or directory\nlist chain ip kube-proxy zz\n                         ^^\n',
    ],
    [
      'nft list table',
      'Error: syntax error, unexpected newline, expecting string\nlist table\n          ^\n',
    ],
    ['nft', 'nft: no command specified\n'],
  ];
  test.each(WRONG)('%s fails as the real one does', (command, stderr) => {
    expect(onNode(command)).toMatchObject({ stderr, stdout: '', exitCode: 1 });
  });

  test.each(['nft -j list ruleset', 'nft monitor trace', 'nft list flowtables'])(
    '%s says that it is not modelled',
    (command) => {
      const { stderr, exitCode } = onNode(command);
      expect(stderr).toContain('not modelled here');
      expect(stderr).toContain('list ruleset');
      expect(exitCode).toBe(1);
    },
  );
});
