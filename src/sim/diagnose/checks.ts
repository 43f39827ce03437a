/**
 * The six checks of the lesson, bottom up, and the request from the ticket itself.
 * A check is a command; what it tells is computed, never written down here.
 */
import type { Layer } from '../trace/types';

export interface Check {
  readonly id: 'ticket' | 'ping' | 'pod-port' | 'service-port' | 'http' | 'dns' | 'endpoints';
  readonly title: string;
  /** the title in two or three words */
  readonly short: string;
  readonly layer: Layer;
  /** what the command asks the cluster */
  readonly question: string;
  readonly command: (target: Target) => string;
  /** what a failure is usually taken for */
  readonly textbook: string;
  /** where the usual reading of a failure goes wrong (facts of upstream documentation and kernels) */
  readonly misleads: string;
}

/** What the client in the ticket talks to. */
export interface Target {
  readonly client: string;
  /** service name as the client's configuration spells it */
  readonly service: string;
  readonly namespace: string;
  readonly port: number;
  /** one backend, for the checks that go around the Service */
  readonly podIp: string;
  readonly podPort: number;
  /** path of the request in the ticket */
  readonly path: string;
}

const qualified = (target: Target): string =>
  `${target.service}.${target.namespace}.svc.cluster.local`;
const inPod = (target: Target, command: string): string =>
  `kubectl exec ${target.client} -- ${command}`;

export const CHECKS: readonly Check[] = [
  {
    id: 'ping',
    title: 'Does the pod network carry a packet?',
    short: 'ping the pod',
    layer: 3,
    question: 'Can the client reach one backend by its pod IP, without the Service?',
    command: (target) => inPod(target, `ping -c 3 ${target.podIp}`),
    textbook: 'If it fails: the CNI is broken.',
    misleads:
      'A failed ping is not yet a broken CNI: a policy may drop ICMP, and the image may have no ping. A successful one says nothing about large packets or about TCP.',
  },
  {
    id: 'pod-port',
    title: 'Does the pod accept a connection?',
    short: 'port of the pod',
    layer: 4,
    question: 'Can the client open a TCP connection to that backend on its own port?',
    command: (target) => inPod(target, `nc -zv -w 3 ${target.podIp} ${target.podPort}`),
    textbook: 'If it fails: a NetworkPolicy, or nobody listens.',
    misleads:
      'Refused and timed out are two different stories. Refused: the packet arrived and something answered no. Timed out: a packet was dropped on the way, there or back.',
  },
  {
    id: 'service-port',
    title: 'Does the Service lead to a pod?',
    short: 'port of the Service',
    layer: 4,
    question: 'Can the client open a connection by the name and port of the Service?',
    command: (target) => inPod(target, `nc -zv -w 3 ${qualified(target)} ${target.port}`),
    textbook: 'If it fails and the check of the pod passes: DNS or kube-proxy.',
    misleads:
      'Not only DNS or kube-proxy: a wrong targetPort and an empty EndpointSlice look the same from here. With several backends one lucky connection proves little: ask again.',
  },
  {
    id: 'http',
    title: 'Does the application answer?',
    short: 'HTTP',
    layer: 7,
    question: 'Does an HTTP request through the Service get a response?',
    command: (target) =>
      inPod(
        target,
        `curl -sS -m 5 http://${target.service}.${target.namespace}:${target.port}/health`,
      ),
    textbook: 'If it fails and the port is open: the application.',
    misleads:
      'A health check is a small response. What fits into one small packet passes where a large response hangs.',
  },
  {
    id: 'dns',
    title: 'Does the name resolve?',
    short: 'DNS',
    layer: 7,
    question: 'What does CoreDNS say about the name?',
    command: (target) => inPod(target, `nslookup ${qualified(target)}`),
    textbook: 'NXDOMAIN: no such Service or namespace. SERVFAIL: CoreDNS is broken.',
    misleads:
      'SERVFAIL comes from a CoreDNS that is alive. A CoreDNS that is gone is a timeout, or a refusal when its Service has no endpoints. And a name can resolve while nobody stands behind it.',
  },
  {
    id: 'endpoints',
    title: 'Who stands behind the Service?',
    short: 'endpoints',
    layer: 4,
    question: 'Which pods did the selector find, and on which port?',
    command: (target) =>
      `kubectl get endpointslices -n ${target.namespace} -l kubernetes.io/service-name=${target.service}`,
    textbook: 'If it is empty: no pod matches the selector, or none is ready.',
    misleads:
      'A slice lists pods that are not ready, too, and this table does not show which: the column READY of kubectl get pods does. And a pod that calls itself ready may still not answer.',
  },
];

/** The request that the ticket complains about, as the user sent it. */
export const TICKET: Check = {
  id: 'ticket',
  title: 'See it for yourself',
  short: 'the user’s request',
  layer: 7,
  question: 'What does the user see?',
  command: (target) =>
    inPod(
      target,
      `curl -sS -m 10 -o /dev/null -w "%{http_code} %{size_download} bytes\\n" http://${target.service}:${target.port}${target.path}`,
    ),
  textbook: 'If it works for you: nothing is wrong.',
  misleads: 'One request is one draw of a backend. Intermittent faults need more than one look.',
};
