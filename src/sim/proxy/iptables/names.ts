/** Chain names of kube-proxy. Source: kubernetes pkg/proxy/iptables/proxier.go portProtoHash(), servicePortEndpointChainName(). */
import { base32, sha256 } from '../sha256';

const HASH_CHARACTERS = 16;

/** "namespace/name" or "namespace/name:port" when the port has a name. */
export const servicePortName = (
  namespace: string,
  name: string,
  port: string | undefined,
): string => (port ? `${namespace}/${name}:${port}` : `${namespace}/${name}`);

const hash = (text: string): string => base32(sha256(text), HASH_CHARACTERS);

export type ServiceChainPrefix = 'KUBE-SVC' | 'KUBE-SVL' | 'KUBE-EXT' | 'KUBE-FW';

export const serviceChain = (
  prefix: ServiceChainPrefix,
  portName: string,
  protocol: string,
): string => `${prefix}-${hash(portName + protocol.toLowerCase())}`;

export const endpointChain = (portName: string, protocol: string, endpoint: string): string =>
  `KUBE-SEP-${hash(portName + protocol.toLowerCase() + endpoint)}`;

/** iptables keeps a probability as a multiple of 2^-31 and prints eleven decimals. */
export function printedProbability(remaining: number): string {
  const written = Number((1 / remaining).toFixed(10));
  return (Math.round(written * 2 ** 31) / 2 ** 31).toFixed(11);
}
