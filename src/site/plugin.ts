/** Vite plugin: renders every page to HTML, on each request while developing and into the output folder at build. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  createServer,
  type Manifest,
  type Plugin,
  type PluginOption,
  type ViteDevServer,
} from 'vite';
import { documentOf, type PageHtml } from './document';

const START = 'src/app/start.ts';
const CLIENT = 'src/app/client.ts';
const ICON = 'src/site/icon.svg';
const WORKER = 'sw.js';
const SERVER = '/src/app/server.tsx';

interface RenderedPage extends PageHtml {
  /** modules whose styles the first paint needs besides those of the shell */
  readonly styledBy: readonly string[];
}

interface ServerModule {
  readonly files: readonly string[];
  render(file: string): RenderedPage | null;
}

const load = (server: ViteDevServer) => server.ssrLoadModule(SERVER) as Promise<ServerModule>;

export const SITE_INPUT = { start: START, client: CLIENT, sw: 'src/app/worker/sw.ts' };

/** `plugins` make the modules of the pages readable; they are needed a second time for rendering. */
export function podpathSite(plugins: () => PluginOption[]): Plugin {
  let outDir = 'dist';
  let root = process.cwd();
  let isBuild = false;
  return {
    name: 'podpath-site',
    configResolved(config) {
      root = config.root;
      outDir = path.resolve(root, config.build.outDir);
      isBuild = config.command === 'build' && !config.build.ssr;
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? '/', 'http://localhost');
        if (url.pathname !== '/' && !url.pathname.endsWith('.html')) return next();
        const file = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
        return load(server)
          .then(async (module) => {
            const page = module.render(file);
            if (!page) return next();
            const html = documentOf(page, {
              start: `/${START}`,
              client: `/${CLIENT}`,
              styles: '',
              icon: iconOf(root),
              withPolicy: false,
            });
            response.setHeader('content-type', 'text/html');
            return response.end(await server.transformIndexHtml(request.url ?? '/', html));
          })
          .catch(next);
      });
    },
    async closeBundle() {
      if (!isBuild) return;
      const manifest = JSON.parse(
        readFileSync(path.join(outDir, '.vite/manifest.json'), 'utf8'),
      ) as Manifest;
      const server = await createServer({
        root,
        configFile: false,
        mode: 'production',
        appType: 'custom',
        logLevel: 'error',
        plugins: plugins(),
        optimizeDeps: { noDiscovery: true },
        server: { middlewareMode: true, hmr: false, ws: false, watch: null },
      });
      try {
        const module = await load(server);
        for (const file of module.files) {
          const page = module.render(file);
          if (page)
            writeFileSync(path.join(outDir, file), pageOf(page, manifest, outDir, iconOf(root)));
        }
      } finally {
        await server.close();
      }
      writeFileSync(path.join(outDir, WORKER), workerOf(outDir));
    },
  };
}

const iconOf = (root: string): string =>
  `data:image/svg+xml,${encodeURIComponent(readFileSync(path.join(root, ICON), 'utf8').trim())}`;

function pageOf(page: RenderedPage, manifest: Manifest, outDir: string, icon: string): string {
  const asset = (entry: string): string => {
    const file = manifest[entry]?.file;
    if (!file) throw new Error(`${entry} is not in the build`);
    return `./${file}`;
  };
  const sheets = new Set([CLIENT, ...page.styledBy].flatMap((key) => stylesOf(key, manifest)));
  const styles = [...sheets].map((file) => readFileSync(path.join(outDir, file), 'utf8').trim());
  return documentOf(page, {
    start: asset(START),
    client: asset(CLIENT),
    styles: styles.join('\n'),
    icon,
    withPolicy: true,
  });
}

/** Style sheets of a chunk and of everything it imports at once, in that order. */
function stylesOf(key: string, manifest: Manifest, seen = new Set<string>()): readonly string[] {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not a chunk of the build`);
  if (seen.has(key)) return [];
  seen.add(key);
  return [
    ...(chunk.imports ?? []).flatMap((name) => stylesOf(name, manifest, seen)),
    ...(chunk.css ?? []),
  ];
}

/** The service worker with the list of what it keeps; any changed file makes another version. */
function workerOf(outDir: string): string {
  const code = readFileSync(path.join(outDir, WORKER), 'utf8');
  const files = readdirSync(outDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(outDir, path.join(entry.parentPath, entry.name)))
    .filter((file) => file !== WORKER && !file.startsWith('.vite'))
    .map((file) => file.replaceAll(path.sep, '/'))
    .sort();
  const hash = createHash('sha256').update(code);
  for (const file of files) hash.update(file).update(readFileSync(path.join(outDir, file)));
  const list = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files });
  return `const PODPATH=${list};\n${code}`;
}
