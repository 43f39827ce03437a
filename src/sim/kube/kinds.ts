/**
 * Every kind that a manifest may hold, with its API group, scope and shape.
 * Source: k8s.io/api core/v1, discovery/v1, networking/v1 of Kubernetes 1.37.
 */
import {
  cidr,
  clusterIP,
  dnsLabel,
  dnsSubdomain,
  type Format,
  ipv4,
  labelValue,
  portName,
  qualifiedName,
  serviceName,
} from './field-formats';
import { podSpec, podStatus } from './pod-schema';
import {
  gatewayClassSpec,
  gatewaySpec,
  httpRouteSpec,
  ingressClassSpec,
  ingressSpec,
  peerAuthenticationSpec,
} from './routing-schema';
import {
  flag,
  ignored,
  integer,
  list,
  map,
  notSimulated,
  type ObjectSchema,
  object,
  oneOf,
  port,
  portOrName,
  type Schema,
  text,
} from './schema';

export interface KindInfo {
  readonly apiVersion: string;
  readonly namespaced: boolean;
  readonly schema: ObjectSchema;
}

const labelMap = map(text(labelValue), qualifiedName);
const protocol = oneOf('TCP', 'UDP', 'SCTP');

const metadata = (name: Format, namespaced: boolean): Schema =>
  object(
    {
      name: text(name),
      ...(namespaced ? { namespace: text(dnsLabel) } : {}),
      labels: labelMap,
      annotations: map(text(), qualifiedName),
      creationTimestamp: text(),
      ...notSimulated(
        'deletionGracePeriodSeconds',
        'finalizers',
        'generateName',
        'generation',
        'managedFields',
        'ownerReferences',
        'resourceVersion',
        'selfLink',
        'uid',
      ),
    },
    ['name'],
  );

function kind(
  apiVersion: string,
  namespaced: boolean,
  fields: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
  name: Format = dnsSubdomain,
): KindInfo {
  const all = { apiVersion: text(), kind: text(), metadata: metadata(name, namespaced), ...fields };
  return { apiVersion, namespaced, schema: object(all, ['metadata', ...required]) };
}

const labelSelector = object({
  matchLabels: labelMap,
  matchExpressions: list(
    object(
      {
        key: text(qualifiedName),
        operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
        values: list(text(labelValue)),
      },
      ['key', 'operator'],
    ),
  ),
});

const nodeSpec = object({
  podCIDR: text(cidr),
  podCIDRs: list(text(cidr)),
  ...notSimulated('configSource', 'externalID', 'providerID', 'taints', 'unschedulable'),
});

const nodeStatus = object({
  addresses: list(
    object(
      {
        type: oneOf('InternalIP', 'ExternalIP', 'Hostname', 'InternalDNS', 'ExternalDNS'),
        address: text(),
      },
      ['type', 'address'],
    ),
  ),
  nodeInfo: map(text()),
  ...notSimulated(
    'allocatable',
    'capacity',
    'conditions',
    'config',
    'daemonEndpoints',
    'declaredFeatures',
    'features',
    'images',
    'phase',
    'runtimeHandlers',
    'volumesAttached',
    'volumesInUse',
  ),
});

const serviceSpec = object({
  type: oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
  clusterIP: text(clusterIP),
  selector: map(text(labelValue), qualifiedName),
  ports: list(
    object(
      {
        name: text(portName),
        protocol,
        port,
        targetPort: portOrName,
        nodePort: integer(30000, 32767),
        ...notSimulated('appProtocol'),
      },
      ['port'],
    ),
  ),
  externalName: text(dnsSubdomain),
  publishNotReadyAddresses: flag,
  sessionAffinity: oneOf('None', 'ClientIP'),
  sessionAffinityConfig: object({ clientIP: object({ timeoutSeconds: integer(1, 86400) }) }),
  externalTrafficPolicy: oneOf('Cluster', 'Local'),
  internalTrafficPolicy: oneOf('Cluster', 'Local'),
  externalIPs: list(text(ipv4)),
  loadBalancerSourceRanges: list(text(cidr)),
  healthCheckNodePort: port,
  ...notSimulated(
    'allocateLoadBalancerNodePorts',
    'clusterIPs',
    'ipFamilies',
    'ipFamilyPolicy',
    'loadBalancerClass',
    'loadBalancerIP',
    'trafficDistribution',
  ),
});

