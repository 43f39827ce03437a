/**
 * Keeps the whole site in this browser, so that it works without a network. Every file of a version is stored before that
 * version is used, and a new version waits until the learner asks for it: an open lesson never changes under the reader.
 */
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** Written in front of this file by the build. */
declare const PODPATH: { readonly version: string; readonly files: readonly string[] };
const worker = self as unknown as Worker;
const scope = worker.registration.scope;
const PREFIX = `podpath ${scope} `;
const NAME = PREFIX + PODPATH.version;

/** Files whose names carry a hash are taken over from the version before. */
async function store(): Promise<void> {
  const cache = await caches.open(NAME);
  await Promise.all(
    PODPATH.files.map(async (file) => {
      const url = new URL(file, scope).href;
      const known = file.startsWith('assets/') ? await caches.match(url) : undefined;
      const answer = known ?? (await fetch(url, { cache: 'reload' }));
      if (!answer.ok) throw new Error(`${file} answered ${answer.status}`);
      await cache.put(url, answer);
    }),
  );
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names
      .filter((name) => name.startsWith(PREFIX) && name !== NAME)
      .map((name) => caches.delete(name)),
  );
  await worker.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url);
  url.search = '';
  url.hash = '';
  if (url.href === scope) url.pathname += 'index.html';
  const cache = await caches.open(NAME);
  const stored = await cache.match(url.href);
  if (stored) return stored;
  try {
    return await fetch(request);
  } catch (error) {
    const page =
      request.mode === 'navigate' && (await cache.match(new URL('404.html', scope).href));
    if (page) return page;
    throw error;
  }
}

worker.addEventListener('install', (event) => event.waitUntil(store()));
worker.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
worker.addEventListener('message', ({ data }) => {
  if (data === 'update') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET' || !event.request.url.startsWith(scope)) return;
  event.respondWith(answer(event.request));
});
export {};
