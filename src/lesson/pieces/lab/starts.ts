/** With what the lab opens when a picture sends the learner here. */
import type { CniName } from '../../../sim';

export interface Start {
  readonly cni: CniName;
  readonly at: string;
  readonly command: string;
}

const POD = 'default/pod-a';
const REQUEST: Start = { cni: 'flannel', at: POD, command: 'curl -s http://my-service:8080/' };

const STARTS: Readonly<Record<string, Start>> = {
  'three-networks': { cni: 'flannel', at: 'node-1', command: 'ip addr' },
  'osi-map': { cni: 'flannel', at: 'workstation', command: 'help' },
  'walk-same-node': { cni: 'calico', at: POD, command: 'ping -c 1 10.244.0.8' },
  'walk-cross-node': { cni: 'flannel', at: POD, command: 'ping -c 1 10.244.1.8' },
  'vxlan-vs-bgp': { cni: 'flannel', at: POD, command: 'ping -c 1 -M do -s 1423 10.244.1.8' },
  'service-rules': {
    cni: 'flannel',
    at: 'node-1',
    command: 'iptables -t nat -S KUBE-SVC-FXIYY6OHUSNBITIX',
  },
  'clusterip-trace': REQUEST,
  troubleshoot: {
    cni: 'flannel',
    at: 'workstation',
    command: 'kubectl get endpointslices -l kubernetes.io/service-name=my-service',
  },
};

export const startOf = (name: string): Start =>
  Object.hasOwn(STARTS, name) ? (STARTS[name] ?? REQUEST) : REQUEST;
