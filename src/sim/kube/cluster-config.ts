/**
 * The address ranges and the DNS zone of the cluster: kubeadm keeps them in the ConfigMap kube-system/kubeadm-config.
 * Without that object its defaults hold, which are also those of the lesson.
 */
import { parse } from 'yaml';
import { parseRange } from './ip-range';
import type { AnyObject } from './types';

export interface ClusterConfig {
  readonly podCIDR: string;
  readonly serviceCIDR: string;
  readonly dnsZone: string;
}

export const DEFAULT_CONFIG: ClusterConfig = {
  podCIDR: '10.244.0.0/16',
  serviceCIDR: '10.96.0.0/12',
  dnsZone: 'cluster.local',
};

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

const cidrOr = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && parseRange(value) ? value : otherwise;

export function clusterConfig(objects: readonly AnyObject[]): ClusterConfig {
  const object = objects.find(
    ({ kind, metadata }) =>
      kind === 'ConfigMap' &&
      metadata.namespace === 'kube-system' &&
      metadata.name === 'kubeadm-config',
  );
  const text = at(at(object, 'data'), 'ClusterConfiguration');
  if (typeof text !== 'string') return DEFAULT_CONFIG;
  const networking = at(parseQuietly(text), 'networking');
  const zone = at(networking, 'dnsDomain');
  return {
    podCIDR: cidrOr(at(networking, 'podSubnet'), DEFAULT_CONFIG.podCIDR),
    serviceCIDR: cidrOr(at(networking, 'serviceSubnet'), DEFAULT_CONFIG.serviceCIDR),
    dnsZone: typeof zone === 'string' ? zone : DEFAULT_CONFIG.dnsZone,
  };
}

function parseQuietly(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}
