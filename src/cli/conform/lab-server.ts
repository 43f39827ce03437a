/** The servers behind the listeners of a recorded cluster, as its README describes them. */
import type { Serve } from '../../sim/host/kernel';
import { bytesToAscii, utf8ToBytes } from '../../sim/wire/bytes';
import { addressRecord } from '../../sim/app/dns-records';
import { decodeDns, encodeDns, RCODE_NOERROR, RCODE_NXDOMAIN } from '../../sim/wire/dns';
import { list, record } from './golden';

export interface Served {
  readonly namespace: string;
  readonly seen: string;
  readonly local: string;
}

const TTL_SECONDS = 30;

export function labServer(topology: unknown, served: (entry: Served) => void): Serve {
  const root = record(topology);
  const zone = String(root.dnsZone ?? '');
  const names = new Map<string, string>();
  for (const entry of list(root.services).map(record)) {
    names.set(`${entry.name}.${entry.namespace}.svc.${zone}`, String(entry.clusterIP));
  }
  return (listener, request, ends, namespace) => {
    if (listener.process === 'dns') return answerName(request, names);
    const seen = `${ends.remoteAddress}:${ends.remotePort}`;
    const local = `${ends.localAddress}:${ends.localPort}`;
    const body = `{"pod": "${namespace}", "seen": "${seen}", "local": "${local}"}`;
    if (listener.process === 'json') {
      served({ namespace, seen, local });
      return utf8ToBytes(body);
    }
    if (listener.process !== 'http-json' || !isWhole(request)) return null;
    served({ namespace, seen, local });
    const head = [
      'HTTP/1.1 200 OK',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    return utf8ToBytes(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
}

const isWhole = (request: Uint8Array): boolean =>
  (request.length === 1 && request[0] === 4) || bytesToAscii(request.slice(-4)) === '\r\n\r\n';

/** The laboratory's name server: one record or NXDOMAIN, and no EDNS in the answer. */
function answerName(request: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array | null {
  const query = decodeDns(request);
  const question = query.ok ? query.value.questions[0] : undefined;
  if (!query.ok || !question) return null;
  const address = names.get(question.name.replace(/\.$/, ''));
  const answers = address ? [addressRecord(question.name, address, TTL_SECONDS)] : [];
  const { id, opcode, questions } = query.value;
  const answer = encodeDns({
    id,
    opcode,
    questions,
    isResponse: true,
    authoritative: true,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: true,
    responseCode: address ? RCODE_NOERROR : RCODE_NXDOMAIN,
    answers,
    authority: [],
    additional: [],
  });
  return answer.ok ? answer.value : null;
}
