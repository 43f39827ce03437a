/** The built site with a watcher in front of its first script: what goes wrong on a page is kept in the page. */
import { serveFolder, type StaticServer } from '../../src/cli/static-server';

declare global {
  interface Window {
    seen?: string[];
  }
}

/** Runs in the page before anything else does. */
function watch(): void {
  const seen: string[] = [];
  window.seen = seen;
  addEventListener('error', (event) => seen.push(`error: ${event.message}`));
  addEventListener('unhandledrejection', (event) => seen.push(`rejected: ${event.reason}`));
  document.addEventListener('securitypolicyviolation', (event) =>
    seen.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
  );
  const { error } = console;
  console.error = (...words: unknown[]) => {
    seen.push(`console: ${words.join(' ')}`);
    error(...words);
  };
}

export const serveWatched = (): Promise<StaticServer> =>
  serveFolder('dist', {
    rewrite: (file, body) =>
      file.startsWith('/assets/start-')
        ? Buffer.concat([Buffer.from(`(${watch.toString()})();\n`), body])
        : body,
  });
