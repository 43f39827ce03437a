/** Manifests of a cluster for a live comparison, as text: what disagrees can be written to a file and tried by hand. */
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

export const SERVICE_PORT = 80;
export const POD_PORT = 8080;

export const nodeYaml = ({ name, address, podCIDR }: NodeRecipe): string => `---
apiVersion: v1
kind: Node
metadata: { name: ${name} }
spec: { podCIDR: ${podCIDR} }
status:
  addresses: [{ type: InternalIP, address: ${address} }]
`;

export const podYaml = ({ name, node, address }: PodRecipe): string => `---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: default
  annotations: { podpath.dev/pod-ip: ${address} }
spec:
  nodeName: ${node}
  containers:
    - { name: web, image: hashicorp/http-echo:1.0, args: ["-listen=:${POD_PORT}"] }
`;

/** A Service without a selector, and the slice that a controller would have written for it. */
export function serviceYaml(service: ServiceRecipe, pods: readonly PodRecipe[]): string {
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
    - { protocol: ${protocol}, port: ${SERVICE_PORT}, targetPort: ${POD_PORT}${node} }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ${name}-live
  namespace: default
  labels: { kubernetes.io/service-name: ${name} }
addressType: IPv4
ports: [{ protocol: ${protocol}, port: ${POD_PORT} }]
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
