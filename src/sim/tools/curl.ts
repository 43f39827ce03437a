/** curl 7.88 for plain HTTP. Source: curl(1), exit codes in libcurl-errors(3). */
import { resolve } from '../app/resolver';
import { type ExitStatus, syscall, type Task } from '../transport/syscalls';
import { bytesToUtf8, concat } from '../wire/bytes';
import { emitRequest, type HttpResponse, parseResponse } from '../wire/http';
import { ERRORS } from './nc';
import { parseOptions } from './options';
import { fail, Output } from './output';
import type { Tool } from './types';

const SPEC = {
  values: ['-m', '--max-time', '--connect-timeout', '-o', '-w', '-H'],
  flags: ['-s', '-S', '-v', '-I', '-i', '-f', '--silent', '--show-error'],
};
const DEFAULT_CONNECT_SECONDS = 300;

interface Transfer {
  readonly output: Output;
  readonly quiet: boolean;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly started: number;
  readonly deadline: number;
}

export const curl: Tool = function* ({ argv }) {
  const options = parseOptions(argv, SPEC);
  if (!options.ok) return yield* fail(options.error, 2);
  const { value, has, words } = options.value;
  const url = /^(?:http:\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(words[0] ?? '');
  if (!words[0]) return yield* fail("curl: try 'curl --help' for more information", 2);
  if (!url?.[1] || /^https:/.test(words[0])) return yield* fail(`curl: (1) only http:// URLs are modelled here, not "${words[0]}"`, 1);
  const started = yield* syscall('now', {});
  const seconds = Number(value('-m') ?? value('--max-time') ?? Number.POSITIVE_INFINITY);
  const transfer: Transfer = {
    output: new Output(),
    quiet: (has('-s') || has('--silent')) && !has('-S') && !has('--show-error'),
    host: url[1],
    port: Number(url[2] ?? 80),
    path: url[3] ?? '/',
    started,
    deadline: started + seconds * 1e6,
  };
  const connectSeconds = Number(value('--connect-timeout') ?? DEFAULT_CONNECT_SECONDS);
  return yield* perform(transfer, connectSeconds, {
    discard: value('-o') === '/dev/null',
    format: value('-w'),
    headOnly: has('-I'),
    withHead: has('-i') || has('-I'),
  });
};

interface Printing {
  readonly discard: boolean;
  readonly format: string | undefined;
  readonly headOnly: boolean;
  readonly withHead: boolean;
}

function* perform(transfer: Transfer, connectSeconds: number, printing: Printing): Task<ExitStatus> {
  const { host, port, started } = transfer;
  const found = yield* resolve(host);
  const address = found.addresses[0];
  if (!address) return yield* giveUp(transfer, printing, 6, `Could not resolve host: ${host}`);
  const left = transfer.deadline - (yield* syscall('now', {}));
  const timeoutMicros = Math.min(left, connectSeconds * 1e6);
  const connected = yield* syscall('connect', { destination: address, port, timeoutMicros });
  const now = yield* syscall('now', {});
  const milliseconds = Math.floor((now - started) / 1000);
  if (!connected.ok) {
    if (connected.errno === 'EINPROGRESS') {
      return yield* giveUp(transfer, printing, 28, `Connection timed out after ${milliseconds} milliseconds`);
    }
    const why = connected.errno === 'ECONNREFUSED' ? "Couldn't connect to server" : (ERRORS[connected.errno] ?? connected.errno);
    return yield* giveUp(transfer, printing, 7, `Failed to connect to ${host} port ${port} after ${milliseconds} ms: ${why}`);
  }
  const connectTime = now - started;
  const { handle } = connected.value;
  const request = emitRequest({
    kind: 'request',
    method: printing.headOnly ? 'HEAD' : 'GET',
    target: transfer.path,
    version: '1.1',
    headers: [
      { name: 'Host', value: port === 80 ? host : `${host}:${port}` },
      { name: 'User-Agent', value: 'curl/7.88.1' },
      { name: 'Accept', value: '*/*' },
    ],
    body: new Uint8Array(0),
  });
  yield* syscall('send', { handle, bytes: request });
  const received = yield* receiveAll(transfer, handle);
  yield* syscall('close', { handle });
  if (typeof received === 'number') return yield* giveUp(transfer, printing, received, messageFor(received, transfer, yield* syscall('now', {})));
  return yield* show(transfer, printing, received, { connectTime, address });
}

const messageFor = (code: number, { started }: Transfer, now: number): string => {
  const milliseconds = Math.floor((now - started) / 1000);
  if (code === 28) return `Operation timed out after ${milliseconds} milliseconds with 0 bytes received`;
  return code === 52 ? 'Empty reply from server' : 'Recv failure: Connection reset by peer';
};

/** The response, or curl's exit code. */
function* receiveAll(transfer: Transfer, handle: number): Task<HttpResponse | number> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const left = transfer.deadline - (yield* syscall('now', {}));
    if (left <= 0) return 28;
    const timeoutMicros = Number.isFinite(left) ? left : undefined;
    const answer = yield* syscall('receive', { handle, timeoutMicros });
    if (!answer.ok) return answer.errno === 'EAGAIN' ? 28 : 56;
    if (answer.value === undefined) return parts.length > 0 ? 56 : 52;
    parts.push(answer.value);
    const response = parseResponse(concat(parts));
    if (response.ok) return response.value;
    if (response.error.code !== 'incomplete') return 56;
  }
}

function* show(
  transfer: Transfer,
  printing: Printing,
  response: HttpResponse,
  facts: { connectTime: number; address: string },
): Task<ExitStatus> {
  const { output } = transfer;
  if (printing.withHead) {
    yield* output.out(`HTTP/1.1 ${response.status} ${response.reason}`);
    for (const { name, value } of response.headers) yield* output.out(`${name}: ${value}`);
    yield* output.out('');
  }
  const body = bytesToUtf8(response.body).replace(/\n$/, '');
  if (!printing.discard && body && !printing.headOnly) yield* output.out(body);
  yield* writeOut(output, printing.format, {
    http_code: String(response.status),
    time_connect: (facts.connectTime / 1e6).toFixed(6),
    time_total: (((yield* syscall('now', {})) - transfer.started) / 1e6).toFixed(6),
    remote_ip: facts.address,
    remote_port: String(transfer.port),
    size_download: String(response.body.length),
  });
  return output.exit(0);
}

function* writeOut(output: Output, format: string | undefined, values: Readonly<Record<string, string>>): Task<void> {
  if (format === undefined) return;
  const text = format
    .replace(/%\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
    .replace(/\\n/g, '\n')
    .replace(/\n$/, '');
  yield* output.out(text);
}

function* giveUp(transfer: Transfer, printing: Printing, code: number, message: string): Task<ExitStatus> {
  yield* writeOut(transfer.output, printing.format, {
    http_code: '000',
    time_connect: '0.000000',
    time_total: (((yield* syscall('now', {})) - transfer.started) / 1e6).toFixed(6),
    size_download: '0',
  });
  if (!transfer.quiet) yield* transfer.output.err(`curl: (${code}) ${message}`);
  return transfer.output.exit(code);
}
