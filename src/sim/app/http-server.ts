/**
 * The web server in the lesson's pods: says who answered and which addresses it saw. Source: RFC 9110, RFC 9112.
 * Simplified: one HTTP server speaks for every image that serves HTTP; its paths are its own.
 */
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

const DEFAULT_LARGE_BYTES = 6000;
const MAXIMUM_BODY_BYTES = 200_000;

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** Answers one request; null while the request has not come completely. */
export function respondHttp(bytes: Uint8Array, context: HttpServerContext): Uint8Array | null {
  const request = parseRequest(bytes);
  if (!request.ok) {
    if (request.error.code === 'incomplete') return null;
    return reply(400, `${request.error.message}\n`, false);
  }
  const { method, target } = request.value;
  if (method !== 'GET' && method !== 'HEAD') return reply(405, `${method} is not allowed\n`, false);
  const [status, text] = page(target, context);
  return reply(status, text, method === 'HEAD');
}

function page(target: string, context: HttpServerContext): readonly [number, string] {
  const [path = '', query = ''] = target.split('?');
  const { podName, healthStatus, seen, local } = context;
  const whoAnswered = `${JSON.stringify({ pod: podName, seen, local })}\n`;
  switch (path) {
    case '/':
      return [200, whoAnswered];
    case '/health':
      return [healthStatus, whoAnswered];
    case '/large':
      return [200, 'x'.repeat(sizeOf(query))];
    default:
      return [404, `${podName} has no ${path}\n`];
  }
}

function sizeOf(query: string): number {
  const asked = /^bytes=(\d+)$/.exec(query)?.[1];
  return Math.min(MAXIMUM_BODY_BYTES, asked === undefined ? DEFAULT_LARGE_BYTES : Number(asked));
}

/** HEAD gets the same fields and no body (RFC 9110 §9.3.2). */
function reply(status: number, text: string, isHead: boolean): Uint8Array {
  const body = asciiToBytes(text);
  const type = text.startsWith('{') ? 'application/json' : 'text/plain';
  return emitResponse({
    kind: 'response',
    version: '1.1',
    status,
    reason: REASONS[status] ?? '',
    headers: withLength([{ name: 'Content-Type', value: type }], body),
    body: isHead ? new Uint8Array(0) : body,
  });
}
