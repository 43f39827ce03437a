/**
 * The network namespace of one pod: what the kubelet and the processes add to the interface that the CNI made.
 * Source: Kubernetes pkg/kubelet/network/dns, pkg/kubelet/kubelet_pods.go (hosts file).
 */
import { assemble } from './cluster-assembly';
import { loopbackAddress } from './cni/kernel-records';
import type { Cni, CniContext, PodSlot } from './cni/types';
import { programOf, type ServedPort, servedPorts } from './kube/images';
import { addressAt } from './kube/ip-range';
import { keyOf, refOf } from './kube/object-ref';
import { RUNNING } from './kube/readiness';
import type { Cluster, Container, Pod, PodRuntime } from './kube/types';
import type { Listener, ListenerApp, NamespacePlan } from './plan';

export function podNamespace(slot: PodSlot, cni: Cni, context: CniContext): NamespacePlan {
  const { pod } = slot;
  const lo = loopbackAddress();
  return assemble(
    { name: keyOf(pod), role: 'pod', node: slot.node.metadata.name, object: refOf(pod) },
    [
      { addresses: [lo.address], routes: lo.routes, files: podFiles(pod, context.cluster) },
      cni.wirePod(slot, context),
    ],
    { iptables: {}, listeners: podListeners(pod, context.cluster) },
  );
}

/** The sockets that the containers of a pod hold open now. */
export function podListeners(pod: Pod, cluster: Cluster): Listener[] {
  const runtime = cluster.runtime[keyOf(pod)] ?? RUNNING;
  if (runtime.process === 'stopped') return [];
  return pod.spec.containers.flatMap((container, index) =>
    servedPorts(container).map((served) => listener(pod, container, index, served, runtime)),
  );
}

function listener(
  pod: Pod,
  container: Container,
  index: number,
  { protocol, port, app }: ServedPort,
  runtime: PodRuntime,
): Listener {
  return {
    protocol,
    address: runtime.bind,
    port,
    process: programOf(container.image),
    app: appOf(pod, app, runtime),
    origin: {
      agent: 'process',
      object: refOf(pod, `spec.containers[${index}].image`),
      why: `the container ${container.name} of ${keyOf(pod)} listens on ${runtime.bind}:${port}`,
    },
  };
}

function appOf(pod: Pod, app: ServedPort['app'], runtime: PodRuntime): ListenerApp {
  const isHung = runtime.process === 'hung';
  if (app === 'dns') return isHung ? { kind: 'silent' } : { kind: 'dns' };
  if (isHung && runtime.answersProbes !== true) return { kind: 'silent' };
  return { kind: 'http', podName: pod.metadata.name, healthStatus: runtime.healthStatus ?? 200 };
}

/** The kubelet's clusterDNS setting: the tenth address of the service range, whatever Service has it. */
export const clusterDns = (cluster: Cluster): string => addressAt(cluster.serviceCIDR, 10);

/** Simplified: every pod has the dnsPolicy ClusterFirst, and the nodes have no search domains of their own. */
function podFiles(pod: Pod, cluster: Cluster): Record<string, string> {
  const zone = cluster.dnsZone;
  const search = [`${pod.metadata.namespace}.svc.${zone}`, `svc.${zone}`, zone].join(' ');
  const hosts = [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    `${pod.status?.podIP}\t${pod.metadata.name}`,
  ];
  return {
    '/etc/resolv.conf': `search ${search}\nnameserver ${clusterDns(cluster)}\noptions ndots:5\n`,
    '/etc/hosts': `${hosts.join('\n')}\n`,
    '/etc/hostname': `${pod.metadata.name}\n`,
  };
}
