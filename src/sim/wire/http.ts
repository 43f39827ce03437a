/**
 * HTTP/1.1 messages as text on a TCP stream.
 * Source: RFC 9112 §2 to §6 (message, start line, fields, body length), RFC 9110 §5.6.2 (token).
 * Simplified: no Transfer-Encoding and no obsolete line folding; both are refused, where a real peer may accept them.
 */
import { err, ok, type Result } from '../result';
import { concat } from './bytes';

export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

export interface HttpRequest {
  readonly kind: 'request';
  readonly method: string;
  /** origin form: "/health?full=1" */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array;
}

export interface HttpResponse {
  readonly kind: 'response';
  readonly version: '1.0' | '1.1';
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array;
}

export interface HttpError {
  /** `incomplete`: not wrong, but more bytes have to come */
  readonly code: 'incomplete' | 'bad-start-line' | 'bad-header' | 'bad-length' | 'unsupported';
  /** "http.method", "http.headers" */
  readonly field: string;
  /** byte offset from the start of the message */
  readonly offset: number;
  readonly message: string;
}

/** Where a line stands: text without CR LF, offset of its first byte. */
export interface HttpLine {
  readonly text: string;
  readonly offset: number;
}

/** Start line, header lines and the offset of the body; what parser and dissector both start from. */
export interface HttpHead {
  readonly start: HttpLine;
  readonly fields: readonly HttpLine[];
  readonly bodyOffset: number;
}

const CR = 0x0d;
const LF = 0x0a;
const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+) HTTP\/(1\.[01])$/;
const STATUS_LINE = /^HTTP\/(1\.[01]) (\d{3})(?: (.*))?$/;
const FIELD_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/;
const LOOKS_LIKE_HTTP =
  /^(?:HTTP\/1\.[01] \d{3}|(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S+ HTTP\/1\.[01])/;

/** True when TCP data begins with a request or status line of HTTP/1. */
export const startsLikeHttp = (bytes: Uint8Array): boolean =>
  LOOKS_LIKE_HTTP.test(latin1(bytes.subarray(0, 2048)));

/** Field values may hold any byte; one character per byte keeps offsets and round trips right (RFC 9110 §5.5). */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

const latin1Bytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (char) => char.charCodeAt(0) & 0xff);

/** Splits the head into lines. A bare LF ends a line too (RFC 9112 §2.2). */
export function readHttpHead(bytes: Uint8Array): Result<HttpHead, HttpError> {
  const lines: HttpLine[] = [];
  let offset = 0;
  for (;;) {
    const lf = bytes.indexOf(LF, offset);
    if (lf < 0) {
      return fail(
        'incomplete',
        'http.headers',
        bytes.length,
        'the empty line after the header fields is not there yet',
      );
    }
    const stop = lf > offset && bytes[lf - 1] === CR ? lf - 1 : lf;
    const [start, ...fields] = lines;
    if (stop === offset && start) return ok({ start, fields, bodyOffset: lf + 1 });
    lines.push({ text: latin1(bytes.subarray(offset, stop)), offset });
    offset = lf + 1;
  }
}

/** Reads one request from the start of `bytes`; what follows it is ignored. Never throws. */
export function parseRequest(bytes: Uint8Array): Result<HttpRequest, HttpError> {
  const head = readHttpHead(bytes);
  if (!head.ok) return head;
  const match = REQUEST_LINE.exec(head.value.start.text);
  const [, method, target, version] = match ?? [];
  if (!method || !target) {
    return fail(
      'bad-start-line',
      'http.requestLine',
      0,
      `"${head.value.start.text}" is not "METHOD target HTTP/1.1"`,
    );
  }
  const headers = parseHeaders(head.value.fields);
  if (!headers.ok) return headers;
  const body = readBody(bytes, head.value.bodyOffset, headers.value, 0);
  if (!body.ok) return body;
  return ok({
    kind: 'request',
    method,
    target,
    version: versionOf(version),
    headers: headers.value,
    body: body.value,
  });
}

/**
 * Reads one response. Without Content-Length the body lasts until the connection closes: everything in `bytes`.
 * `method` is that of the request: the answer to HEAD has no body whatever its fields say. Never throws.
 */
