import mdx from '@mdx-js/rollup';
import react from '@vitejs/plugin-react';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import { defineConfig, type PluginOption } from 'vite';
import { podpathContent } from './src/authoring/plugin';
import { remarkLesson } from './src/authoring/remark-lesson';
import { podpathCourse } from './src/course/build/plugin';
import { podpathScenes } from './src/course/build/scenes';
import { podpathSite, SITE_INPUT } from './src/site/plugin';

export function contentPlugins(): PluginOption[] {
  return [
    {
      enforce: 'pre',
      ...mdx({ remarkPlugins: [remarkFrontmatter, remarkGfm, remarkLesson] }),
    },
    podpathContent(),
    podpathScenes(),
  ];
}

export const modulePlugins = (): PluginOption[] => [
  ...contentPlugins(),
  react({ include: /\.(tsx|mdx)$/ }),
];

/** Files that are always needed together travel together: a request costs more than a few bytes. */
const CHUNKS = [
  {
    name: 'react',
    test: /node_modules\/(react|react-dom|scheduler)\/|src\/app\/mount\.tsx|rolldown\/runtime/,
  },
  {
    name: 'figure',
    test: /src\/scene\/cutaway\/|src\/diagram\/(AltitudeLine\.tsx|Cutaway\.tsx|useWidth\.ts)$/,
  },
];

export default defineConfig({
  base: './',
  appType: 'mpa',
  plugins: [...modulePlugins(), podpathSite(modulePlugins), podpathCourse(modulePlugins)],
  build: {
    target: 'es2022',
    manifest: true,
    rolldownOptions: {
      input: SITE_INPUT,
      output: {
        codeSplitting: { groups: CHUNKS },
        // A service worker may only look after its own folder, and must keep its name to be updated.
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: { host: '127.0.0.1' },
});
