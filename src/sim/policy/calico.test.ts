import { describe, expect, test } from 'vitest';
import { compileRuleset } from '../filter/ruleset';
import { traverse } from '../filter/traverse';
import type { PacketContext } from '../filter/types';
import type { Cluster, Pod } from '../kube/types';
import { lessonObjects } from '../testdata/lesson-world';
import { buildCluster } from '../kube/controllers';
import { objectsOf } from '../kube/testdata/manifests';
import { type Ipv4Packet, PROTO_TCP, PROTO_UDP } from '../wire/types';
import { compilePolicies } from './calico';
import type { End } from './selection';
import { clusterOf, type Probe, probesOf, VECTORS } from './testdata/vector-cluster';

const hostInterface = (pod: Pod): string => `cali-${pod.metadata.namespace}-${pod.metadata.name}`;
const ipOf = (end: End): string => (typeof end === 'string' ? end : (end.status?.podIP ?? ''));
const nodeOf = (end: End): string | undefined =>
  typeof end === 'string' ? undefined : end.spec.nodeName;

function packet({ from, to, port, protocol }: Probe): Ipv4Packet {
  const base = { sourcePort: 40000, destinationPort: port };
  const nothing = new Uint8Array();
  return {
    kind: 'ipv4',
    tos: 0,
    identification: 1,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 63,
    protocol: protocol === 'TCP' ? PROTO_TCP : PROTO_UDP,
    source: ipOf(from),
    destination: ipOf(to),
    payload:
      protocol === 'TCP'
        ? {
            kind: 'tcp',
            ...base,
            sequence: 1,
            acknowledgement: 0,
            flags: { syn: true },
            window: 64240,
            urgentPointer: 0,
            options: [],
            data: nothing,
          }
        : { kind: 'udp', ...base, payload: { kind: 'raw', bytes: nothing } },
  };
}

/** Whether a new packet passes FORWARD on every node on its way. */
function passes(rules: ReadonlyMap<string, ReturnType<typeof compiled>>, probe: Probe): boolean {
  const from = typeof probe.from === 'string' ? undefined : hostInterface(probe.from);
  const to = typeof probe.to === 'string' ? undefined : hostInterface(probe.to);
  const nodes = new Set(
    [nodeOf(probe.from), nodeOf(probe.to)].filter((name) => name !== undefined),
  );
  return [...nodes].every((name) => {
    const context: PacketContext = {
      packet: packet(probe),
      inDevice: nodeOf(probe.from) === name ? from : 'eth0',
      outDevice: nodeOf(probe.to) === name ? to : 'eth0',
      mark: 0,
      ctState: 'NEW',
      ctDirection: 'original',
      connection: null,
      isLocalAddress: () => false,
    };
    return (
      traverse(rules.get(name), 'filter', 'FORWARD', context, () => false).verdict.kind === 'accept'
    );
  });
}

function compiled(cluster: Cluster, node: string) {
  const workloads = cluster.pods
    .filter((pod) => pod.spec.nodeName === node)
    .map((pod) => ({ pod, hostInterface: hostInterface(pod) }));
  const result = compileRuleset(compilePolicies(cluster, workloads));
  if (!result.ok) throw new Error(result.error[0]?.message);
  return result.value;
}

/** SCTP is no protocol of the simulated stack; what a node sends to its own pods does not pass FORWARD. */
const isForwarded = (cluster: Cluster, probe: Probe): boolean =>
  probe.protocol !== 'SCTP' &&
  probe.from !== probe.to &&
  !cluster.nodes.some(
    (node) =>
      node.metadata.name === nodeOf(probe.to) &&
      node.status?.addresses?.[0]?.address === probe.from,
  );

describe('the rules of Felix', () => {
  const withoutSctp = VECTORS.filter((vector) => !JSON.stringify(vector.policies).includes('SCTP'));

  test.each(withoutSctp)('$id: they let pass what the API allows and drop the rest', (vector) => {
    const cluster = clusterOf(vector);
    const rules = new Map(
      [...new Set(cluster.pods.map((pod) => pod.spec.nodeName ?? ''))].map((node) => [
        node,
        compiled(cluster, node),
      ]),
    );
    const wrong = probesOf(vector, cluster)
      .filter((probe) => isForwarded(cluster, probe))
      .filter((probe) => passes(rules, probe) !== probe.allowed);
    expect(wrong.map((probe) => probe.text)).toEqual([]);
  });

  const DENY = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: default}
spec: {podSelector: {matchLabels: {app: my-service}}}
`;
  const built = buildCluster([...lessonObjects(), ...objectsOf(DENY)]);
  if (!built.ok) throw new Error(built.error[0]?.message);
  const workloads = built.value.cluster.pods
    .filter((pod) => pod.spec.nodeName === 'node-1')
    .map((pod) => ({ pod, hostInterface: hostInterface(pod) }));
  const filter = compilePolicies(built.value.cluster, workloads).filter ?? [];

  test('exist only for pods that a policy selects', () => {
    expect(filter.map((chain) => chain.name)).toEqual([
      'FORWARD',
      'cali-FORWARD',
      'cali-tw-cali-default-pod-b',
    ]);
  });

  test('name the policy and its line in the manifest', () => {
    const drop = filter.at(-1)?.rules.at(-1);
    expect(drop?.text).toMatch(/-j DROP$/);
    expect(drop?.origin).toMatchObject({
      agent: 'calico-felix',
      object: { kind: 'NetworkPolicy', name: 'deny', source: { file: 'test.yaml', line: 5 } },
    });
  });

  test('let packets of an allowed connection pass first', () => {
    expect(filter.at(-1)?.rules[0]?.text).toBe(
      '-A cali-tw-cali-default-pod-b -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN',
    );
  });
});
