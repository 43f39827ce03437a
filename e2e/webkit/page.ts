/** What a person finds and does on a page: by the words on it and the keys of the keyboard. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Element, KEYS, type WebDriver } from './webdriver';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

export class Page {
  constructor(
    readonly driver: WebDriver,
    private readonly site: string,
  ) {}

  /** Opens a page and waits until it has come to life. */
  async open(address: string): Promise<void> {
    await this.driver.open(`${this.site}/${address}`);
    await this.alive();
  }

  async reload(): Promise<void> {
    await this.driver.reload();
    await this.alive();
  }

  /** The client has loaded when it has wired the settings; until then a click may be too early. */
  private alive(): Promise<boolean> {
    return this.driver.until(
      'the page to come to life',
      () =>
        document.readyState === 'complete' &&
        performance.getEntriesByType('resource').some(({ name }) => /\/client-/.test(name)) &&
        document.querySelector('h1') !== null,
    );
  }

  /** What went wrong on this page since it was opened. */
  mistakes(): Promise<readonly string[]> {
    return this.driver.run(() => window.seen ?? ['the watcher did not start']);
  }

  /** The first visible element of that kind, in that part of the page, whose name matches. */
  find(within: string, kind: string, name: RegExp): Promise<Element> {
    return this.driver.until(
      `${kind} ${name} in ${within}`,
      (place: string, selector: string, pattern: string) => {
        const nameOf = (element: globalThis.Element): string =>
          element.getAttribute('aria-label') ??
          (element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null) ??
          element.textContent ??
          '';
        const all = [...(document.querySelector(place)?.querySelectorAll(selector) ?? [])];
        const found = all.find(
          (element) =>
            element.getClientRects().length > 0 && new RegExp(pattern).test(nameOf(element).trim()),
        );
        return (found ?? null) as unknown as Element | null;
      },
      within,
      kind,
      name.source,
    );
  }

  /** Waits until that part of the page says this. */
  says(within: string, text: RegExp): Promise<boolean> {
    return this.driver.until(
      `${within} to say ${text}`,
      (place: string, pattern: string) =>
        new RegExp(pattern).test(document.querySelector(place)?.textContent ?? ''),
      within,
      text.source,
    );
  }

  /** Puts the focus there, as the Tab key would. */
  async focus(within: string, kind: string, name: RegExp): Promise<Element> {
    const element = await this.find(within, kind, name);
    await this.driver.run((target) => (target as unknown as HTMLElement).focus(), element);
    return element;
  }

  async press(within: string, kind: string, name: RegExp, ...keys: string[]): Promise<void> {
    await this.focus(within, kind, name);
    await this.driver.press(...(keys.length > 0 ? keys : [KEYS.Enter]));
  }

  /** Types over what stands in a field. */
  async typeOver(within: string, kind: string, name: RegExp, text: string): Promise<void> {
    const field = await this.focus(within, kind, name);
    await this.driver.run((target) => (target as unknown as HTMLInputElement).select(), field);
    await this.driver.press(...text);
  }

  /** Brings a picture or the quiz near, so that it starts, and waits for it. */
  async near(within: string, content: string): Promise<void> {
    await this.driver.until(
      `${content} in ${within}`,
      (place: string, wanted: string) => {
        const part = document.querySelector(place);
        part?.scrollIntoView();
        return part?.querySelector(wanted) !== null && part?.querySelector('.waiting') === null;
      },
      within,
      content,
    );
  }

  /** What the server has drawn answers only when React has taken it over. */
  hydrated(within: string): Promise<boolean> {
    return this.driver.until(
      `${within} to answer`,
      (place: string) =>
        Object.keys(document.querySelector(place) ?? {}).some((key) => key.startsWith('__react')),
      within,
    );
  }

  attribute(within: string, selector: string, name: string): Promise<string | null> {
    return this.driver.run(
      (place: string, wanted: string, attribute: string) =>
        document.querySelector(place)?.querySelector(wanted)?.getAttribute(attribute) ?? null,
      within,
      selector,
      name,
    );
  }

  async setTheme(theme: 'light' | 'dark'): Promise<void> {
    await this.driver.run((value) => {
      document.documentElement.dataset.theme = value;
    }, theme);
  }

  async axeViolations(): Promise<readonly string[]> {
    await this.driver.script(axeSource);
    return this.driver.run(async () => {
      const { axe } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
      };
      const { violations } = await axe.run();
      return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      );
    });
  }
}
