/** What a picture's pixels depend on besides our drawing: the browser, and how this machine draws letters. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';

const FILE = path.join(import.meta.dirname, 'screenshots', 'renderer.json');

export interface Renderer {
  readonly browser: string;
  /** SHA-256 of a picture of letters in the fonts that the site asks for */
  readonly letters: string;
}

// Not the styles of the site: a change of theirs must fail and not pass for another machine.
const SANS = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const MONO =
  'ui-monospace, "Cascadia Code", "Source Code Pro", "Menlo", "DejaVu Sans Mono", monospace';
const FONTS = [`11px ${MONO}`, `600 11px ${MONO}`, `12.5px ${SANS}`, `650 13px ${SANS}`];
const SAMPLE = 'Hamburgefonstiv KUBE-SVC pod-a 10.96.0.42:8080 → ← ✓ ✕ “ß” 0123456789';

/** ms that a picture of four lines may take on a busy machine, and how often it is asked for */
const PATIENCE = 25_000;
const TRIES = 3;

/** The renderer of a browser on this machine. */
export async function rendererOf(browser: Browser, tries = TRIES): Promise<Renderer> {
  const page = await browser.newPage({
    viewport: { width: 800, height: 200 },
    deviceScaleFactor: 1,
    colorScheme: 'light',
  });
  try {
    const picture = await pictureOfLetters(page);
    const letters = createHash('sha256').update(picture).digest('hex');
    return { browser: browser.version(), letters };
  } catch (error) {
    if (tries <= 1) throw error;
  } finally {
    await page.close();
  }
  return rendererOf(browser, tries - 1);
}

async function pictureOfLetters(page: Page): Promise<Buffer> {
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
