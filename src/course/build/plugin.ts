/** Vite plugin: the pages and files of the course, beside the site that is built. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin, PluginOption } from 'vite';
import { WHOLE } from '../package/scripts';
import { buildLoaders, buildPacked, buildWeb, type WebFiles } from './builds';
import { drawPictures, type PictureFile } from '../picture/build';
import { builderHtml, oembedJson, pieceHtml, piecesOf } from './html';
import { lessonScenes } from './scenes';

/** Where the site will be published; only then can oEmbed name absolute addresses. */
const siteAddress = (): string | null => {
  const given = process.env.PODPATH_ADDRESS;
  if (!given) return null;
  const { protocol, href } = new URL(given);
  if (protocol !== 'https:')
    throw new Error(`PODPATH_ADDRESS must begin with https:, not ${protocol}`);
  return href.endsWith('/') ? href : `${href}/`;
};

/** `plugins` make the modules of the pages readable; they are needed again for each build. */
export function podpathCourse(plugins: () => PluginOption[]): Plugin {
  let root = process.cwd();
  let outDir = 'dist';
  let isBuild = false;
  return {
    name: 'podpath-course',
    configResolved(config) {
      root = config.root;
      outDir = path.resolve(root, config.build.outDir);
      isBuild = config.command === 'build' && !config.build.ssr;
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? '/', 'http://localhost');
        const name = /^\/embed\/([a-z-]*?)(?:\.html)?$/.exec(url.pathname)?.[1];
        if (name === undefined) return next();
        const piece = piecesOf(lessonScenes(root)).find((entry) => entry.name === name);
        const html = piece
          ? pieceHtml({
              piece,
              still: null,
              module: '/src/course/embed/main.tsx',
              classic: '/src/course/embed/main.tsx',
              boot: '/src/course/loader/boot.ts',
              site: null,
            }).replace(
              '<script src="/src/course/loader/boot.ts"',
              '<script type="module" src="/src/course/embed/main.tsx"',
            )
          : builderHtml('/src/course/page/main.tsx');
        return server
          .transformIndexHtml(url.pathname, html)
          .then((text) => {
            response.setHeader('content-type', 'text/html');
            response.end(text);
          })
          .catch(next);
      });
    },
    async closeBundle() {
      if (!isBuild) return;
      const options = { root, outDir, plugins };
      const files = await buildWeb(options);
      await buildPacked(options);
      await buildLoaders(options);
      const { scenes } = lessonScenes(root);
      const stills = await drawPictures(root, plugins(), (pictured) =>
        scenes.flatMap((text) => (pictured.includes(text.name) ? [{ file: text.name, text }] : [])),
      );
      writePages(root, outDir, files, stills);
    },
  };
}

function writePages(
  root: string,
  outDir: string,
  files: WebFiles,
  pictures: readonly PictureFile[],
): void {
  const site = siteAddress();
  const put = (name: string, text: string): void => {
    const file = path.join(outDir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  for (const piece of piecesOf(lessonScenes(root))) {
    const picture = pictures.find(({ file }) => file === piece.name);
    const still = picture ? { ...picture, file: `${piece.name}.svg` } : null;
    if (picture && still) put(`embed/${still.file}`, picture.svg);
    const html = pieceHtml({
      piece,
      still,
      module: `./${path.posix.relative('embed', files.main)}`,
      classic: `../${WHOLE}`,
      boot: './boot.js',
      site,
    });
    put(`embed/${piece.name}.html`, html);
    if (site) put(`oembed/${piece.name}.json`, oembedJson(site, piece, still));
  }
  put('embed/index.html', builderHtml(`./${path.posix.relative('embed', files.page)}`));
}
