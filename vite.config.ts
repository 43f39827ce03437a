import mdx from '@mdx-js/rollup';
import react from '@vitejs/plugin-react';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import { defineConfig, type PluginOption } from 'vite';
import { podpathContent } from './src/authoring/plugin';
import { remarkLesson } from './src/authoring/remark-lesson';

export function contentPlugins(): PluginOption[] {
  return [
    {
      enforce: 'pre',
      ...mdx({ remarkPlugins: [remarkFrontmatter, remarkGfm, remarkLesson] }),
    },
    podpathContent(),
  ];
}

export default defineConfig({
  base: './',
  plugins: [...contentPlugins(), react({ include: /\.(tsx|mdx)$/ })],
  build: { target: 'es2022', manifest: true },
  server: { host: '127.0.0.1' },
});