export function parseResponse(bytes: Uint8Array, method = 'GET'): Result<HttpResponse, HttpError> {
  const head = readHttpHead(bytes);
  if (!head.ok) return head;
  const match = STATUS_LINE.exec(head.value.start.text);
  const [, version, code, reason = ''] = match ?? [];
  if (!code) {
    return fail(
      'bad-start-line',
      'http.statusLine',
      0,
      `"${head.value.start.text}" is not "HTTP/1.1 200 OK"`,
    );
  }
  const headers = parseHeaders(head.value.fields);
  if (!headers.ok) return headers;
  const status = Number(code);
  const hasNoBody = method === 'HEAD' || status < 200 || status === 204 || status === 304;
  const { bodyOffset } = head.value;
  const untilClose = bytes.length - bodyOffset;
  const body = hasNoBody
    ? ok(new Uint8Array(0))
    : readBody(bytes, bodyOffset, headers.value, untilClose);
  if (!body.ok) return body;
  return ok({
    kind: 'response',
    version: versionOf(version),
    status,
    reason,
    headers: headers.value,
    body: body.value,
  });
}

const versionOf = (text: string | undefined): '1.0' | '1.1' => (text === '1.0' ? '1.0' : '1.1');

function parseHeaders(lines: readonly HttpLine[]): Result<readonly HttpHeader[], HttpError> {
  const headers: HttpHeader[] = [];
  for (const { text, offset } of lines) {
    const header = parseHeaderLine(text);
    if (!header)
      return fail('bad-header', 'http.headers', offset, `"${text}" is not "name: value"`);
    headers.push(header);
  }
  return ok(headers);
}

export function parseHeaderLine(text: string): HttpHeader | null {
  const [, name, value = ''] = FIELD_LINE.exec(text) ?? [];
  return name ? { name, value } : null;
}

/** The value of a field; names do not mind upper and lower case. */
export function headerValue(headers: readonly HttpHeader[], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;
}

/** RFC 9112 §6.3, as far as it goes without transfer codings. */
function readBody(
  bytes: Uint8Array,
  offset: number,
  headers: readonly HttpHeader[],
  lengthWithoutField: number,
): Result<Uint8Array, HttpError> {
  if (headerValue(headers, 'transfer-encoding') !== undefined) {
    return fail(
      'unsupported',
      'http.transferEncoding',
      offset,
      'Transfer-Encoding is not modelled',
    );
  }
  const lengths = headers.filter((header) => header.name.toLowerCase() === 'content-length');
  const first = lengths[0];
  if (!first) return ok(bytes.slice(offset, offset + lengthWithoutField));
  if (!/^\d{1,9}$/.test(first.value) || lengths.some((other) => other.value !== first.value)) {
    return fail(
      'bad-length',
      'http.contentLength',
      0,
      `Content-Length "${first.value}" is not one number`,
    );
  }
  const length = Number(first.value);
  const have = bytes.length - offset;
  if (have < length) {
    return fail(
      'incomplete',
      'http.body',
      bytes.length,
      `${have} of ${length} body bytes have come`,
    );
  }
  return ok(bytes.slice(offset, offset + length));
}

function fail(
  code: HttpError['code'],
  field: string,
  offset: number,
  message: string,
): Result<never, HttpError> {
  return err({ code, field, offset, message });
}

/** Writes the fields as given: a body needs its Content-Length among them (see `withLength`). */
export function emitRequest(request: HttpRequest): Uint8Array {
  return emit(
    `${request.method} ${request.target} HTTP/${request.version}`,
    request.headers,
    request.body,
  );
}

export function emitResponse(response: HttpResponse): Uint8Array {
  const { version, status, reason } = response;
  return emit(`HTTP/${version} ${status} ${reason}`, response.headers, response.body);
}

function emit(startLine: string, headers: readonly HttpHeader[], body: Uint8Array): Uint8Array {
  const lines = [startLine, ...headers.map(({ name, value }) => `${name}: ${value}`), '', ''];
  return concat([latin1Bytes(lines.join('\r\n')), body]);
}

/** The fields with a Content-Length that fits the body. */
export function withLength(
  headers: readonly HttpHeader[],
  body: Uint8Array,
): readonly HttpHeader[] {
  const others = headers.filter((header) => header.name.toLowerCase() !== 'content-length');
  return [...others, { name: 'Content-Length', value: String(body.length) }];
}
