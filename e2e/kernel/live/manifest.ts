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

export const SERVICE_PORT = 80;
export const POD_PORT = 8080;
export const MY_SERVICE_IP = '10.96.0.42';

export const nodeYaml = ({ name, address, podCIDR }: NodeRecipe): string => `---
apiVersion: v1
kind: Node
metadata: { name: ${name} }
spec: { podCIDR: ${podCIDR} }
status:
  addresses: [{ type: InternalIP, address: ${address} }]
`;

export const podYaml = ({ name, node, address, isBackend = false }: PodRecipe): string => `---
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
      args: ["-listen=:${POD_PORT}"]
      readinessProbe: { httpGet: { path: /health, port: ${POD_PORT} } }
`;

/** The Service that the faults of the product are about: it selects pods, and a controller writes its slice. */
export const myServiceYaml = (): string => `---
apiVersion: v1
kind: Service
metadata: { name: ${MY_SERVICE.name}, namespace: ${MY_SERVICE.namespace} }
spec:
  clusterIP: ${MY_SERVICE_IP}
  selector: { app: ${MY_SERVICE.name} }
  ports:
    - { protocol: TCP, port: ${SERVICE_PORT}, targetPort: ${POD_PORT} }
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
