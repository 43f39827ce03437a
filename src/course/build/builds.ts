/** The builds of the course: modules for the web, one classic script for packages and opaque frames, and two small loaders. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type InlineConfig, type PluginOption } from 'vite';
import { PICTURES, WHOLE } from '../package/scripts';
import { picturesOnly } from './pictures-only';
import { stylesIntoScript } from './styles';

export interface BuildOptions {
  readonly root: string;
  readonly outDir: string;
  readonly plugins: () => PluginOption[];
}

const TARGET = 'es2022';

function common({ root, outDir, plugins }: BuildOptions): InlineConfig {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return {
    root,
    configFile: false,
    base: './',
    publicDir: false,
    logLevel: 'warn',
    mode: 'production',
    plugins: plugins(),
    define: { __PODPATH_VERSION__: JSON.stringify(version) },
    build: {
      outDir,
      emptyOutDir: false,
      target: TARGET,
      cssCodeSplit: false,
      modulePreload: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 4_096,
    },
  };
}

/** Names of the files that the pages must load, relative to the output folder. */
export interface WebFiles {
  readonly main: string;
  readonly page: string;
}

export async function buildWeb(options: BuildOptions): Promise<WebFiles> {
  const config = common(options);
  const output = await build({
    ...config,
    plugins: [...options.plugins(), stylesIntoScript()],
    build: {
      ...config.build,
      rolldownOptions: {
        input: {
          main: 'src/course/embed/main.tsx',
          page: 'src/course/page/main.tsx',
          'podpath-widget': 'src/course/element/register.tsx',
        },
        output: {
          // The element's address is written into other people's pages: it must not change with its content.
          entryFileNames: ({ name }) =>
            name === 'podpath-widget' ? '[name].js' : 'embed/assets/[name]-[hash].js',
          chunkFileNames: 'embed/assets/[name]-[hash].js',
          assetFileNames: 'embed/assets/[name]-[hash][extname]',
        },
      },
    },
  });
  const chunks = (Array.isArray(output) ? output : [output]).flatMap((result) =>
    'output' in result ? result.output : [],
  );
  const fileOf = (name: string): string => {
    const found = chunks.find(
      (chunk) => chunk.type === 'chunk' && chunk.isEntry && chunk.name === name,
    );
    if (!found) throw new Error(`the build has no entry "${name}"`);
    return found.fileName;
  };
  return { main: fileOf('main'), page: fileOf('page') };
}

/** Classic scripts with everything in them: no modules, no further file, no eval. */
export async function buildPacked(options: BuildOptions): Promise<void> {
  const input = 'src/course/embed/main.tsx';
  await buildClassic(options, input, WHOLE, [...options.plugins(), stylesIntoScript()]);
  await buildClassic(options, input, PICTURES, [
    picturesOnly(options.root),
    ...options.plugins(),
    stylesIntoScript(),
  ]);
}

export async function buildLoaders(options: BuildOptions): Promise<void> {
  await buildClassic(options, 'src/course/loader/embed.ts', 'embed.js', []);
  await buildClassic(options, 'src/course/loader/boot.ts', 'embed/boot.js', []);
}

async function buildClassic(
  options: BuildOptions,
  input: string,
  file: string,
  plugins: PluginOption[],
): Promise<void> {
  const config = common(options);
  await build({
    ...config,
    plugins,
    build: {
      ...config.build,
      rolldownOptions: {
        input,
        output: { format: 'iife', codeSplitting: false, entryFileNames: file, name: 'podpath' },
      },
    },
  });
}
