/**
 * A server for pages that hold Podpath: the built site under several headers, pages of tests, packages, and a small LMS.
 * Reached as 127.0.0.1 and as localhost it is two sites for the browser.
 */
import { readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Lrs } from '../../src/course/testdata/lrs';
import { NO_SCRIPTS } from '../browser/page';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.xml': 'text/xml',
};

const STRICT =
  "default-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self' data:";

/** Headers by the first part of the path: `/csp/embed/quiz` is the site with a strict policy. */
export const VARIANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plain: {},
  csp: { 'Content-Security-Policy': STRICT },
  quiet: { 'Content-Security-Policy': `${STRICT}; ${NO_SCRIPTS}` },
  open: { 'Access-Control-Allow-Origin': '*' },
  private: { 'Content-Security-Policy': "frame-ancestors 'self'" },
};

export interface Page {
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Hosts {
  readonly pages = new Map<string, Page>();
  /** files of packages, by path; also files that the site has for a test, "embed/probe.js" */
  readonly files = new Map<string, Uint8Array>();
  lrs: Lrs | null = null;
  private readonly server: Server = createServer((request, response) => {
    this.answer(request, response).catch((error: Error) => {
      response.statusCode = 500;
      response.end(error.message);
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** One site … */
  own(address: string): string {
    return `http://127.0.0.1:${this.port}${address}`;
  }

  /** … and another one. */
  other(address: string): string {
    return `http://localhost:${this.port}${address}`;
  }

  page(name: string, html: string, headers?: Readonly<Record<string, string>>): void {
    this.pages.set(name, {
      html: `<!doctype html><meta charset="utf-8"><title>host</title>${html}`,
      headers,
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, first = '', ...rest] = url.pathname.split('/');
    if (first === 'host') return this.send(response, this.pages.get(rest.join('/')));
    if (first === 'lrs' || first === 'token') return this.askLrs(request, response, url);
    if (first === 'package') {
      const file = this.files.get(rest.join('/'));
      return file ? sendFile(response, rest.join('/'), file) : notFound(response);
    }
    if (first === 'modules') return sendFrom(response, 'node_modules', rest.join('/'));
    const variant = VARIANTS[first];
    if (!variant) return notFound(response);
    for (const [name, value] of Object.entries(variant)) response.setHeader(name, value);
    const file = this.files.get(rest.join('/'));
    return file
      ? sendFile(response, rest.join('/'), file)
      : sendFrom(response, 'dist', rest.join('/'));
  }

  private send(response: ServerResponse, page: Page | undefined): void {
    if (!page) return notFound(response);
    for (const [name, value] of Object.entries(page.headers ?? {})) response.setHeader(name, value);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(page.html);
  }

  private async askLrs(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> {
    for (const [name, value] of [
      ['Access-Control-Allow-Origin', '*'],
      ['Access-Control-Allow-Headers', '*, Authorization, Content-Type, X-Experience-API-Version'],
      ['Access-Control-Allow-Methods', 'GET, PUT, POST'],
    ] as const)
      response.setHeader(name, value);
    if (request.method === 'OPTIONS') return void response.end();
    let body = '';
    for await (const part of request) body += String(part);
    const answer = this.lrs?.handle({
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      authorization: request.headers.authorization ?? null,
      body,
    });
    if (!answer) return notFound(response);
    response.statusCode = answer.status;
    response.setHeader('content-type', answer.type);
    response.end(answer.body);
  }
}

function notFound(response: ServerResponse): void {
  response.statusCode = 404;
  response.end('not here');
}

function sendFrom(response: ServerResponse, folder: string, name: string): void {
  const base = path.resolve(folder);
  const wanted = path.resolve(base, name);
  if (!wanted.startsWith(base)) return notFound(response);
  const file = [wanted, `${wanted}.html`, path.join(wanted, 'index.html')].find((candidate) =>
    statSync(candidate, { throwIfNoEntry: false })?.isFile(),
  );
  return file ? sendFile(response, file, readFileSync(file)) : notFound(response);
}

function sendFile(response: ServerResponse, name: string, content: Uint8Array): void {
  response.setHeader('content-type', TYPES[path.extname(name)] ?? 'application/octet-stream');
  response.end(content);
}
