/** Provenance: who wrote a kernel object, and for which API object. */

export interface SourcePosition {
  readonly file: string;
  /** 1-based */
  readonly line: number;
  readonly column: number;
}

export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Where the object, or the field that mattered, stands in the manifest. */
  readonly source?: SourcePosition;
}

export type Agent =
  | 'kernel'
  | 'node-setup'
  | 'kubelet'
  | 'container-runtime'
  | 'flanneld'
  | 'cni-bridge'
  | 'calico-felix'
  | 'calico-cni'
  | 'bird'
  | 'kube-proxy'
  | 'network'
  | 'process'
  | 'fault';

export interface Origin {
  readonly agent: Agent;
  readonly object?: ObjectRef;
  /** One sentence, present tense: why the agent wrote it. */
  readonly why?: string;
}
