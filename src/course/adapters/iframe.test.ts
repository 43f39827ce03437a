import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLog } from '../log';
import { createFrameHost, type FrameEvent, INIT_WITHIN_MILLISECONDS } from './iframe';

const PAGE = 'https://course.example';

function setup() {
  const sent: { readonly message: Record<string, unknown>; readonly target: string }[] = [];
  const parent = {
    postMessage: (message: unknown, target: string) =>
      void sent.push({ message: message as Record<string, unknown>, target }),
  };
  let listener: (event: FrameEvent) => void = () => undefined;
  const window = {
    parent,
    addEventListener: (_: 'message', call: (event: FrameEvent) => void) => {
      listener = call;
    },
  };
  const host = createFrameHost({
    window,
    piece: 'quiz',
    version: '0',
    log: createLog(),
    now: () => Date.now(),
  });
  const tell = (type: string, data: unknown, from: Partial<FrameEvent> = {}) =>
    listener({ data: { podpath: 1, type, data }, origin: PAGE, source: parent, ...from });
  const types = () => sent.map(({ message }) => message.type);
  return { host, tell, sent, types };
}

const INIT = { caps: ['state', 'resize', 'report'], state: '1.x.q', theme: 'dark' };

describe('a frame in a page that listens', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('gets its state back and says nothing private before', async () => {
    const { host, tell, sent } = setup();
    const ready = host.ready();
    vi.advanceTimersByTime(1);
    expect(sent[0]).toEqual({
      target: '*',
      message: {
        podpath: 1,
        type: 'hello',
        data: { version: '0', piece: 'quiz', caps: ['state', 'resize', 'report', 'port'] },
      },
    });
    tell('init', INIT);
    expect(await ready).toMatchObject({ state: '1.x.q', theme: 'dark', isReadOnly: false });
  });

  test('repeats hello until it is answered, and not after', () => {
    const { host, tell, types } = setup();
    void host.ready().catch(() => undefined);
    vi.advanceTimersByTime(700);
    expect(types().filter((type) => type === 'hello').length).toBe(3);
    tell('init', INIT);
    vi.advanceTimersByTime(60_000);
    expect(types().filter((type) => type === 'hello').length).toBe(3);
  });

  test('says "saved" only after the page has confirmed', async () => {
    const { host, tell } = setup();
    const ready = host.ready();
    tell('init', INIT);
    await ready;
    const kept = host.setState('1.y.q');
    const lost = host.setState('1.z.q');
    tell('ack', { seq: 1 });
    vi.advanceTimersByTime(6_000);
    expect(await kept).toBe(true);
    expect(await lost).toBe(false);
  });

  test('sends what is private only to the page that answered', async () => {
    const { host, tell, sent } = setup();
    const ready = host.ready();
    tell('init', INIT);
    await ready;
    void host.setState('1.y.q');
    expect(sent.at(-1)?.target).toBe(PAGE);
  });

  test('believes nobody but the page that answered', async () => {
    const { host, tell } = setup();
    const commands: unknown[] = [];
    host.onCommand((command) => commands.push(command));
    const ready = host.ready();
    tell('init', INIT, { source: {} });
    tell('init', INIT);
    await ready;
    tell('goto', { step: 'mtu' }, { origin: 'https://evil.example' });
    tell('goto', { step: 'mtu' }, { source: {} });
    expect(commands).toEqual([]);
    tell('goto', { step: 'mtu' });
    expect(commands).toEqual([{ type: 'goto', step: 'mtu' }]);
  });

  test('a second init changes nothing', async () => {
    const { host, tell } = setup();
    const ready = host.ready();
    tell('init', INIT);
    await ready;
    tell('init', { ...INIT, state: 'other' });
    expect(host.getState()).toBe('1.x.q');
  });

  test('an opaque page has no origin to aim at, so the window alone is pinned', async () => {
    const { host, tell, sent } = setup();
    const ready = host.ready();
    tell('init', INIT, { origin: 'null' });
    await ready;
    void host.setState('1.y.q');
    expect(sent.at(-1)?.target).toBe('*');
  });

  test('tells its height once per change, to Canvas as well', async () => {
    const { host, tell, sent } = setup();
    const ready = host.ready();
    host.resize(400);
    tell('init', INIT);
    await ready;
    host.resize(400);
    host.resize(500.2);
    const heights = sent.flatMap(({ message }) =>
      message.type === 'resize' ? [(message.data as { height: number }).height] : [],
    );
    const canvas = sent.filter(({ message }) => message.subject === 'lti.frameResize');
    expect(heights).toEqual([400, 501]);
    expect(canvas.map(({ message }) => message.height)).toEqual([400, 501]);
  });
});

describe('a frame in a page that does not listen', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('gives up after a moment, and promises nothing', async () => {
    const { host } = setup();
    const ready = host.ready().catch((error: Error) => error.message);
    vi.advanceTimersByTime(INIT_WITHIN_MILLISECONDS);
    expect(await ready).toContain('keeps no progress');
    expect(host.can).toMatchObject({ stateLimit: 0, resizes: false });
    expect(await host.setState('x')).toBe(false);
  });

  test('a page that answers late is heard all the same', async () => {
    const { host, tell } = setup();
    const late: unknown[] = [];
    host.onLateWelcome((welcome) => late.push(welcome.state));
    const ready = host.ready().catch(() => undefined);
    vi.advanceTimersByTime(INIT_WITHIN_MILLISECONDS);
    await ready;
    tell('init', INIT);
    expect(late).toEqual(['1.x.q']);
    expect(host.can.stateLimit).toBeGreaterThan(0);
  });

  test('a flood before the answer neither throws nor is believed', () => {
    const { host, tell } = setup();
    void host.ready().catch(() => undefined);
    for (let count = 0; count < 10_000; count += 1) tell('goto', { step: 'x' });
    expect(host.can.stateLimit).toBe(0);
  });
});
