/**
 * curl 7.88.1 for plain HTTP. Source: curl(1), exit codes of libcurl-errors(3), texts of lib/connect.c, lib/multi.c.
 * Simplified: no progress meter, one connection per command, and no scheme but http.
 */
import type { ExitStatus, Task } from '../transport/syscalls';
import { type HttpHeader, parseHeaderLine } from '../wire/http';
import { transfer, type TransferPlan } from './curl-transfer';
import { unknownVariable, writeOut } from './curl-write-out';
import { parseOptions, type Parsed } from './options';
import { fail, Output } from './output';
import type { Tool } from './types';

const SPEC = {
  values: ['-m', '--max-time', '--connect-timeout', '-o', '--output', '-w', '--write-out', '-H'],
  flags: [
    '-s',
    '--silent',
    '-S',
    '--show-error',
    '-v',
    '--verbose',
    '-I',
    '--head',
    '-i',
    '-f',
    '-4',
  ],
};
const URL_PARTS = /^(?:http:\/\/)?([^/:?#]+)(?::(\d{1,5}))?(\/[^#]*|\?[^#]*)?(?:#.*)?$/i;
const DEFAULT_CONNECT_SECONDS = 300;
const HTTP_ERROR = 22;

interface Printing {
  readonly isSilent: boolean;
  readonly discardsBody: boolean;
  readonly showsHead: boolean;
  readonly failsOnError: boolean;
  readonly format: string | undefined;
}

export const curl: Tool = function* ({ argv }) {
  const options = parseOptions(argv, SPEC);
  if (!options.ok) return yield* fail(options.error, 2);
  const [url, another] = options.value.words;
  if (!url)
    return yield* fail("curl: try 'curl --help' or 'curl --manual' for more information", 2);
  if (another) return yield* fail(`curl: a second URL is not modelled here: "${another}"`, 2);
  const plan = planOf(url, options.value);
  if (typeof plan === 'string') return yield* fail(plan, 2);
  const printing = printingOf(options.value);
  if (typeof printing === 'string') return yield* fail(printing, 2);
  return yield* perform(plan, printing);
};

/** What to transfer, or a sentence about what is wrong with the request. */
function planOf(url: string, { value, has, valuesOf }: Parsed): TransferPlan | string {
  if (/^[a-z]+:\/\//i.test(url) && !/^http:/i.test(url)) {
    return `curl: only http:// is modelled here, not "${url}"`;
  }
  const [, host, port = '80', rest = '/'] = URL_PARTS.exec(url) ?? [];
  if (!host || Number(port) > 65535) return `curl: (3) URL using bad/illegal format or missing URL`;
  const seconds = value('-m', '--max-time');
  const connectSeconds = value('--connect-timeout');
  for (const given of [seconds, connectSeconds]) {
    if (given !== undefined && !/^\d+(\.\d+)?$/.test(given)) {
      return `curl: expected a proper numerical parameter, not "${given}"`;
    }
  }
  const headers: HttpHeader[] = [];
  for (const line of valuesOf('-H')) {
    const header = parseHeaderLine(line);
    if (!header) return `curl: header "${line}" is not "Name: value"`;
    headers.push(header);
  }
  return {
    url,
    host,
    port: Number(port),
    target: rest.startsWith('?') ? `/${rest}` : rest,
    method: has('-I', '--head') ? 'HEAD' : 'GET',
    headers,
    maximumMicros: (Number(seconds ?? 0) || Number.POSITIVE_INFINITY) * 1e6,
    connectMicros: Number(connectSeconds ?? DEFAULT_CONNECT_SECONDS) * 1e6,
    isVerbose: has('-v', '--verbose'),
  };
}

function printingOf({ value, has }: Parsed): Printing | string {
  const file = value('-o', '--output');
  if (file !== undefined && file !== '/dev/null') {
    return `curl: writing to "${file}" is not modelled here: nothing keeps files. Known: -o /dev/null`;
  }
  const format = value('-w', '--write-out');
  const unknown = format === undefined ? undefined : unknownVariable(format);
  if (unknown !== undefined) return `curl: the variable %{${unknown}} of -w is not modelled here`;
  return {
    isSilent: has('-s', '--silent') && !has('-S', '--show-error'),
    discardsBody: file !== undefined,
    showsHead: has('-i', '-I', '--head'),
    failsOnError: has('-f'),
    format,
  };
}

function* perform(plan: TransferPlan, printing: Printing): Task<ExitStatus> {
  const output = new Output();
  const result = yield* transfer(plan, output);
  const { status } = result.facts;
  const isRefused = printing.failsOnError && status >= 400;
  const message = `The requested URL returned error: ${status}`;
  const error = isRefused ? { code: HTTP_ERROR, message } : result.error;
  if (!isRefused && !printing.discardsBody) {
    if (printing.showsHead && result.head) yield* output.all([...result.head, '']);
    yield* output.write(result.body);
  }
  for (const line of plan.isVerbose ? result.farewell : []) yield* output.err(`* ${line}`);
  if (printing.format !== undefined) {
    const facts = { ...result.facts, exitCode: error?.code ?? 0, error: error?.message ?? '' };
    yield* output.write(writeOut(printing.format, facts));
  }
  if (error && !printing.isSilent) yield* output.err(`curl: (${error.code}) ${error.message}`);
  return output.exit(error?.code ?? 0);
}
