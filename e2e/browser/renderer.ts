/** What a picture's pixels depend on besides our drawing: the browser, and how this machine draws letters. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';

const FILE = path.join(import.meta.dirname, 'screenshots', 'renderer.json');

export interface Renderer {
  readonly browser: string;
  /** SHA-256 of a picture of letters in the fonts of the site */
  readonly letters: string;
}

const FONTS = [
  '11px var(--mono)',
  '600 11px var(--mono)',
  '12.5px var(--sans)',
  '650 13px var(--sans)',
];
const SAMPLE = 'Hamburgefonstiv KUBE-SVC pod-a 10.96.0.42:8080 → ← ✓ ✕ “ß” 0123456789';

/** ms that a picture of four lines may take on a busy machine, and how often it is asked for */
const PATIENCE = 25_000;
const TRIES = 3;

/** The renderer that draws a page of the site. */
export async function rendererOf(browser: Browser, url: string, tries = TRIES): Promise<Renderer> {
  // The styles of the page are wanted, and nothing of its life.
  const page = await browser.newPage({
    viewport: { width: 800, height: 200 },
    deviceScaleFactor: 1,
    colorScheme: 'light',
    javaScriptEnabled: false,
  });
  try {
    const picture = await pictureOfLetters(page, url);
    const letters = createHash('sha256').update(picture).digest('hex');
    return { browser: browser.version(), letters };
  } catch (error) {
    if (tries <= 1) throw error;
  } finally {
    await page.close();
  }
  return rendererOf(browser, url, tries - 1);
}

async function pictureOfLetters(page: Page, url: string): Promise<Buffer> {
  await page.goto(url);
  await page.evaluate(
    ([sample, fonts]) => {
      const lines = fonts.map((font) => {
        const line = document.createElement('div');
        line.style.font = font;
        line.textContent = sample;
        return line;
      });
      document.body.replaceChildren(...lines);
    },
    [SAMPLE, FONTS] as const,
  );
  return page.screenshot({ animations: 'disabled', timeout: PATIENCE });
}

export function storedRenderer(): Renderer {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Renderer;
}

export function storeRenderer(renderer: Renderer): void {
  writeFileSync(FILE, `${JSON.stringify(renderer, null, 2)}\n`);
}
