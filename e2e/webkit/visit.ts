/** One browser and one watched site for all tests of the file that imports this. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { StaticServer } from '../../src/cli/static-server';
import { type Browser, startBrowser } from './browser';
import { Page } from './page';
import { serveWatched } from './site';

export const LESSON = 'osi-meets-kubernetes.html';
export const CLUSTERIP = '#scene-clusterip-trace';

interface Visit {
  readonly page: Page;
  readonly driver: Page['driver'];
  readonly site: StaticServer;
}

export function visit(): Visit {
  let browser: Browser;
  let site: StaticServer;
  let page: Page;
  beforeAll(async () => {
    site = await serveWatched();
    browser = await startBrowser();
    page = new Page(browser.driver, site.url);
  });
  afterAll(async () => {
    await browser?.stop();
    await site?.close();
  });
  beforeEach(async () => {
    await browser.driver.resize(1280, 900);
  });
  return {
    get page() {
      return page;
    },
    get driver() {
      return browser.driver;
    },
    get site() {
      return site;
    },
  };
}
