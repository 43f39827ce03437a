/**
 * One HTTP transfer as libcurl makes it: resolve, connect, send, receive, each against the clock.
 * Source: libcurl 7.88 lib/multi.c, lib/connect.c, lib/transfer.c.
 */
import { resolve } from '../app/resolver';
import { syscall, type Task } from '../transport/syscalls';
import { bytesToUtf8, concat } from '../wire/bytes';
import {
  emitRequest,
  headerValue,
  parseHeaderLine,
  type HttpHeader,
  parseResponse,
  readHttpHead,
} from '../wire/http';
import type { TransferFacts } from './curl-write-out';
import { within } from './deadline';
import { STRERROR } from './errno';
import type { Output } from './output';

export interface TransferPlan {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly target: string;
  readonly method: 'GET' | 'HEAD';
  /** given by the user: they replace curl's own of the same name */
  readonly headers: readonly HttpHeader[];
  readonly maximumMicros: number;
  readonly connectMicros: number;
  readonly isVerbose: boolean;
}

export interface TransferError {
  /** curl's exit code */
  readonly code: number;
  readonly message: string;
}

export interface TransferResult {
  readonly facts: TransferFacts;
  /** status line and fields */
  readonly head: readonly string[] | null;
  readonly body: string;
  readonly error: TransferError | null;
  /** what -v says once the body has been written */
  readonly farewell: readonly string[];
}

const COULDNT_RESOLVE = 6;
const COULDNT_CONNECT = 7;
const TIMED_OUT = 28;
const GOT_NOTHING = 52;
const RECEIVE_ERROR = 56;

export function* transfer(plan: TransferPlan, output: Output): Task<TransferResult> {
  const started = yield* syscall('now', {});
  return yield* new Transfer(plan, output, started).run();
}

class Transfer {
  private facts: TransferFacts;
  private readonly deadline: number;
  private readonly connectDeadline: number;

  constructor(
    private readonly plan: TransferPlan,
    private readonly output: Output,
    private readonly started: number,
  ) {
    this.deadline = started + plan.maximumMicros;
    this.connectDeadline = Math.min(this.deadline, started + plan.connectMicros);
    const never = { nameLookup: 0, connect: 0, startTransfer: 0, total: 0 };
    const nobody = { remoteIp: '', remotePort: 0, localIp: '', localPort: 0, connections: 0 };
    this.facts = { url: plan.url, status: 0, bodyBytes: 0, ...never, ...nobody };
  }

  *run(): Task<TransferResult> {
    const { host } = this.plan;
    const found = yield* within(this.connectDeadline, resolve(host));
    if (found === null) {
      return yield* this.giveUp(
        TIMED_OUT,
        `Resolving timed out after ${yield* this.elapsed()} milliseconds`,
      );
    }
    const address = found.addresses.find((entry) => !entry.includes(':'));
    if (!address) return yield* this.giveUp(COULDNT_RESOLVE, `Could not resolve host: ${host}`);
    this.facts = { ...this.facts, nameLookup: yield* this.sinceStart() };
    return yield* this.connect(address);
  }

  private *connect(address: string): Task<TransferResult> {
    const { host, port } = this.plan;
    yield* this.tell(`  Trying ${address}:${port}...`);
    const left = this.connectDeadline - (yield* syscall('now', {}));
    const timeoutMicros = Number.isFinite(left) ? Math.max(0, left) : undefined;
    const connected = yield* syscall('connect', { destination: address, port, timeoutMicros });
    const milliseconds = yield* this.elapsed();
    if (!connected.ok && connected.errno === 'EINPROGRESS') {
      return yield* this.giveUp(
        TIMED_OUT,
        `Connection timed out after ${milliseconds} milliseconds`,
      );
    }
    if (!connected.ok) {
      yield* this.tell(`connect to ${address} port ${port} failed: ${STRERROR[connected.errno]}`);
      const code = connected.errno === 'ETIMEDOUT' ? TIMED_OUT : COULDNT_CONNECT;
      const where = `${host} port ${port} after ${milliseconds} ms`;
      return yield* this.giveUp(code, `Failed to connect to ${where}: Couldn't connect to server`);
    }
    const { handle, localAddress, localPort } = connected.value;
    const remote = { remoteIp: address, remotePort: port, connections: 1 };
    const connect = yield* this.sinceStart();
    this.facts = { ...this.facts, ...remote, localIp: localAddress, localPort, connect };
    yield* this.tell(`Connected to ${host} (${address}) port ${port} (#0)`);
    return yield* this.exchange(handle);
  }

  private *exchange(handle: number): Task<TransferResult> {
    const { method, target, host } = this.plan;
    const headers = this.requestHeaders();
    const label = `HTTP ${method} ${target}`;
    const body = new Uint8Array(0);
    const bytes = emitRequest({ kind: 'request', method, target, version: '1.1', headers, body });
    yield* this.tellAll('> ', [`${method} ${target} HTTP/1.1`, ...headers.map(lineOf), '']);
    const sent = yield* syscall('send', { handle, bytes, label });
    const received = sent.ok ? yield* this.receive(handle) : { bytes: body, error: RESET };
    const result = yield* this.read(received.bytes, received.error);
    yield* syscall('close', { handle });
    const farewell = result.error
      ? [result.error.message, 'Closing connection 0']
      : [`Connection #0 to host ${host} left intact`];
    return { ...result, farewell };
  }

