/** The questions that every kind of cluster is asked: the ways a packet takes in the lesson, and those it fails on. */
import { readFileSync } from 'node:fs';
import { buildWorld, type KernelPlan, type WorldOptions } from '../../../src/sim';
import type { FaultId } from '../../../src/sim/world';
import { objectsOf, serviceYaml, USUAL_ADDRESSES } from './manifest';
import type { Probe } from './probe';
import { NETWORK_FAULTS } from './random-cluster';
import type { Subject } from './recording';

const SERVICE_PORT = USUAL_ADDRESSES.servicePort;
const LESSON = 'content/clusters/lesson.yaml';
const PODS = [
  { name: 'pod-b', node: 'node-1', address: '10.244.0.8' },
  { name: 'pod-c', node: 'node-2', address: '10.244.1.8' },
  { name: 'pod-d', node: 'node-3', address: '10.244.2.7' },
];

/** One Service for each place where an endpoint can be, so that nothing depends on the dice. */
const SERVICES = [
  { name: 'near', clusterIP: '10.96.1.1', endpoints: ['pod-b'], nodePort: 30081 },
  { name: 'far', clusterIP: '10.96.1.2', endpoints: ['pod-c'], nodePort: 30082 },
  { name: 'third', clusterIP: '10.96.1.3', endpoints: ['pod-d'] },
  { name: 'nobody', clusterIP: '10.96.1.4', endpoints: [], nodePort: 30084 },
  {
    name: 'far-local',
    clusterIP: '10.96.1.5',
    endpoints: ['pod-c'],
    nodePort: 30085,
    externalTrafficPolicy: 'Local' as const,
  },
].map((service) => ({ protocol: 'TCP' as const, ...service }));

export interface Fixed {
  readonly name: string;
  readonly subject: Subject;
}

export interface Wiring {
  readonly cni: WorldOptions['cni'];
  readonly proxy: WorldOptions['proxy'];
}

function subject(
  { cni, proxy }: Wiring,
  name: string,
  probes: readonly Probe[],
  more: Partial<WorldOptions> = {},
  edit: (plan: KernelPlan) => KernelPlan = (plan) => plan,
): Fixed {
  const text = readFileSync(LESSON, 'utf8');
  const extra = SERVICES.map((service) => serviceYaml(service, PODS, USUAL_ADDRESSES)).join('');
  const world = buildWorld([...objectsOf(`${text}${extra}`)], { cni, proxy, ...more });
  if (!world.ok) throw new Error(`${cni} ${proxy}: ${world.error[0]?.message}`);
  const { cluster, plan, state } = world.value;
  const { podCIDR, serviceCIDR, dnsZone } = cluster;
  const title = `${cni}-${proxy}-${name}`;
  const names = { name: title, cni, proxy, podCIDR, serviceCIDR, dnsZone };
  return { name: title, subject: { plan: edit(plan), state, names, probes } };
}

const tcp = (
  id: string,
  from: string,
  to: string,
  port: number,
  more: { requestBytes?: number; seconds?: number } = {},
): Probe => ({
  id,
  title: `${from} connects to ${to}:${port}`,
  from,
  kind: 'tcp',
  to,
  port,
  ...more,
});

const udp = (id: string, from: string, to: string, port: number): Probe => ({
  id,
  title: `${from} sends a datagram to ${to}:${port}`,
  from,
  kind: 'udp',
  to,
  port,
});

const command = (id: string, from: string, line: string): Probe => ({
  id,
  title: `${from}: ${line}`,
  from,
  kind: 'command',
  words: line.split(' '),
});

const A = 'default/pod-a';
const B = 'default/pod-b';

