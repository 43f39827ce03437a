/**
 * API objects as upstream types them (k8s.io/api core/v1, discovery/v1, networking/v1), cut to the fields that the
 * simulation reads. Every object remembers where each of its fields stands in the manifest.
 */
import type { SourcePosition } from '../origin';
import type { Ipv4 } from '../wire/types';

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly creationTimestamp?: string;
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  /** field path ("spec.selector.app") -> place in the manifest; "" is the object itself */
  readonly positions: Readonly<Record<string, SourcePosition>>;
}

export interface Node extends KubeObject {
  readonly kind: 'Node';
  readonly spec: { readonly podCIDR?: string; readonly podCIDRs?: readonly string[] };
  readonly status?: {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo?: Readonly<Record<string, string>>;
  };
}

export interface Namespace extends KubeObject {
  readonly kind: 'Namespace';
}

export interface Probe {
  readonly httpGet?: { readonly path?: string; readonly port: number | string };
  readonly tcpSocket?: { readonly port: number | string };
  readonly exec?: { readonly command: readonly string[] };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  }[];
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
}

export interface Pod extends KubeObject {
  readonly kind: 'Pod';
  readonly spec: {
    readonly nodeName?: string;
    readonly hostNetwork?: boolean;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly restartPolicy?: string;
  };
  readonly status?: { readonly podIP?: string };
}

export interface ServicePort {
  readonly name?: string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
  readonly targetPort: number | string;
  readonly nodePort?: number;
}

export interface Service extends KubeObject {
  readonly kind: 'Service';
  readonly spec: {
    readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
    readonly externalName?: string;
    readonly publishNotReadyAddresses?: boolean;
    readonly sessionAffinity?: 'None' | 'ClientIP';
    readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
    readonly externalTrafficPolicy?: 'Cluster' | 'Local';
    readonly internalTrafficPolicy?: 'Cluster' | 'Local';
    readonly externalIPs?: readonly Ipv4[];
    readonly loadBalancerSourceRanges?: readonly string[];
    readonly healthCheckNodePort?: number;
  };
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: Ipv4; readonly ipMode?: 'VIP' | 'Proxy' }[];
    };
  };
}

export interface Endpoint {
  readonly addresses: readonly Ipv4[];
  readonly conditions: {
    readonly ready: boolean;
    readonly serving: boolean;
    readonly terminating: boolean;
  };
  readonly nodeName?: string;
  /** which zones and nodes should use the endpoint (trafficDistribution, topology aware routing) */
  readonly hints?: {
    readonly forZones?: readonly { readonly name: string }[];
    readonly forNodes?: readonly { readonly name: string }[];
  };
  readonly targetRef?: { readonly kind: string; readonly namespace: string; readonly name: string };
}

/** discovery.k8s.io/v1; derived from Services and Pods unless the manifest brings its own. */
export interface EndpointSlice extends KubeObject {
  readonly kind: 'EndpointSlice';
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  readonly endpoints: readonly Endpoint[];
  readonly ports: readonly {
    readonly name?: string;
    readonly protocol: 'TCP' | 'UDP' | 'SCTP';
    readonly port: number | null;
  }[];
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
}

export interface NetworkPolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
export interface NetworkPolicyPort {
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface NetworkPolicy extends KubeObject {
  readonly kind: 'NetworkPolicy';
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly {
      readonly from?: readonly NetworkPolicyPeer[];
      readonly ports?: readonly NetworkPolicyPort[];
    }[];
    readonly egress?: readonly {
      readonly to?: readonly NetworkPolicyPeer[];
      readonly ports?: readonly NetworkPolicyPort[];
    }[];
  };
}

/** Parsed and checked, shown in the lesson; its routing is not simulated yet. */
export interface OpaqueObject extends KubeObject {
  readonly kind:
    | 'Ingress'
    | 'Gateway'
    | 'HTTPRoute'
    | 'ConfigMap'
    | 'Secret'
    | 'ServiceAccount'
    | 'IngressClass'
    | 'GatewayClass'
    | 'PeerAuthentication';
  readonly spec?: unknown;
}

export type AnyObject =
  | Node
  | Namespace
  | Pod
  | Service
  | EndpointSlice
  | NetworkPolicy
  | OpaqueObject;

/** What the process in a pod is doing: not part of the API, set by faults and by the learner's switches. */
export interface PodRuntime {
  /** running: answers; stopped: netns alive, nothing listens; hung: accepts, never answers */
  readonly process: 'running' | 'stopped' | 'hung';
  /** address that the process binds, "0.0.0.0" unless a fault says otherwise */
  readonly bind: Ipv4;
  /** what its health endpoint answers, 200 unless said otherwise; 400 and above fail an httpGet probe */
  readonly healthStatus?: number;
  /** a hung process whose health endpoint still answers, so that the kubelet notices nothing */
  readonly answersProbes?: boolean;
}

/** Desired and derived state: what the API server holds once the controllers have run. */
export interface Cluster {
  readonly nodes: readonly Node[];
  readonly namespaces: readonly Namespace[];
  /** every pod has `status.podIP` here (given, or assigned by IPAM) */
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly networkPolicies: readonly NetworkPolicy[];
  readonly others: readonly OpaqueObject[];
  /** key "namespace/pod" */
  readonly runtime: Readonly<Record<string, PodRuntime>>;
  /** key "namespace/pod"; Ready condition as the kubelet reports it */
  readonly ready: Readonly<Record<string, boolean>>;
  readonly podCIDR: string;
  readonly serviceCIDR: string;
  readonly dnsZone: string;
  /** Kubernetes version printed by `kubectl get nodes`, from the Node objects */
  readonly version: string;
}
