import { defineConfig } from '@playwright/test';

const PORT = Number(process.env.PODPATH_PORT ?? 4319);

export default defineConfig({
  testDir: 'e2e/browser',
  // A machine that does other things beside this one is no reason to fail.
  timeout: 90_000,
  expect: {
    timeout: 15_000,
    toHaveScreenshot: {
      pathTemplate: '{testDir}/screenshots/{arg}{ext}',
      threshold: 0.1,
      maxDiffPixels: 24,
    },
  },
  workers: 1,
  use: {
    // The offline tests allow it for themselves; for the others each page comes from the server.
    serviceWorkers: 'block',
    baseURL: `http://127.0.0.1:${PORT}`,
    launchOptions: {
      executablePath: process.env.PODPATH_BROWSER ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    cwd: import.meta.dirname,
    command: `npx vite preview --host 127.0.0.1 --port ${PORT} --strictPort`,
    url: `http://127.0.0.1:${PORT}`,
    reuseExistingServer: false,
  },
});