const WAYS: readonly Probe[] = [
  command('01-ping-same-node', A, 'ping -c 1 -W 1 10.244.0.8'),
  command('02-ping-cross-node', A, 'ping -c 1 -W 1 10.244.1.8'),
  tcp('03-tcp-same-node', A, '10.244.0.8', 8080),
  tcp('04-tcp-cross-node', A, '10.244.1.8', 8080),
  tcp('05-clusterip-same-node', A, '10.96.1.1', SERVICE_PORT),
  tcp('06-clusterip-cross-node', A, '10.96.1.2', SERVICE_PORT),
  tcp('07-clusterip-third-node', A, '10.96.1.3', SERVICE_PORT),
  tcp('08-clusterip-drawn', A, '10.96.0.42', 8080),
  tcp('09-hairpin', B, '10.96.1.1', SERVICE_PORT),
  tcp('10-node-clusterip-same-node', 'node-1', '10.96.1.1', SERVICE_PORT),
  tcp('11-node-clusterip-cross-node', 'node-1', '10.96.1.2', SERVICE_PORT),
  tcp('12-nodeport-own-node', A, '10.0.0.10', 30082),
  tcp('13-nodeport-other-node-there', A, '10.0.0.11', 30082),
  tcp('14-nodeport-other-node-back', A, '10.0.0.11', 30081),
  tcp('15-nodeport-local-here', A, '10.0.0.11', 30085),
  tcp('16-nodeport-local-elsewhere', 'gateway', '10.0.0.12', 30085),
  tcp('17-nodeport-from-outside', 'gateway', '10.0.0.10', 30082),
  tcp('18-nodeport-local-from-outside', 'gateway', '10.0.0.11', 30085),
  tcp('19-no-endpoints', A, '10.96.1.4', SERVICE_PORT),
  tcp('20-no-endpoints-from-node', 'node-1', '10.96.1.4', SERVICE_PORT),
  tcp('21-no-endpoints-nodeport', A, '10.0.0.11', 30084),
  tcp('22-closed-port', A, '10.244.1.8', 9999),
  tcp('23-closed-port-same-node', A, '10.244.0.8', 9999),
  tcp('24-clusterip-wrong-port', A, '10.96.1.2', 9999),
  command('25-ping-clusterip', A, 'ping -c 1 -W 1 10.96.1.2'),
  udp('26-udp-closed-port', A, '10.244.1.8', 9999),
  udp('27-udp-service', A, '10.96.0.10', 53),
  tcp('28-pod-to-node', A, '10.0.0.11', 10256),
  tcp('29-pod-to-own-node', A, '10.0.0.10', 10256),
  command('30-ping-fits', A, 'ping -c 1 -W 1 -M do -s 1422 10.244.1.8'),
  command('31-ping-too-large', A, 'ping -c 1 -W 1 -M do -s 1473 10.244.1.8'),
  command('32-ping-fragmented', A, 'ping -c 1 -W 1 -M dont -s 3000 10.244.1.8'),
  tcp('33-large-request', A, '10.244.1.8', 8080, { requestBytes: 4000 }),
];

const drop =
  (node: string, rules: readonly string[]) =>
  (plan: KernelPlan): KernelPlan => {
    const own = plan.namespaces[node];
    if (!own) return plan;
    const filter = (own.iptables.filter ?? []).map((chain) => {
      const added = rules
        .filter((text) => text.startsWith(`-A ${chain.name} `))
        .map((text) => ({ text, origin: { agent: 'fault' as const, why: 'a filter by hand' } }));
      return { ...chain, rules: [...added, ...chain.rules] };
    });
    const iptables = { ...own.iptables, filter };
    return { namespaces: { ...plan.namespaces, [node]: { ...own, iptables } } };
  };

const POLICY_RULES = [
  '-A FORWARD -s 10.244.0.5/32 -d 10.244.1.8/32 -p tcp -m tcp --dport 8080 -j DROP',
  '-A FORWARD -s 10.244.0.8/32 -d 10.244.1.8/32 -p tcp -m tcp --dport 8080 -j REJECT --reject-with icmp-port-unreachable',
  '-A FORWARD -s 10.244.0.12/32 -d 10.244.1.8/32 -p tcp -m tcp --dport 8080 -j REJECT --reject-with tcp-reset',
  '-A FORWARD -s 10.244.0.8/32 -d 10.244.1.8/32 -p icmp -m icmp --icmp-type 8 -j REJECT --reject-with icmp-admin-prohibited',
];

