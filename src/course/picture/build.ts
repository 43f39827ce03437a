/** Draws all pictures through the modules of the page. */
import path from 'node:path';
import { createServer, type PluginOption } from 'vite';
import type { Picture, PictureText } from './render';

interface Renderer {
  readonly pictured: readonly string[];
  drawPicture(text: PictureText, position?: Readonly<Record<string, number>>): Promise<Picture>;
}

export interface PictureOrder {
  /** name of the file, without its ending */
  readonly file: string;
  readonly text: PictureText;
  readonly position?: Readonly<Record<string, number>>;
}

export interface PictureFile extends Picture {
  readonly file: string;
}

/** "cutaway.module.css" and "wall" become "cutaway-wall": names that do not change from build to build. */
const scoped = (name: string, file: string): string =>
  `${path.basename(file.split('?')[0] ?? '', '.module.css')}-${name}`;

/** `order` is asked once it is known which pieces have a picture. */
export async function drawPictures(
  root: string,
  plugins: PluginOption[],
  order: (pictured: readonly string[]) => readonly PictureOrder[],
): Promise<readonly PictureFile[]> {
  const server = await createServer({
    root,
    configFile: false,
    mode: 'production',
    appType: 'custom',
    logLevel: 'error',
    plugins,
    css: { modules: { generateScopedName: scoped } },
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  });
  try {
    const module = (await server.ssrLoadModule('/src/course/picture/render.tsx')) as Renderer;
    const files: PictureFile[] = [];
    for (const { file, text, position } of order(module.pictured))
      files.push({ file, ...(await module.drawPicture(text, position)) });
    return files;
  } finally {
    await server.close();
  }
}