  private requestHeaders(): readonly HttpHeader[] {
    const { host, port, headers } = this.plan;
    const own = [
      { name: 'Host', value: port === 80 ? host : `${host}:${port}` },
      { name: 'User-Agent', value: 'curl/7.88.1' },
      { name: 'Accept', value: '*/*' },
    ].map((header) => ({ ...header, value: headerValue(headers, header.name) ?? header.value }));
    const isOwn = ({ name }: HttpHeader) => headerValue(own, name) !== undefined;
    return [...own, ...headers.filter((header) => !isOwn(header))];
  }

  /** Bytes until the response is complete, or as many as came before something went wrong. */
  private *receive(handle: number): Task<{ bytes: Uint8Array; error: TransferError | null }> {
    let bytes: Uint8Array = new Uint8Array(0);
    for (;;) {
      const left = this.deadline - (yield* syscall('now', {}));
      const timeoutMicros = Number.isFinite(left) ? Math.max(0, left) : undefined;
      const answer = yield* syscall('receive', { handle, timeoutMicros });
      if (!answer.ok) {
        return { bytes, error: answer.errno === 'EAGAIN' ? yield* this.timeout(bytes) : RESET };
      }
      if (bytes.length === 0)
        this.facts = { ...this.facts, startTransfer: yield* this.sinceStart() };
      if (answer.value === undefined) {
        const isWhole = parseResponse(bytes, this.plan.method).ok;
        return {
          bytes,
          error: isWhole ? null : bytes.length === 0 ? NOTHING : yield* this.cutOff(bytes),
        };
      }
      bytes = concat([bytes, answer.value]);
      const response = parseResponse(bytes, this.plan.method);
      const isLengthKnown =
        response.ok && headerValue(response.value.headers, 'content-length') !== undefined;
      if (isLengthKnown || (response.ok && this.plan.method === 'HEAD'))
        return { bytes, error: null };
      if (!response.ok && response.error.code !== 'incomplete') {
        return { bytes, error: { code: 1, message: 'Received HTTP/0.9 when not allowed' } };
      }
    }
  }

  private *timeout(bytes: Uint8Array): Task<TransferError> {
    const { bodyBytes, length } = progress(bytes);
    const amount =
      length === undefined ? `${bodyBytes} bytes` : `${bodyBytes} out of ${length} bytes`;
    const milliseconds = yield* this.elapsed();
    return {
      code: TIMED_OUT,
      message: `Operation timed out after ${milliseconds} milliseconds with ${amount} received`,
    };
  }

  private *cutOff(bytes: Uint8Array): Task<TransferError> {
    const { bodyBytes, length } = progress(bytes);
    const missing = (length ?? 0) - bodyBytes;
    return { code: 18, message: `transfer closed with ${missing} bytes remaining to read` };
  }

  private *read(bytes: Uint8Array, error: TransferError | null): Task<TransferResult> {
    const head = readHttpHead(bytes);
    const total = yield* this.sinceStart();
    if (!head.ok)
      return { facts: { ...this.facts, total }, head: null, body: '', error, farewell: [] };
    const lines = [head.value.start.text, ...head.value.fields.map((field) => field.text)];
    yield* this.tellAll('< ', [...lines, '']);
    const body = bytes.subarray(head.value.bodyOffset);
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(lines[0] ?? '')?.[1] ?? 0);
    const facts = { ...this.facts, status, bodyBytes: body.length, total };
    return { facts, head: lines, body: bytesToUtf8(body), error, farewell: [] };
  }

  private *giveUp(code: number, message: string): Task<TransferResult> {
    const facts = { ...this.facts, total: yield* this.sinceStart() };
    const farewell = [message, 'Closing connection 0'];
    return { facts, head: null, body: '', error: { code, message }, farewell };
  }

  private *tell(text: string): Task<void> {
    yield* this.tellAll('* ', [text]);
  }

  private *tellAll(mark: string, lines: readonly string[]): Task<void> {
    if (!this.plan.isVerbose) return;
    for (const line of lines) yield* this.output.err(`${mark}${line}`);
  }

  private *sinceStart(): Task<number> {
    return (yield* syscall('now', {})) - this.started;
  }

  private *elapsed(): Task<number> {
    return Math.floor((yield* this.sinceStart()) / 1000);
  }
}

const NOTHING: TransferError = { code: GOT_NOTHING, message: 'Empty reply from server' };
const RESET: TransferError = {
  code: RECEIVE_ERROR,
  message: 'Recv failure: Connection reset by peer',
};

const lineOf = ({ name, value }: HttpHeader): string => `${name}: ${value}`;

/** How much of the body has come, and how much was announced. */
function progress(bytes: Uint8Array): { readonly bodyBytes: number; readonly length?: number } {
  const head = readHttpHead(bytes);
  if (!head.ok) return { bodyBytes: 0 };
  const fields = head.value.fields.flatMap((field) => parseHeaderLine(field.text) ?? []);
  const announced = headerValue(fields, 'content-length');
  return {
    bodyBytes: bytes.length - head.value.bodyOffset,
    length: announced === undefined ? undefined : Number(announced),
  };
}
