/**
 * The shape of a Pod (k8s.io/api/core/v1 PodSpec). Fields about storage, scheduling and resources are known and
 * ignored: they decide where a pod runs, not how its packets travel.
 */
import { dnsLabel, ipv4, portName } from './field-formats';
import { flag, integer, list, notSimulated, object, oneOf, port, portOrName, text } from './schema';

const probe = object({
  httpGet: object(
    {
      path: text(),
      port: portOrName,
      scheme: oneOf('HTTP', 'HTTPS'),
      ...notSimulated('host', 'httpHeaders'),
    },
    ['port'],
  ),
  tcpSocket: object({ port: portOrName, ...notSimulated('host') }, ['port']),
  exec: object({ command: list(text(), 1) }, ['command']),
  initialDelaySeconds: integer(0),
  periodSeconds: integer(1),
  timeoutSeconds: integer(1),
  successThreshold: integer(1),
  failureThreshold: integer(1),
  ...notSimulated('grpc', 'terminationGracePeriodSeconds'),
});

const container = object(
  {
    name: text(dnsLabel),
    image: text(),
    command: list(text()),
    args: list(text()),
    ports: list(
      object(
        {
          name: text(portName),
          containerPort: port,
          protocol: oneOf('TCP', 'UDP', 'SCTP'),
          ...notSimulated('hostPort', 'hostIP'),
        },
        ['containerPort'],
      ),
    ),
    readinessProbe: probe,
    livenessProbe: probe,
    startupProbe: probe,
    restartPolicy: oneOf('Always', 'OnFailure', 'Never'),
    ...notSimulated(
      'env',
      'envFrom',
      'imagePullPolicy',
      'lifecycle',
      'resizePolicy',
      'resources',
      'securityContext',
      'stdin',
      'stdinOnce',
      'terminationMessagePath',
      'terminationMessagePolicy',
      'tty',
      'volumeDevices',
      'volumeMounts',
      'workingDir',
    ),
  },
  ['name', 'image'],
);

export const podSpec = object(
  {
    nodeName: text(),
    hostNetwork: flag,
    containers: list(container, 1),
    initContainers: list(container),
    restartPolicy: oneOf('Always', 'OnFailure', 'Never'),
    ...notSimulated(
      'activeDeadlineSeconds',
      'affinity',
      'automountServiceAccountToken',
      'dnsConfig',
      'dnsPolicy',
      'enableServiceLinks',
      'ephemeralContainers',
      'hostAliases',
      'hostIPC',
      'hostPID',
      'hostUsers',
      'hostname',
      'imagePullSecrets',
      'nodeSelector',
      'os',
      'overhead',
      'preemptionPolicy',
      'priority',
      'priorityClassName',
      'readinessGates',
      'resourceClaims',
      'resources',
      'runtimeClassName',
      'schedulerName',
      'schedulingGates',
      'securityContext',
      'serviceAccount',
      'serviceAccountName',
      'setHostnameAsFQDN',
      'shareProcessNamespace',
      'subdomain',
      'terminationGracePeriodSeconds',
      'tolerations',
      'topologySpreadConstraints',
      'volumes',
    ),
  },
  ['containers'],
);

export const podStatus = object({
  podIP: text(ipv4),
  podIPs: list(object({ ip: text(ipv4) }, ['ip'])),
  ...notSimulated(
    'conditions',
    'containerStatuses',
    'ephemeralContainerStatuses',
    'hostIP',
    'hostIPs',
    'initContainerStatuses',
    'message',
    'nominatedNodeName',
    'observedGeneration',
    'phase',
    'qosClass',
    'reason',
    'resize',
    'startTime',
  ),
});
