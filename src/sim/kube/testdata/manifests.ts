/** Short manifests for tests: two nodes, and pods or Services with only what a test is about. */
import { readManifests } from '../manifest';
import type { AnyObject } from '../types';

export const NODES = `
apiVersion: v1
kind: Node
metadata: {name: node-1}
spec: {podCIDR: 10.244.0.0/24}
status: {addresses: [{type: InternalIP, address: 10.0.0.10}]}
---
apiVersion: v1
kind: Node
metadata: {name: node-2}
spec: {podCIDR: 10.244.1.0/24}
status: {addresses: [{type: InternalIP, address: 10.0.0.11}]}
`;

export interface PodText {
  readonly name: string;
  readonly node?: string;
  readonly ip?: string;
  readonly labels?: string;
  readonly namespace?: string;
  /** more fields of its container, in flow style */
  readonly container?: string;
  readonly spec?: string;
}

export function pod({
  name,
  node = 'node-1',
  ip,
  labels = 'app: web',
  namespace = 'default',
  container = '',
  spec = '',
}: PodText): string {
  const annotations = ip ? `, annotations: {podpath.dev/pod-ip: ${ip}}` : '';
  const port = 'ports: [{name: http, containerPort: 8080}]';
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: {${labels}}${annotations}}
spec: {nodeName: ${node}, ${spec}containers: [{name: c, image: example/server, ${container || port}}]}
`;
}

export const service = (spec: string, name = 'web'): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {${spec}}
`;

export function objectsOf(...documents: readonly string[]): AnyObject[] {
  const read = readManifests([{ file: 'test.yaml', text: documents.join('---') }]);
  if (!read.ok) throw new Error(read.error.map((problem) => problem.message).join('; '));
  return read.value;
}
