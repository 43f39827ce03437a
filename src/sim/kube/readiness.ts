/**
 * The Ready condition of a pod, as its kubelet reports it once its probes have settled.
 * Source: Kubernetes pkg/kubelet/prober; docs "Pod Lifecycle", container probes.
 * Simplified: time is left out. Thresholds and delays decide when a change is seen, not what it is.
 */
import { servedPorts } from './images';
import type { Container, Pod, PodRuntime, Probe } from './types';

export const RUNNING: PodRuntime = { process: 'running', bind: '0.0.0.0' };

/** Ready = the readiness probe of every container succeeds; a container without one is ready while it exists. */
export function isPodReady(pod: Pod, runtime: PodRuntime): boolean {
  return pod.spec.containers.every((container) => {
    const probe = container.readinessProbe;
    return probe === undefined || succeeds(probe, container, pod, runtime);
  });
}

function succeeds(probe: Probe, container: Container, pod: Pod, runtime: PodRuntime): boolean {
  if (runtime.process === 'stopped') return false;
  const hangs = runtime.process === 'hung' && runtime.answersProbes !== true;
  if (probe.exec) return !hangs;
  const isReachable = runtime.bind === '0.0.0.0' || runtime.bind === pod.status?.podIP;
  if (probe.tcpSocket) return isReachable && listensOn(container, probe.tcpSocket.port);
  if (!probe.httpGet) return !hangs;
  const isHealthy = (runtime.healthStatus ?? 200) < 400;
  return isReachable && !hangs && isHealthy && listensOn(container, probe.httpGet.port);
}

function listensOn(container: Container, port: number | string): boolean {
  const number =
    typeof port === 'number'
      ? port
      : container.ports?.find((candidate) => candidate.name === port)?.containerPort;
  return servedPorts(container).some(
    (served) => served.protocol === 'tcp' && served.port === number,
  );
}
