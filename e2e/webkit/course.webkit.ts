/** A picture in a page of somebody else, in WebKitGTK: in a frame of another site, and as an element. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Hosts } from '../lms/hosts';
import { visit } from './visit';
import { type Element, KEYS, type WebDriver } from './webdriver';

const PIECE = 'clusterip-trace';
const SLIDER = '[role="slider"]';

const visited = visit();
let driver: WebDriver;
beforeEach(() => {
  ({ driver } = visited);
});

let hosts: Hosts;
beforeAll(async () => {
  hosts = await new Hosts().start();
});
afterAll(() => hosts.stop());

const slider = () =>
  driver.until(
    'the picture',
    (wanted) => {
      const line = document.querySelector<HTMLElement>(wanted);
      line?.focus();
      return line?.getAttribute('aria-valuenow') ?? null;
    },
    SLIDER,
  );

const visible = (kind: string): Promise<Element> =>
  driver.until(
    `a visible ${kind}`,
    (wanted: string) => {
      const all = [...document.querySelectorAll(wanted)];
      const found = all.find((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width > 1 && height > 1;
      });
      return (found ?? null) as unknown as Element | null;
    },
    kind,
  );

async function intoFrame(): Promise<void> {
  await driver.frame(await visible('#piece'));
}

test('a frame of another site gets the height of its content, and its page keeps the progress', async () => {
  const source = hosts.other(`/plain/embed/${PIECE}`);
  hosts.page(
    'keep',
    `<script src="${hosts.other('/plain/embed.js')}"></script><iframe id="piece" data-podpath data-podpath-save="course-1" src="${source}" width="900" height="150"></iframe>`,
  );
  await driver.open(hosts.own('/host/keep'));
  await driver.until(
    'the frame to grow',
    () => (document.querySelector('#piece')?.getBoundingClientRect().height ?? 0) > 300,
  );
  await intoFrame();
  // The first click gives the keyboard to the frame.
  await driver.click(await visible('h1, h2, h3'));
  await slider();
  await driver.press(KEYS.Home, KEYS.ArrowRight, KEYS.ArrowRight);
  await expect.poll(slider).toBe('3');
  await driver.frame(null);
  await driver.until('the page to keep it', () =>
    JSON.stringify({ ...localStorage }).includes('hop:2'),
  );
  await driver.reload();
  await intoFrame();
  await expect.poll(slider).toBe('3');
});

test('the element draws under a strict policy from another site and follows the keyboard', async () => {
  const origin = new URL(hosts.other('/')).origin;
  hosts.page(
    'element',
    `<script type="module" src="${hosts.other('/open/podpath-widget.js')}"></script><podpath-widget piece="${PIECE}"></podpath-widget>`,
    {
      'Content-Security-Policy': `default-src 'none'; script-src 'self' ${origin}; style-src 'self'; img-src 'self' data:; connect-src 'self'`,
    },
  );
  await driver.open(hosts.own('/host/element'));
  const value = () =>
    driver.until(
      'the picture of the element',
      (wanted) => {
        const widget = document.querySelector('podpath-widget');
        const line = (widget?.shadowRoot ?? widget)?.querySelector<HTMLElement>(wanted);
        line?.focus();
        return line?.getAttribute('aria-valuenow') ?? null;
      },
      SLIDER,
    );
  await value();
  await driver.press(KEYS.Home, KEYS.ArrowRight, KEYS.ArrowRight);
  await expect.poll(value).toBe('3');
});
