/** The browser tests in stock Firefox, driven by WebDriver BiDi. `npm run test:firefox`. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import base from '../../playwright.config';
import leftOut from './left-out.json' with { type: 'json' };
import short from './short.json' with { type: 'json' };

const LIGHT = { 'layout.css.prefers-color-scheme.content-override': 1 };
const DARK = { 'layout.css.prefers-color-scheme.content-override': 0 };
const STILL = { ...LIGHT, 'ui.prefersReducedMotion': 1 };

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const chosen = process.env.PODPATH_SHORT ? `(${short.map(escaped).join('|')})` : '';

const DOWNLOADS = path.resolve('node_modules/.cache/firefox-downloads');
mkdirSync(DOWNLOADS, { recursive: true });

/** Colours and motion are preferences here: what a test asks of `emulateMedia` has no effect over this protocol. */
const firefox = (preferences: Readonly<Record<string, number>>) => ({
  browserName: 'firefox' as const,
  channel: 'moz-firefox',
  launchOptions: {
    executablePath: process.env.PODPATH_FIREFOX,
    args: [],
    downloadsPath: DOWNLOADS,
    firefoxUserPrefs: {
      ...preferences,
      // With a process for each site neither keys nor clicks of this protocol reach a frame of another one.
      'fission.webContentIsolationStrategy': 0,
    },
  },
});

export default defineConfig(base, {
  testDir: '../browser',
  testIgnore: Object.keys(leftOut).map((name) => `**/${name}`),
  outputDir: '../../test-results/firefox',
  // The name of a project is part of what grep sees, so it says neither "dark" nor "motion is reduced".
  projects: [
    {
      name: 'firefox',
      grep: new RegExp(chosen),
      grepInvert: /\bdark\b|motion is reduced/,
      use: firefox(LIGHT),
    },
    {
      name: 'firefox-night',
      grep: new RegExp(`(?=.*\\bdark\\b)(?=.*${chosen})`),
      use: firefox(DARK),
    },
    {
      name: 'firefox-still',
      grep: new RegExp(`(?=.*motion is reduced)(?=.*${chosen})`),
      use: firefox(STILL),
    },
  ],
});
