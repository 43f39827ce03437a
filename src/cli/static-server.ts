/** Serves a folder as a static host does: brotli, 404.html for what is not there, nothing clever. For bench and tests. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

export interface StaticServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Options {
  readonly headers?: Readonly<Record<string, string>>;
  /** another body for a file, to play a later version of the site */
  readonly rewrite?: (file: string, body: Buffer) => Buffer;
  /** pages come in parts of so many bytes, uncompressed, with so many milliseconds after each */
  readonly slowly?: Slowly;
}

interface Slowly {
  readonly bytes: number;
  readonly ms: number;
}

export async function serveFolder(folder: string, options: Options = {}): Promise<StaticServer> {
  const { headers = {}, rewrite = (_file, body) => body, slowly } = options;
  const compressed = new Map<string, Buffer>();
  const root = path.resolve(folder);
  const read = async (file: string): Promise<Buffer | null> => {
    const full = path.join(root, file);
    if (!full.startsWith(root + path.sep)) return null;
    return readFile(full).catch(() => null);
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const wanted = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const found = await read(wanted);
    const file = found ? wanted : '/404.html';
    const body = rewrite(file, found ?? (await read(file)) ?? Buffer.from('not found'));
    const key = createHash('sha256').update(body).digest('hex');
    const packed = compressed.get(key) ?? brotliCompressSync(body);
    compressed.set(key, packed);
    const parts = file.endsWith('.html') ? slowly : undefined;
    const accepts = !parts && /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''));
    response.writeHead(found ? 200 : 404, {
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'cache-control': file.startsWith('/assets/')
        ? 'public, max-age=31536000, immutable'
        : 'no-cache',
      ...(accepts ? { 'content-encoding': 'br' } : {}),
      ...headers,
    });
    if (parts) await writeInParts(response, body, parts);
    response.end(parts ? undefined : accepts ? packed : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => stop(server) };
}

async function writeInParts(
  response: ServerResponse,
  body: Buffer,
  { bytes, ms }: Slowly,
): Promise<void> {
  for (let from = 0; from < body.length; from += bytes) {
    response.write(body.subarray(from, from + bytes));
    await delay(ms);
  }
}

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
