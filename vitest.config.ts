import { defineConfig } from 'vitest/config';
import { contentPlugins } from './vite.config';

export default defineConfig({
  plugins: contentPlugins(),
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
  },
});
