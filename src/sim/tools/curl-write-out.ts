/** The format of `curl -w`. Source: curl(1), --write-out; curl src/tool_writeout.c. */

export interface TransferFacts {
  readonly url: string;
  /** 0 when no response came */
  readonly status: number;
  readonly bodyBytes: number;
  /** microseconds since the start; 0 for what never happened */
  readonly nameLookup: number;
  readonly connect: number;
  readonly startTransfer: number;
  readonly total: number;
  readonly remoteIp: string;
  readonly remotePort: number;
  readonly localIp: string;
  readonly localPort: number;
  readonly connections: number;
}

type Facts = TransferFacts & { readonly exitCode: number; readonly error: string };

const seconds = (micros: number): string => (micros / 1e6).toFixed(6);

const VARIABLES: Readonly<Record<string, (facts: Facts) => string>> = {
  http_code: ({ status }) => String(status).padStart(3, '0'),
  response_code: ({ status }) => String(status).padStart(3, '0'),
  size_download: ({ bodyBytes }) => String(bodyBytes),
  time_namelookup: ({ nameLookup }) => seconds(nameLookup),
  time_connect: ({ connect }) => seconds(connect),
  time_starttransfer: ({ startTransfer }) => seconds(startTransfer),
  time_total: ({ total }) => seconds(total),
  remote_ip: ({ remoteIp }) => remoteIp,
  remote_port: ({ remotePort }) => String(remotePort),
  local_ip: ({ localIp }) => localIp,
  local_port: ({ localPort }) => String(localPort),
  num_connects: ({ connections }) => String(connections),
  url: ({ url }) => url,
  url_effective: ({ url }) => (/^http:/i.test(url) ? url : `http://${url}/`),
  exitcode: ({ exitCode }) => String(exitCode),
  errormsg: ({ error }) => error,
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The first variable that nobody here knows. */
export const unknownVariable = (format: string): string | undefined =>
  [...format.matchAll(/%\{([^}]*)\}/g)]
    .map(([, name = '']) => name)
    .find((name) => !VARIABLES[name]);

export function writeOut(format: string, facts: Facts): string {
  return format.replace(/%%|%\{([^}]*)\}|\\([nrt])/g, (text, name?: string, escape?: string) => {
    if (escape) return ESCAPES[escape] ?? text;
    return name === undefined ? '%' : (VARIABLES[name]?.(facts) ?? '');
  });
}