const serviceStatus = object({
  loadBalancer: object({
    ingress: list(
      object({
        ip: text(ipv4),
        ipMode: oneOf('VIP', 'Proxy'),
        ...notSimulated('hostname', 'ports'),
      }),
    ),
  }),
  ...notSimulated('conditions'),
});

const hint = list(object({ name: text() }, ['name']));

const endpoint = object(
  {
    addresses: list(text(ipv4), 1),
    conditions: object({ ready: flag, serving: flag, terminating: flag }),
    nodeName: text(),
    targetRef: object({
      kind: text(),
      namespace: text(),
      name: text(),
      ...notSimulated('apiVersion', 'uid', 'resourceVersion', 'fieldPath'),
    }),
    hints: object({ forZones: hint, forNodes: hint }),
    ...notSimulated('hostname', 'zone', 'deprecatedTopology'),
  },
  ['addresses'],
);

const policyPeer = object({
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock: object({ cidr: text(cidr), except: list(text(cidr)) }, ['cidr']),
});
const policyPorts = list(object({ protocol, port: portOrName, endPort: port }));

const networkPolicySpec = object(
  {
    podSelector: labelSelector,
    policyTypes: list(oneOf('Ingress', 'Egress')),
    ingress: list(object({ from: list(policyPeer), ports: policyPorts })),
    egress: list(object({ to: list(policyPeer), ports: policyPorts })),
  },
  ['podSelector'],
);

export const KINDS: Readonly<Record<string, KindInfo>> = {
  Node: kind('v1', false, { spec: nodeSpec, status: nodeStatus }),
  Namespace: kind('v1', false, { spec: ignored, status: ignored }, [], dnsLabel),
  Pod: kind('v1', true, { spec: podSpec, status: podStatus }, ['spec']),
  Service: kind('v1', true, { spec: serviceSpec, status: serviceStatus }, ['spec'], serviceName),
  ConfigMap: kind('v1', true, { data: map(text()), binaryData: map(text()), immutable: flag }),
  Secret: kind('v1', true, {
    data: map(text()),
    stringData: map(text()),
    type: text(),
    immutable: flag,
  }),
  ServiceAccount: kind('v1', true, {
    ...notSimulated('secrets', 'imagePullSecrets', 'automountServiceAccountToken'),
  }),
  EndpointSlice: kind(
    'discovery.k8s.io/v1',
    true,
    {
      addressType: oneOf('IPv4', 'IPv6', 'FQDN'),
      endpoints: list(endpoint),
      ports: list(object({ name: text(), protocol, port, ...notSimulated('appProtocol') })),
    },
    ['addressType', 'endpoints'],
  ),
  NetworkPolicy: kind('networking.k8s.io/v1', true, { spec: networkPolicySpec }, ['spec']),
  Ingress: kind('networking.k8s.io/v1', true, { spec: ingressSpec, status: ignored }, ['spec']),
  IngressClass: kind('networking.k8s.io/v1', false, { spec: ingressClassSpec }),
  GatewayClass: kind(
    'gateway.networking.k8s.io/v1',
    false,
    { spec: gatewayClassSpec, status: ignored },
    ['spec'],
  ),
  Gateway: kind('gateway.networking.k8s.io/v1', true, { spec: gatewaySpec, status: ignored }, [
    'spec',
  ]),
  HTTPRoute: kind('gateway.networking.k8s.io/v1', true, { spec: httpRouteSpec, status: ignored }, [
    'spec',
  ]),
  PeerAuthentication: kind('security.istio.io/v1', true, { spec: peerAuthenticationSpec }),
};

/** Kinds of a real cluster that make objects of the kinds above. */
export const KINDS_NOT_SIMULATED: Readonly<Record<string, string>> = {
  Deployment: 'Write the Pods that it would create; edits in the app add and remove replicas.',
  ReplicaSet: 'Write the Pods that it would create.',
  StatefulSet: 'Write the Pods that it would create.',
  DaemonSet: 'Write one Pod for each node.',
  Job: 'Write the Pod that it would create.',
  CronJob: 'Write the Pod that it would create.',
  Endpoints: 'Endpoints are deprecated since v1.33: write an EndpointSlice (discovery.k8s.io/v1).',
};
