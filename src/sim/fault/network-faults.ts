/** Faults below the API: policy that drops, a firewall between nodes, an MTU that nobody told. */
import { findService, MY_SERVICE } from '../kube/edits';
import type { NetworkPolicy } from '../kube/types';
import type { Fault } from './types';

/** Selects the backends and allows nothing: the first half of a lock-down, without the second. */
const DENY: Omit<NetworkPolicy, 'spec'> = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'lock-down', namespace: MY_SERVICE.namespace },
  positions: {},
};

export const POLICY_DROP: Fault = {
  id: 'policy-drop',
  title: 'A NetworkPolicy drops the requests',
  layer: 4,
  symptom:
    'Every request to my-service hangs until it times out. Endpoints are there, pods are ready.',
  trueCause:
    'The NetworkPolicy lock-down selects the backends for ingress and allows nothing, so Calico drops every new connection to them. The kubelet is exempt, hence the pods stay ready.',
  where: {
    object: 'NetworkPolicy default/lock-down',
    at: 'workstation',
    command: 'kubectl get networkpolicy',
    shows: 'a policy that selects app=my-service; on the node its DROP rule counts packets',
  },
  fix: {
    summary: 'Add a rule that allows the client, or delete the policy.',
    command: 'kubectl delete networkpolicy lock-down',
  },
  cnis: ['calico', 'calico-vxlan'],
  apply: (objects, options) => {
    const matchLabels = findService(objects, MY_SERVICE)?.spec.selector ?? {};
    const policy: NetworkPolicy = {
      ...DENY,
      spec: { podSelector: { matchLabels }, policyTypes: ['Ingress'] },
    };
    return { objects: [...objects, policy], options };
  },
};

const BLOCKED_NODE = 'node-2';

export const OVERLAY_PORT_BLOCKED: Fault = {
  id: 'overlay-port-blocked',
  title: 'A firewall blocks the overlay between nodes',
  layer: 3,
  symptom:
    'Pods on node-2 cannot be reached from other nodes; on node-2 itself they answer. Nodes ping each other.',
  trueCause:
    'A host firewall on node-2 drops UDP to the port of the overlay. Packets for its pods arrive wrapped in UDP and are thrown away before they are unwrapped.',
  where: {
    object: 'filter table of node-2, chain INPUT',
    at: BLOCKED_NODE,
    command: 'iptables-save -t filter',
    shows: 'a DROP rule for the UDP port of the overlay at the top of INPUT',
  },
  fix: {
    summary: 'Open the overlay port between the nodes.',
    command: 'iptables -D INPUT -p udp -m udp --dport 8472 -j DROP',
  },
  cnis: ['flannel', 'calico-vxlan'],
  apply: (objects, options) => ({ objects, options }),
  firewall: (nodeName, overlayPort) =>
    nodeName === BLOCKED_NODE
      ? {
          filter: [
            {
              name: 'INPUT',
              policy: 'ACCEPT',
              rules: [
                {
                  text: `-A INPUT -p udp -m udp --dport ${overlayPort} -j DROP`,
                  origin: {
                    agent: 'fault',
                    why: 'a host firewall that knows nothing of the overlay',
                  },
                },
              ],
            },
          ],
        }
      : {},
};

export const MTU_BLACK_HOLE: Fault = {
  id: 'mtu-black-hole',
  title: 'Large packets vanish between nodes',
  layer: 3,
  symptom:
    'Connections to pods on other nodes open, small answers arrive, large ones hang for ever.',
  trueCause:
    'The pod interfaces have the MTU of the nodes, 1500, although VXLAN needs 50 bytes of it, and a firewall on the nodes drops the ICMP message "fragmentation needed". So nobody tells the sender to send less.',
  where: {
    object: 'MTU of eth0 in the pods, and filter table of the nodes',
    at: 'default/pod-a',
    command: 'ping -c 3 -M do -s 1472 10.244.1.8',
    shows: 'no answer at all, while -s 1422 is answered',
  },
  fix: {
    summary: 'Set the pod MTU to 1450, and let ICMP type 3 code 4 pass.',
    command: 'kubectl -n kube-flannel edit configmap kube-flannel-cfg',
  },
  cnis: ['flannel', 'calico-vxlan'],
  apply: (objects, options) => ({
    objects,
    options: { ...options, podMtu: options.nodeMtu ?? 1500, filterFragNeeded: true },
  }),
};
