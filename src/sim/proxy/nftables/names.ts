/** Chain and set names of the nftables mode. Source: kubernetes pkg/proxy/nftables/proxier.go servicePortChainNameBase(). */
import { base32, sha256 } from '../sha256';

const HASH_CHARACTERS = 8;
/** nft names have at most 255 characters; kube-proxy leaves room for the prefix */
const LONGEST = 240;

interface PortName {
  readonly namespace: string;
  readonly service: string;
  readonly portName: string;
  readonly protocol: string;
}

/** "4BBKY5IM-default/my-service/tcp/" */
export const servicePortBase = (port: PortName): string => hashed(readable(port));

/** "2ORIDTX5-default/my-service/tcp/__10.244.1.8/8080"; colons of IPv6 become dots. */
export const endpointBase = (port: PortName, ip: string, endpointPort: number): string =>
  hashed(`${readable(port)}__${ip.replaceAll(':', '.')}/${endpointPort}`);

const readable = ({ namespace, service, protocol, portName }: PortName): string =>
  `${namespace}/${service}/${protocol.toLowerCase()}/${portName}`;

function hashed(text: string): string {
  const name = `${base32(sha256(text), HASH_CHARACTERS)}-${text}`;
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 3)}...` : name;
}
