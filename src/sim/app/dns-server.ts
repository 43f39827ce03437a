/**
 * CoreDNS with the kubernetes plugin and kubeadm's Corefile (`ttl 30`, `pods insecure`).
 * Source: Kubernetes DNS specification 1.1.0; coredns plugin/kubernetes (handler.go, kubernetes.go, ns.go, reverse.go).
 *
 * Simplified: names outside the cluster's zone are answered NXDOMAIN, as if the upstream resolver that a real CoreDNS
 * forwards to knew none of them. No `cache` plugin, and no endpoint has a hostname of its own.
 */
import type { Cluster } from '../kube/types';
import {
  type DnsMessage,
  type DnsRecord,
  decodeDns,
  encodeDns,
  RCODE_FORMERR,
  RCODE_NOERROR,
  RCODE_NXDOMAIN,
  DNS_UDP_MAX_BYTES,
} from '../wire/dns';
import { addressRecord, type Found, findName } from './dns-records';

export interface DnsOptions {
  /** seconds; kubeadm's Corefile says 30, the plugin's own default is 5 */
  readonly ttl?: number;
  readonly pods?: 'insecure' | 'verified' | 'disabled';
}

/** The serial is the start time of a real CoreDNS; here it is fixed. */
const SERIAL = 1;

/** Answers one query; null for bytes that are no query. */
export function answerDns(
  query: Uint8Array,
  cluster: Cluster,
  options: DnsOptions = {},
): Uint8Array | null {
  const decoded = decodeDns(query);
  if (!decoded.ok || decoded.value.isResponse) return null;
  const message = respond(decoded.value, cluster, options);
  const encoded = encodeDns(message, { limit: DNS_UDP_MAX_BYTES });
  return encoded.ok ? encoded.value : null;
}

function respond(query: DnsMessage, cluster: Cluster, options: DnsOptions): DnsMessage {
  const base: DnsMessage = {
    ...query,
    isResponse: true,
    authoritative: false,
    truncated: false,
    recursionAvailable: true,
    answers: [],
    authority: [],
    additional: [],
  };
  const question = query.questions[0];
  if (!question) return { ...base, responseCode: RCODE_FORMERR };
  const name = question.name.replace(/\.$/, '');
  const ttl = options.ttl ?? 30;
  const zone = zoneOf(name, cluster);
  const context = { cluster, ttl, pods: options.pods ?? 'insecure' };
  const found = zone === null ? null : findName(name, question.type, zone, context);
  if (zone === null || found === null) {
    const authority = zone === null ? [] : [soa(zone, ttl)];
    return { ...base, authoritative: zone !== null, responseCode: RCODE_NXDOMAIN, authority };
  }
  const answers = answersFor(found, question.type, zone, ttl);
  return {
    ...base,
    authoritative: true,
    responseCode: RCODE_NOERROR,
    answers,
    authority: answers.length === 0 ? [soa(zone, ttl)] : [],
    additional: question.type === 'SRV' ? addressesOfTargets(found, answers, ttl) : [],
  };
}

/** The zone as the question spells it, or null for a name that is none of the plugin's business. */
function zoneOf(name: string, cluster: Cluster): string | null {
  const lower = name.toLowerCase();
  for (const zone of [cluster.dnsZone, 'in-addr.arpa']) {
    if (lower === zone || lower.endsWith(`.${zone}`)) return name.slice(name.length - zone.length);
  }
  return null;
}

function answersFor(found: Found, type: string, zone: string, ttl: number): readonly DnsRecord[] {
  if (found.isApex && type === 'SOA') return [soa(zone, ttl)];
  if (found.isApex && type === 'NS') return [{ name: zone, ttl, type: 'NS', target: nsName(zone) }];
  return found.records.filter((record) => record.type === type || record.type === 'CNAME');
}

function addressesOfTargets(
  found: Found,
  answers: readonly DnsRecord[],
  ttl: number,
): readonly DnsRecord[] {
  const wanted = new Set(
    answers.flatMap((record) => (record.type === 'SRV' ? [record.target] : [])),
  );
  return found.targets
    .filter((target) => wanted.has(target.name))
    .map((target) => addressRecord(target.name, target.ip, ttl));
}

const nsName = (zone: string): string => `ns.dns.${zone}`;

const soa = (zone: string, ttl: number): DnsRecord => ({
  name: zone,
  ttl,
  type: 'SOA',
  primary: nsName(zone),
  mailbox: `hostmaster.${zone}`,
  serial: SERIAL,
  refresh: 7200,
  retry: 1800,
  expire: 86400,
  minimum: ttl,
});
