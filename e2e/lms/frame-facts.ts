/** What a browser lets code inside a frame do, tried out in the frame itself. */
import type { Frame } from '@playwright/test';

export type Answer = 'ok' | 'refused';
export type Facts = Readonly<
  Record<
    | 'localStorage'
    | 'sessionStorage'
    | 'indexedDB'
    | 'caches'
    | 'workerFromAddress'
    | 'workerFromBlob'
    | 'fetchOwnFile'
    | 'moduleScript'
    | 'classicScript',
    Answer
  >
>;

export const PROBE = 'probe.js';
/** Beside the page of the frame; as a worker it says that it runs, as a script it does nothing. */
export const PROBE_SCRIPT = new TextEncoder().encode(
  "if (typeof document === 'undefined') postMessage('runs');",
);

export function factsOf(frame: Frame): Promise<Facts> {
  return frame.evaluate(async (file) => {
    const address = new URL(file, document.baseURI).href;
    const worker = (from: string) =>
      new Promise((resolve, reject) => {
        const made = new Worker(from);
        made.addEventListener('message', resolve);
        made.addEventListener('error', () => reject(new Error('no worker')));
      });
    const script = (kind: 'module' | 'text/javascript') =>
      new Promise((resolve, reject) => {
        const tag = document.createElement('script');
        tag.type = kind;
        tag.src = `${address}?${kind}`;
        tag.addEventListener('load', resolve);
        tag.addEventListener('error', () => reject(new Error('no script')));
        document.head.append(tag);
      });
    const database = () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('probe');
        request.addEventListener('success', resolve);
        request.addEventListener('error', () => reject(new Error('no database')));
      });
    const isTaken = (storage: Storage) => storage.setItem('probe', '1');
    const attempt = async (use: () => unknown): Promise<Answer> => {
      try {
        await use();
        return 'ok';
      } catch {
        return 'refused';
      }
    };
    return {
      localStorage: await attempt(() => isTaken(window.localStorage)),
      sessionStorage: await attempt(() => isTaken(window.sessionStorage)),
      indexedDB: await attempt(database),
      caches: await attempt(() => caches.keys()),
      workerFromAddress: await attempt(() => worker(address)),
      workerFromBlob: await attempt(() =>
        worker(URL.createObjectURL(new Blob(["postMessage('runs')"]))),
      ),
      fetchOwnFile: await attempt(() => fetch(address)),
      moduleScript: await attempt(() => script('module')),
      classicScript: await attempt(() => script('text/javascript')),
    };
  }, PROBE);
}
