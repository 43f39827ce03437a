/** Builds the floor page: prerendered React, styles inline, the module added after the load event. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { build } from 'vite';
import { Floor } from './Floor';

const STYLE =
  'body{font:1rem/1.5 sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem}path{fill:none;stroke:#888}.packet{transition:transform 420ms;fill:#9a4a00}button{min-height:2.5rem}';

export async function buildFloor(outDir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: path.resolve('src/cli/bench/floor-client.tsx'),
        output: { entryFileNames: 'floor.js' },
      },
    },
  });
  mkdirSync(outDir, { recursive: true });
  const body = renderToString(createElement(Floor));
  writeFileSync(
    path.join(outDir, 'index.html'),
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Floor</title><meta name="description" content="The floor page of the benchmark."><link rel="icon" href="data:,"><style>${STYLE}</style></head><body><div id="root">${body}</div><script>addEventListener("load",()=>{const s=document.createElement("script");s.type="module";s.src="./floor.js";document.body.append(s)})</script></body></html>`,
  );
}
