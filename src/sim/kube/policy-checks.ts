/**
 * Rules about a NetworkPolicy that its single fields cannot express.
 * Source: Kubernetes pkg/apis/networking/validation/validation.go ValidateNetworkPolicySpec().
 */
import type { Problem } from '../result';
import { parseRange } from './ip-range';
import { problemAt } from './object-ref';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from './types';

type Finding = Pick<Problem, 'code' | 'message' | 'hint'> & { readonly path: string };

export function policyProblems(policies: readonly NetworkPolicy[]): Problem[] {
  return policies.flatMap((policy) =>
    findingsOf(policy).map(({ path, ...finding }) => problemAt(policy, path, finding)),
  );
}

function findingsOf({ spec }: NetworkPolicy): Finding[] {
  const ingress = (spec.ingress ?? []).flatMap((rule, index) =>
    ruleFindings(`spec.ingress[${index}]`, 'from', rule.from ?? [], rule.ports ?? []),
  );
  const egress = (spec.egress ?? []).flatMap((rule, index) =>
    ruleFindings(`spec.egress[${index}]`, 'to', rule.to ?? [], rule.ports ?? []),
  );
  const types = spec.policyTypes ?? [];
  const tooMany: Finding[] =
    types.length <= 2
      ? []
      : [
          {
            path: 'spec.policyTypes',
            code: 'too-many-values',
            message: `spec.policyTypes lists ${types.length} values`,
            hint: 'Write Ingress, Egress or both, each once.',
          },
        ];
  return [...tooMany, ...ingress, ...egress];
}

function ruleFindings(
  path: string,
  field: string,
  peers: readonly NetworkPolicyPeer[],
  ports: readonly NetworkPolicyPort[],
): Finding[] {
  return [
    ...peers.flatMap((peer, index) => peerFindings(peer, `${path}.${field}[${index}]`)),
    ...ports.flatMap((port, index) => portFindings(port, `${path}.ports[${index}]`)),
  ];
}

function peerFindings(peer: NetworkPolicyPeer, path: string): Finding[] {
  const { ipBlock, podSelector, namespaceSelector } = peer;
  if (!ipBlock) {
    if (podSelector || namespaceSelector) return [];
    const message = `the peer ${path} names nobody`;
    const hint =
      'Add podSelector, namespaceSelector or ipBlock; "podSelector: {}" means all pods of the namespace.';
    return [{ path, code: 'missing-field', message, hint }];
  }
  if (podSelector || namespaceSelector) {
    const message = `the peer ${path} combines ipBlock with a selector`;
    return [
      {
        path,
        code: 'conflicting-fields',
        message,
        hint: 'Make two peers of it, each with its own "- ".',
      },
    ];
  }
  const whole = parseRange(ipBlock.cidr);
  return (ipBlock.except ?? []).flatMap((hole, index): Finding[] => {
    const part = parseRange(hole);
    const isInside =
      whole &&
      part &&
      part.prefix > whole.prefix &&
      part.first >= whole.first &&
      part.last <= whole.last;
    if (isInside) return [];
    return [
      {
        path: `${path}.ipBlock.except[${index}]`,
        code: 'ip-outside-range',
        message: `the exception ${hole} is no part of ${ipBlock.cidr}`,
        hint: `Choose a smaller range inside ${ipBlock.cidr}.`,
      },
    ];
  });
}

function portFindings({ port, endPort }: NetworkPolicyPort, path: string): Finding[] {
  if (endPort === undefined) return [];
  const here = `${path}.endPort`;
  if (typeof port !== 'number') {
    const message = `${here} is ${endPort}, but the range has no numeric start`;
    return [
      {
        path: here,
        code: 'missing-field',
        message,
        hint: 'Add "port:" with the first port of the range.',
      },
    ];
  }
  if (endPort >= port) return [];
  const message = `${here} is ${endPort}, which is below port ${port}`;
  return [
    { path: here, code: 'out-of-range', message, hint: `Write a number from ${port} to 65535.` },
  ];
}
