/** Chain names of kube-proxy. Source: kubernetes pkg/proxy/iptables/proxier.go portProtoHash(), servicePortEndpointChainName(). */
import { base32, sha256 } from '../sha256';

const HASH_CHARACTERS = 16;

const hash = (text: string): string => base32(sha256(text), HASH_CHARACTERS);

export type ServiceChainPrefix = 'KUBE-SVC' | 'KUBE-SVL' | 'KUBE-EXT' | 'KUBE-FW';

/** What the chains of one Service port have in common. */
export const servicePortHash = (portName: string, protocol: string): string =>
  hash(portName + protocol.toLowerCase());

export const serviceChain = (
  prefix: ServiceChainPrefix,
  portName: string,
  protocol: string,
): string => `${prefix}-${servicePortHash(portName, protocol)}`;

export const endpointChain = (portName: string, protocol: string, endpoint: string): string =>
  `KUBE-SEP-${hash(portName + protocol.toLowerCase() + endpoint)}`;

/** What kube-proxy writes: ten decimals. */
export const writtenProbability = (remaining: number): string => (1 / remaining).toFixed(10);

/** iptables keeps a probability as a multiple of 2^-31 and prints eleven decimals. */
export const printedProbability = (remaining: number): string =>
  (Math.round(Number(writtenProbability(remaining)) * 2 ** 31) / 2 ** 31).toFixed(11);
