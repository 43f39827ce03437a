/** A WebDriver client with what these tests need (W3C WebDriver, https://www.w3.org/TR/webdriver2/). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const PATIENCE_MILLISECONDS = 45_000;
const POLL_MILLISECONDS = 100;
/** axe reads a page of 6,000 elements, perhaps beside other work */
const SCRIPT_MILLISECONDS = 150_000;

export interface Element {
  readonly [ELEMENT]: string;
}

/** Keys that have no character of their own (section 17.4.2). */
export const KEYS = {
  ArrowLeft: '\uE012',
  ArrowRight: '\uE014',
  Home: '\uE011',
  End: '\uE010',
  Enter: '\uE007',
  Escape: '\uE00C',
  Tab: '\uE004',
  Control: '\uE009',
  ArrowUp: '\uE013',
  ArrowDown: '\uE015',
  Space: ' ',
} as const;

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export class WebDriver {
  private constructor(
    private readonly address: string,
    private readonly session: string,
  ) {}

  static async start(address: string, browser: Json): Promise<WebDriver> {
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': browser } };
    const { sessionId } = await send<{ sessionId: string }>(`${address}/session`, 'POST', {
      capabilities,
    });
    const driver = new WebDriver(address, sessionId);
    await driver.call('timeouts', { script: SCRIPT_MILLISECONDS });
    return driver;
  }

  end(): Promise<null> {
    return send(`${this.address}/session/${this.session}`, 'DELETE');
  }

  open(url: string): Promise<null> {
    return this.call('url', { url });
  }

  reload(): Promise<null> {
    return this.call('refresh', {});
  }

  resize(width: number, height: number): Promise<Json> {
    return this.call('window/rect', { width, height });
  }

  /** Runs a function of the test in the page; it knows only its arguments. */
  run<Result, Given extends readonly unknown[]>(
    work: (...given: Given) => Result | Promise<Result>,
    ...args: Given
  ): Promise<Result> {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve((${work.toString()})(...[...arguments].slice(0, -1)))
        .then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    return this.call<{ value: Result } | { error: string }>('execute/async', {
      script,
      args,
    }).then((outcome) => {
      if ('error' in outcome) throw new Error(`in the page: ${outcome.error}`);
      return outcome.value;
    });
  }

  /** Runs the text of a script in the page, past its policy. */
  script(script: string): Promise<Json> {
    return this.call('execute/sync', { script, args: [] });
  }

  /** Runs it again and again until it gives something. */
  async until<Result, Given extends readonly unknown[]>(
    what: string,
    work: (...given: Given) => Result | null | false,
    ...args: Given
  ): Promise<Result> {
    const end = Date.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const found = await this.run(work, ...args);
      if (found !== null && found !== false && found !== undefined) return found;
      if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
  }

  click(element: Element): Promise<null> {
    return this.call(`element/${element[ELEMENT]}/click`, {});
  }

  /** Presses keys one after the other where the focus is. */
  async press(...keys: readonly string[]): Promise<void> {
    const actions = keys.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.call('actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Presses a key while another one is held. */
  async chord(held: string, key: string): Promise<void> {
    const actions = [
      { type: 'keyDown', value: held },
      { type: 'keyDown', value: key },
      { type: 'keyUp', value: key },
      { type: 'keyUp', value: held },
    ];
    await this.call('actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Moves the pointer to the middle of an element, or with `null` to the corner of the window. */
  async point(element: Element | null): Promise<void> {
    const origin = element ?? 'viewport';
    const actions = [{ type: 'pointerMove', x: 0, y: 0, duration: 0, origin }];
    await this.call('actions', { actions: [{ type: 'pointer', id: 'mouse', actions }] });
  }

  /** From here on everything is said to this frame, or with `null` to the page again. */
  frame(element: Element | null): Promise<null> {
    return this.call('frame', { id: element });
  }

  private call<Result>(command: string, body: unknown): Promise<Result> {
    return send(`${this.address}/session/${this.session}/${command}`, 'POST', body);
  }
}

async function send<Result>(url: string, method: string, body?: unknown): Promise<Result> {
  const response = await fetch(url, { method, body: body ? JSON.stringify(body) : undefined });
  const { value } = (await response.json()) as { value: Result & { error?: string } };
  if (response.ok) return value;
  throw new Error(`${method} ${new URL(url).pathname}: ${JSON.stringify(value)}`);
}
