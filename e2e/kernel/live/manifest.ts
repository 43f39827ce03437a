/** Manifests of a cluster for a live comparison, as text: what disagrees can be written to a file and tried by hand. */
import { MY_SERVICE } from '../../../src/sim/kube/edits';
import { readManifests } from '../../../src/sim/kube/manifest';
import type { AnyObject } from '../../../src/sim';

export interface NodeRecipe {
  readonly name: string;
  readonly address: string;
  readonly podCIDR: string;
}

export interface PodRecipe {
  readonly name: string;
  readonly node: string;
  readonly address: string;
  /** the Service of the lesson selects it */
  readonly isBackend?: boolean;
}

export interface ServiceRecipe {
  readonly name: string;
  readonly clusterIP: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly nodePort?: number;
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  readonly internalTrafficPolicy?: 'Cluster' | 'Local';
  /** names of pods */
  readonly endpoints: readonly string[];
}

/** Where everything of a cluster lives, and on which ports. */
export interface AddressPlan {
  /** a /24 of the nodes, a /16 of the pods, a /24 of the Services: what their addresses begin with */
  readonly nodes: string;
  readonly pods: string;
  readonly services: string;
  readonly podPort: number;
  readonly servicePort: number;
  readonly firstNodePort: number;
}

export const USUAL_ADDRESSES: AddressPlan = {
  nodes: '10.0.0',
  pods: '10.244',
  services: '10.96.0',
  podPort: 8080,
  servicePort: 80,
  firstNodePort: 30080,
};

/** Nothing may depend on the addresses of the lesson. */
export const ADDRESS_PLANS: readonly AddressPlan[] = [
  USUAL_ADDRESSES,
  {
    nodes: '192.168.77',
    pods: '172.20',
    services: '10.43.0',
    podPort: 3000,
    servicePort: 443,
    firstNodePort: 31500,
  },
  {
    nodes: '172.18.0',
    pods: '100.64',
    services: '192.168.200',
    podPort: 80,
    servicePort: 9376,
    firstNodePort: 30000,
  },
];

export const myServiceIp = ({ services }: AddressPlan): string => `${services}.42`;

/** Where kubeadm keeps the ranges of a cluster. */
export const configYaml = ({ pods, services }: AddressPlan): string => `---
apiVersion: v1
kind: ConfigMap
metadata: { name: kubeadm-config, namespace: kube-system }
data:
  ClusterConfiguration: |
    networking:
      podSubnet: ${pods}.0.0/16
      serviceSubnet: ${services}.0/24
`;

export const nodeYaml = ({ name, address, podCIDR }: NodeRecipe): string => `---
apiVersion: v1
kind: Node
metadata: { name: ${name} }
spec: { podCIDR: ${podCIDR} }
status:
  addresses: [{ type: InternalIP, address: ${address} }]
`;

export const podYaml = (
  { name, node, address, isBackend = false }: PodRecipe,
  { podPort }: AddressPlan,
): string => `---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: default
  labels: { app: ${isBackend ? MY_SERVICE.name : name} }
  annotations: { podpath.dev/pod-ip: ${address} }
spec:
  nodeName: ${node}
  containers:
    - name: web
      image: hashicorp/http-echo:1.0
      args: ["-listen=:${podPort}"]
      readinessProbe: { httpGet: { path: /health, port: ${podPort} } }
`;

/** The Service that the faults of the product are about: it selects pods, and a controller writes its slice. */
export const myServiceYaml = (addresses: AddressPlan): string => `---
apiVersion: v1
kind: Service
metadata: { name: ${MY_SERVICE.name}, namespace: ${MY_SERVICE.namespace} }
spec:
  clusterIP: ${myServiceIp(addresses)}
  selector: { app: ${MY_SERVICE.name} }
  ports:
    - { protocol: TCP, port: ${addresses.servicePort}, targetPort: ${addresses.podPort} }
`;

/** A Service without a selector, and the slice that a controller would have written for it. */
export function serviceYaml(
  service: ServiceRecipe,
  pods: readonly PodRecipe[],
  { podPort, servicePort }: AddressPlan,
): string {
  const { name, clusterIP, protocol, nodePort, endpoints } = service;
  const lines = [
    ...(nodePort === undefined ? [] : ['  type: NodePort']),
    ...(service.externalTrafficPolicy && nodePort !== undefined
      ? [`  externalTrafficPolicy: ${service.externalTrafficPolicy}`]
      : []),
    ...(service.internalTrafficPolicy
      ? [`  internalTrafficPolicy: ${service.internalTrafficPolicy}`]
      : []),
  ];
  const node = nodePort === undefined ? '' : `, nodePort: ${nodePort}`;
  const known = endpoints.flatMap((pod) => pods.filter((entry) => entry.name === pod));
  return `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: default }
spec:
  clusterIP: ${clusterIP}
${lines.map((line) => `${line}\n`).join('')}  ports:
    - { protocol: ${protocol}, port: ${servicePort}, targetPort: ${podPort}${node} }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ${name}-live
  namespace: default
  labels: { kubernetes.io/service-name: ${name} }
addressType: IPv4
ports: [{ protocol: ${protocol}, port: ${podPort} }]
endpoints:${known.length === 0 ? ' []' : ''}
${known
  .map(
    (pod) =>
      `  - { addresses: [${pod.address}], nodeName: ${pod.node}, conditions: { ready: true } }\n`,
  )
  .join('')}`;
}

export function objectsOf(text: string): readonly AnyObject[] {
  const objects = readManifests([{ file: 'live.yaml', text }]);
  if (objects.ok) return objects.value;
  const [first] = objects.error;
  throw new Error(`${first?.file}:${first?.line}: ${first?.message}\n${text}`);
}
