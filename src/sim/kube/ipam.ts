/**
 * Addresses for pods: given ones are kept, the rest get the next free address of their node's range.
 * Source: CNI plug-in host-local (first address of the range is the gateway's); kubelet status.podIP.
 */
import type { Problem } from '../result';
import type { Ipv4 } from '../wire/types';
import { ipToNumber, numberToIp, parseRange, rangeContains } from './ip-range';
import { describe, placeOf, problemAt } from './object-ref';
import type { Node, Pod } from './types';

export const POD_IP_ANNOTATION = 'podpath.dev/pod-ip';
const ANNOTATION_PATH = `metadata.annotations[${POD_IP_ANNOTATION}]`;

export function internalIP(node: Node): Ipv4 | undefined {
  return node.status?.addresses?.find((address) => address.type === 'InternalIP')?.address;
}

/** The address that the manifest asks for, with the field that says so. */
function givenIP(pod: Pod): { readonly ip: Ipv4; readonly path: string } | undefined {
  if (pod.status?.podIP) return { ip: pod.status.podIP, path: 'status.podIP' };
  const annotated = pod.metadata.annotations?.[POD_IP_ANNOTATION];
  return annotated === undefined ? undefined : { ip: annotated, path: ANNOTATION_PATH };
}

const withIP = (pod: Pod, podIP: Ipv4): Pod => ({ ...pod, status: { ...pod.status, podIP } });

/** Pods with `status.podIP` set. A pod without an address or with a wrong one is left out, with a problem. */
export function assignPodIPs(
  pods: readonly Pod[],
  nodes: readonly Node[],
): { readonly pods: Pod[]; readonly problems: Problem[] } {
  const problems: Problem[] = [];
  const holders = new Map<Ipv4, Pod>();
  const byName = new Map(nodes.map((node) => [node.metadata.name, node]));
  for (const pod of pods) {
    const node = byName.get(pod.spec.nodeName ?? '');
    if (node && !pod.spec.hostNetwork) reserve(pod, node, holders, problems);
  }
  const assigned = pods.flatMap((pod) => {
    const node = byName.get(pod.spec.nodeName ?? '');
    if (!node) return [];
    const ip = pod.spec.hostNetwork
      ? internalIP(node)
      : (givenIP(pod)?.ip ?? nextFree(node, holders, pod));
    if (ip) return [withIP(pod, ip)];
    problems.push(noAddress(pod, node));
    return [];
  });
  return { pods: assigned, problems };
}

function reserve(pod: Pod, node: Node, holders: Map<Ipv4, Pod>, problems: Problem[]): void {
  const given = givenIP(pod);
  if (!given) return;
  const { ip, path } = given;
  const range = node.spec.podCIDR ?? '';
  const holder = holders.get(ip);
  if (ipToNumber(ip) === undefined) {
    const hint = 'Write four numbers from 0 to 255, like 10.244.0.5.';
    problems.push(
      problemAt(pod, path, { code: 'bad-ip', message: `"${ip}" is no IPv4 address`, hint }),
    );
  } else if (holder) {
    const message = `${describe(pod)} has the address ${ip}, which ${describe(holder)} (${placeOf(holder, path)}) has, too`;
    problems.push(
      problemAt(pod, path, {
        code: 'duplicate-ip',
        message,
        hint: 'Give one of the two another address.',
      }),
    );
  } else if (!rangeContains(range, ip)) {
    const message = `${ip} lies outside the range of its node ${node.metadata.name}, ${range || 'which has none'}`;
    const hint = `Choose an address of ${range || 'the node'}, or put the pod on another node.`;
    problems.push(problemAt(pod, path, { code: 'ip-outside-range', message, hint }));
  } else {
    holders.set(ip, pod);
  }
}

/** The first free address above the gateway's. */
function nextFree(node: Node, holders: Map<Ipv4, Pod>, pod: Pod): Ipv4 | undefined {
  const range = parseRange(node.spec.podCIDR ?? '');
  if (!range) return undefined;
  for (let value = range.first + 2; value < range.last; value += 1) {
    const ip = numberToIp(value);
    if (holders.has(ip)) continue;
    holders.set(ip, pod);
    return ip;
  }
  return undefined;
}

function noAddress(pod: Pod, node: Node): Problem {
  const range = node.spec.podCIDR;
  const message = range
    ? `no address of ${range} is free for ${describe(pod)}`
    : `${describe(pod)} gets no address: node ${node.metadata.name} has no spec.podCIDR`;
  const hint = range
    ? 'Put the pod on another node.'
    : `Add spec.podCIDR to node ${node.metadata.name}.`;
  return problemAt(pod, 'spec.nodeName', { code: 'no-pod-ip', message, hint });
}
