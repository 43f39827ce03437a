/**
 * What must hold between nodes: addresses and pod ranges that do not collide.
 * Simplified: all nodes share one /24 whose first address is the router; a real cluster may span many subnets.
 */
import type { Problem } from '../result';
import { addressAt, ipToNumber, parseRange, rangeContains } from './ip-range';
import { internalIP } from './ipam';
import { describe, problemAt } from './object-ref';
import type { Node } from './types';

/** Each node has an InternalIP of its own in the node network. */
export function nodeAddresses(nodes: readonly Node[]): Problem[] {
  const holders = new Map<string, Node>();
  const network = nodes
    .map(internalIP)
    .find((ip) => ip !== undefined && ipToNumber(ip) !== undefined);
  return nodes.flatMap((node) => {
    const ip = internalIP(node);
    const wrong = addressProblem(node, ip, `${network}/24`, holders);
    if (!wrong && ip) holders.set(ip, node);
    return wrong ? [problemAt(node, 'status.addresses', wrong)] : [];
  });
}

function addressProblem(
  node: Node,
  ip: string | undefined,
  network: string,
  holders: ReadonlyMap<string, Node>,
): Pick<Problem, 'code' | 'message' | 'hint'> | undefined {
  if (ip === undefined || ipToNumber(ip) === undefined) {
    return {
      code: 'missing-field',
      message: `${describe(node)} has no InternalIP`,
      hint: 'Add status.addresses with "type: InternalIP" and an IPv4 address.',
    };
  }
  const holder = holders.get(ip);
  if (holder) {
    return {
      code: 'duplicate-ip',
      message: `${describe(node)} has the address ${ip}, which ${describe(holder)} has, too`,
      hint: 'Give one of the two another address.',
    };
  }
  const router = addressAt(network, 1);
  const last = addressAt(network, 254);
  if (rangeContains(network, ip) && ip !== router) return undefined;
  return {
    code: 'ip-outside-range',
    message: `${describe(node)} cannot have the address ${ip}`,
    hint: `Choose one of the network of the other nodes, up to ${last}; ${router} is the router.`,
  };
}

/** No two nodes hand out the same pod addresses. */
export function podRanges(nodes: readonly Node[]): Problem[] {
  return nodes.flatMap((node, index) => {
    const cidr = node.spec?.podCIDR ?? '';
    const twin = nodes.slice(0, index).find((other) => overlap(cidr, other.spec?.podCIDR ?? ''));
    if (!twin) return [];
    const message = `the pod range ${cidr} of ${describe(node)} overlaps ${twin.spec.podCIDR} of ${describe(twin)}`;
    const hint = 'Give each node a range of its own.';
    return [problemAt(node, 'spec.podCIDR', { code: 'overlapping-range', message, hint })];
  });
}

function overlap(a: string, b: string): boolean {
  const left = parseRange(a);
  const right = parseRange(b);
  return (
    left !== undefined &&
    right !== undefined &&
    left.first <= right.last &&
    right.first <= left.last
  );
}
