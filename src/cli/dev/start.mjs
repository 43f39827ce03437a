/** npm start: installs what is missing, builds the app and serves it. PORT chooses the port, HOST the interface. */
import { ensureDependencies } from './dependencies.mjs';
import { ROOT } from './project.mjs';

await ensureDependencies();
const { build, preview } = await import('vite');

process.stdout.write('Building Podpath …\n');
await build({ root: ROOT, logLevel: 'warn' });
const server = await preview({
  root: ROOT,
  logLevel: 'warn',
  preview: {
    port: Number(process.env.PORT ?? 4173),
    host: process.env.HOST ?? '127.0.0.1',
    strictPort: process.env.PORT !== undefined,
  },
});
const address = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0];
process.stdout.write(`\nPodpath is served at ${address}\nCtrl+C stops it.\n`);
