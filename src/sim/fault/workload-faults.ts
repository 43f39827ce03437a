/**
 * Faults in the pods: what their processes do, and what the kubelet believes about them.
 */
import { backendsOf, setReadinessProbe } from '../kube/edits';
import { keyOf } from '../kube/object-ref';
import { setReady, setRuntime } from '../kube/runtime';
import type { AnyObject, Pod } from '../kube/types';
import type { WorldOptions } from '../world';
import type { Fault } from './types';

const targetOf = (pod: Pod) => ({
  namespace: pod.metadata.namespace ?? 'default',
  name: pod.metadata.name,
});

export const NO_READY_POD: Fault = {
  id: 'no-ready-pod',
  title: 'No backend is ready',
  layer: 7,
  symptom: 'Every request to my-service is refused. The pods are Running, with 0/1 in READY.',
  trueCause:
    'The health endpoint of all three backends answers 503, so their readiness probes fail. The slice lists them as not ready, and kube-proxy rejects the ClusterIP.',
  where: {
    object: 'Pods default/pod-b, pod-c, pod-d, condition Ready',
    at: 'workstation',
    command: 'kubectl get pods -o wide',
    shows: 'READY is 0/1 for every backend; asking a pod for /health gives 503',
  },
  fix: {
    summary: 'Repair what the health endpoint reports; the pods become ready by themselves.',
    command: 'kubectl exec pod-a -- curl -s http://10.244.0.8:8080/health',
  },
  apply: (objects, options) => ({
    objects,
    options: backendsOf(objects).reduce<WorldOptions>(
      (next, pod) => setReady(next, keyOf(pod), false),
      options,
    ),
  }),
};

/** The second backend, so that in the lesson's cluster it is the one on the other node. */
const victim = (objects: readonly AnyObject[]): Pod | undefined => {
  const backends = backendsOf(objects);
  return backends[1] ?? backends[0];
};

export const ONE_DEAD_BACKEND: Fault = {
  id: 'one-dead-backend',
  title: 'One backend of three is dead',
  layer: 4,
  symptom: 'About one request in three is refused; the next try often works.',
  trueCause:
    'The server process of pod-c is gone and pod-c has no readiness probe, so it still counts as ready. kube-proxy checks nothing and keeps drawing it; its kernel answers with a reset.',
  where: {
    object: 'Pod default/pod-c, spec.containers[0].readinessProbe',
    at: 'default/pod-a',
    command: 'nc -zv 10.244.1.8 8080',
    shows: 'Connection refused, while the two other backends accept',
  },
  fix: {
    summary: 'Restart the process, and give pod-c the readiness probe that its sisters have.',
    command: 'kubectl apply -f lesson.yaml',
  },
  apply: (objects, options) => {
    const pod = victim(objects);
    if (!pod) return { objects, options };
    return {
      objects: setReadinessProbe(objects, targetOf(pod), undefined),
      options: setRuntime(options, keyOf(pod), { process: 'stopped' }),
    };
  },
};

export const LISTENS_ON_LOCALHOST: Fault = {
  id: 'listens-on-localhost',
  title: 'The application listens on 127.0.0.1',
  layer: 4,
  symptom:
    'Every request to my-service is refused. The pods are ready, and inside a pod the application answers.',
  trueCause:
    'The processes bind 127.0.0.1 instead of 0.0.0.0. Their readiness probe runs inside the container and asks localhost, so it passes; packets to the pod address find no socket.',
  where: {
    object: 'Pods default/pod-b, pod-c, pod-d, the listening socket',
    at: 'default/pod-a',
    command: 'nc -zv 10.244.0.8 8080',
    shows: 'Connection refused from a pod that is ready',
  },
  fix: {
    summary: 'Let the application bind 0.0.0.0, and probe it from outside with httpGet.',
    command: 'kubectl apply -f lesson.yaml',
  },
  apply: (objects, options) =>
    backendsOf(objects).reduce(
      (world, pod) => ({
        objects: setReadinessProbe(world.objects, targetOf(pod), {
          exec: { command: ['wget', '-qO-', 'http://127.0.0.1:8080/health'] },
        }),
        options: setRuntime(world.options, keyOf(pod), { bind: '127.0.0.1' }),
      }),
      { objects: [...objects], options },
    ),
};

const isCoreDns = (object: AnyObject): object is Pod =>
  object.kind === 'Pod' &&
  object.metadata.namespace === 'kube-system' &&
  object.metadata.labels?.['k8s-app'] === 'kube-dns';

/**
 * "CoreDNS is down" has three faces. Both pods unready: the slice has no ready endpoint, kube-proxy rejects, and the
 * resolver hears "connection refused" at once. Processes gone but still listed: the pod's kernel refuses. This fault is
 * the third, the one that hides best: both processes hang, their ready endpoint still answers (CoreDNS asks a plug-in
 * no more once it has reported ready), so everything looks healthy and every query times out.
 */
export const COREDNS_DOWN: Fault = {
  id: 'coredns-down',
  title: 'CoreDNS does not answer',
  layer: 7,
  symptom: 'Names do not resolve: every lookup waits for seconds and gives up. Addresses work.',
  trueCause:
    'Both CoreDNS processes hang in their DNS server, while their readiness endpoint still answers. The slice of kube-dns looks healthy; queries reach the pods and nobody answers.',
  where: {
    object: 'Pods of kube-system/kube-dns',
    at: 'default/pod-a',
    command: 'nslookup my-service.default.svc.cluster.local',
    shows: 'no servers could be reached: a timeout, not NXDOMAIN and not SERVFAIL',
  },
  fix: {
    summary: 'Restart the CoreDNS pods.',
    command: 'kubectl -n kube-system rollout restart deployment coredns',
  },
  apply: (objects, options) => ({
    objects,
    options: objects
      .filter(isCoreDns)
      .reduce<WorldOptions>(
        (next, pod) => setRuntime(next, keyOf(pod), { process: 'hung', answersProbes: true }),
        options,
      ),
  }),
};
