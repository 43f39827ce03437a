/** The browser tests in stock Firefox, driven by WebDriver BiDi. `npm run test:firefox`. */
import { defineConfig } from '@playwright/test';
import base from '../../playwright.config';

const LIGHT = 1;
const DARK = 0;

/** Colours and motion are preferences here: what a test asks of `emulateMedia` has no effect over this protocol. */
const firefox = (colours: number) => ({
  browserName: 'firefox' as const,
  channel: 'moz-firefox',
  launchOptions: {
    executablePath: process.env.PODPATH_FIREFOX,
    args: [],
    firefoxUserPrefs: { 'layout.css.prefers-color-scheme.content-override': colours },
  },
});

export default defineConfig(base, {
  testDir: '../browser',
  outputDir: '../../test-results/firefox',
  projects: [
    { name: 'firefox', grepInvert: /dark theme/, use: firefox(LIGHT) },
    { name: 'firefox-dark', grep: /dark theme/, use: firefox(DARK) },
  ],
});
