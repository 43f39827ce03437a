/** The web server in the lesson's pods: says who answered and which addresses it saw. Source: RFC 9110, RFC 9112. */
import { asciiToBytes } from '../wire/bytes';
import { emitResponse, parseRequest, withLength } from '../wire/http';

export interface HttpServerContext {
  readonly podName: string;
  /** status of /health */
  readonly healthStatus: number;
  /** source address and port as the server sees them: shows masquerading */
  readonly seen: string;
  readonly local: string;
}

const MAXIMUM_BODY = 200_000;

/** Answers one request; null while the request has not come completely. */
export function respondHttp(bytes: Uint8Array, context: HttpServerContext): Uint8Array | null {
  const request = parseRequest(bytes);
  if (!request.ok) {
    return request.error.code === 'incomplete' ? null : reply(400, 'Bad Request', `${request.error.message}\n`);
  }
  const { target } = request.value;
  const [path = '', query = ''] = target.split('?');
  const { podName, healthStatus, seen, local } = context;
  if (path === '/health') {
    return reply(healthStatus, healthStatus === 200 ? 'OK' : 'Service Unavailable', json({ pod: podName, seen, local }));
  }
  if (path === '/') return reply(200, 'OK', json({ pod: podName, seen, local }));
  if (path === '/large') {
    const size = Math.min(MAXIMUM_BODY, Number(/^bytes=(\d+)$/.exec(query)?.[1] ?? 6000));
    return reply(200, 'OK', 'x'.repeat(size));
  }
  return reply(404, 'Not Found', `${podName} has no ${path}\n`);
}

const json = (value: object): string => `${JSON.stringify(value)}\n`;

function reply(status: number, reason: string, text: string): Uint8Array {
  const body = asciiToBytes(text);
  const headers = withLength([{ name: 'Content-Type', value: text.startsWith('{') ? 'application/json' : 'text/plain' }], body);
  return emitResponse({ kind: 'response', version: '1.1', status, reason, headers, body });
}