const POLICY: readonly Probe[] = [
  tcp('01-drop', A, '10.244.1.8', 8080, { seconds: 1.6 }),
  tcp('02-drop-behind-service', A, '10.96.1.2', SERVICE_PORT),
  tcp('03-reject', B, '10.244.1.8', 8080),
  tcp('04-reject-with-reset', 'production/frontend', '10.244.1.8', 8080),
  command('05-ping-rejected', B, 'ping -c 1 -W 1 10.244.1.8'),
  command('06-ping-not-filtered', A, 'ping -c 1 -W 1 10.244.1.8'),
  tcp('07-nodeport-hides-the-client', A, '10.0.0.11', 30082),
];

const LARGE: readonly Probe[] = [
  command('01-ping-too-large', A, 'ping -c 1 -W 1 -M do -s 1472 10.244.1.8'),
  command('02-ping-may-be-cut', A, 'ping -c 1 -W 1 -M dont -s 1472 10.244.1.8'),
  tcp('03-large-request', A, '10.244.1.8', 8080, { requestBytes: 4000 }),
  command('04-ping-same-node', A, 'ping -c 1 -W 1 -M do -s 1472 10.244.0.8'),
];

const BLACK_HOLE: readonly Probe[] = [
  command('01-ping-too-large', A, 'ping -c 1 -W 1 -M do -s 1472 10.244.1.8'),
  tcp('02-large-request', A, '10.244.1.8', 8080, { requestBytes: 4000 }),
  tcp('03-small-request', A, '10.244.1.8', 8080),
];

/** What a learner tries against each fault of the product. */
const FAULTY: readonly Probe[] = [
  tcp('01-my-service', A, '10.96.0.42', 8080),
  tcp('02-backend-elsewhere', A, '10.244.1.8', 8080),
  tcp('03-backend-here', A, '10.244.0.8', 8080),
  command('04-ping-too-large', A, 'ping -c 1 -W 1 -M do -s 1472 10.244.1.8'),
  tcp('05-large-request', A, '10.244.1.8', 8080, { requestBytes: 4000 }),
  tcp('06-from-a-node', 'node-3', '10.96.0.42', 8080),
];

/** Whoever has asked once knows the answer, so each of these has a cluster of its own. */
const COLD: readonly Probe[] = [
  command('cold-cross-node', A, 'ping -c 1 -W 1 10.244.1.8'),
  command('cold-same-node', B, 'ping -c 1 -W 1 10.244.0.5'),
  command('cold-nobody-there', A, 'ping -c 1 -W 4 10.244.1.77'),
];

const UNDERLAY_MTU = 1500;

/** Each fault that reaches the kernels once, under a CNI that can have it. */
const FAULTS_OF: Partial<Record<WorldOptions['cni'], readonly FaultId[]>> = {
  flannel: NETWORK_FAULTS.filter((id) => id !== 'policy-drop'),
  calico: ['policy-drop'],
};

export function fixedSubjects(wirings: readonly Wiring[]): readonly Fixed[] {
  const faulty = wirings.flatMap((wiring) => {
    const usual = wiring.proxy === 'iptables' ? FAULTS_OF[wiring.cni] : undefined;
    return (usual ?? []).map((id) => subject(wiring, id, FAULTY, { faults: [id] }));
  });
  const sound = wirings.flatMap((wiring) => {
    const own = [subject(wiring, 'ways', WAYS)];
    if (wiring.proxy !== 'iptables') return own;
    return [
      ...own,
      subject(wiring, 'policy', POLICY, {}, drop('node-2', POLICY_RULES)),
      subject(wiring, 'large', LARGE, { podMtu: UNDERLAY_MTU }),
      subject(wiring, 'black-hole', BLACK_HOLE, { podMtu: UNDERLAY_MTU, filterFragNeeded: true }),
      subject(wiring, 'narrow-fabric', BLACK_HOLE, { fabricMtu: 1400 }),
      ...COLD.map((probe) => subject(wiring, probe.id, [probe], { arp: 'cold' })),
    ];
  });
  return [...sound, ...faulty];
}
