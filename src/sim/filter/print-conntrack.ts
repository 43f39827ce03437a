/** The line of `conntrack -L` for an entry. Source: conntrack-tools 1.4.7, libnetfilter_conntrack snprintf_default.c. */
import { PROTO_ICMP, PROTO_TCP, PROTO_UDP } from '../wire/types';
import type { Connection, Tuple } from './types';

const NAMES: Readonly<Record<number, string>> = {
  [PROTO_TCP]: 'tcp',
  [PROTO_UDP]: 'udp',
  [PROTO_ICMP]: 'icmp',
};

export function printConnection(
  connection: Connection,
  nowMicros: number,
  options: { readonly extended?: boolean } = {},
): string {
  const { original, reply } = connection;
  const seconds = Math.max(0, Math.ceil((connection.expiresAtMicros - nowMicros) / 1e6) - 1);
  const name = (NAMES[original.protocol] ?? 'unknown').padEnd(9);
  const parts = [`${name}${original.protocol} ${seconds}`];
  if (connection.tcpState) parts.push(connection.tcpState);
  parts.push(printTuple(original));
  if (!connection.seenReply) parts.push('[UNREPLIED]');
  parts.push(printTuple(reply));
  if (connection.assured) parts.push('[ASSURED]');
  parts.push(`mark=${connection.mark}`, 'use=1');
  return `${options.extended ? 'ipv4     2 ' : ''}${parts.join(' ')}`;
}

function printTuple(tuple: Tuple): string {
  const addresses = `src=${tuple.source} dst=${tuple.destination}`;
  if (tuple.protocol === PROTO_ICMP) {
    const type = tuple.destinationPort >> 8;
    return `${addresses} type=${type} code=${tuple.destinationPort & 255} id=${tuple.sourcePort}`;
  }
  return `${addresses} sport=${tuple.sourcePort} dport=${tuple.destinationPort}`;
}
