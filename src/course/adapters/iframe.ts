/**
 * The page around the frame as host, by messages (docs/embed/messages.md). `hello` tells nothing private and goes to
 * anybody; after `init` the one who answered is pinned, by window and by origin.
 */
import {
  CAPS,
  type ChildMessage,
  type HostMessage,
  rateLimit,
  readHostMessage,
  seal,
  TALLEST,
} from '../frame/protocol';
import type { CourseHost, HostCommand, Report, Welcome } from '../host';
import { WELCOME } from '../host';
import type { Log } from '../log';

/** The part of a window that the adapter needs; tests give their own. */
export interface FrameWindow {
  readonly parent: FrameTarget;
  addEventListener(type: 'message', listener: (event: FrameEvent) => void): void;
}
export interface FrameTarget {
  postMessage(message: unknown, target: string): void;
}
export interface FrameEvent {
  readonly data: unknown;
  readonly origin: string;
  readonly source: unknown;
  readonly ports?: readonly MessagePort[];
}

export interface FrameOptions {
  readonly window: FrameWindow;
  readonly piece: string;
  readonly version: string;
  readonly log: Log;
  readonly now: () => number;
}

const HELLO_AT_MILLISECONDS = [0, 200, 600, 1_500, 4_000, 10_000, 30_000];
/** Without `init` by then the page is one that does not listen: the frame keeps its own scrollbar. */
export const INIT_WITHIN_MILLISECONDS = 1_500;
const ACK_WITHIN_MILLISECONDS = 5_000;
const MESSAGES_PER_SECOND = 50;
const STATE_LIMIT = 64_000;

export interface FrameHost extends CourseHost {
  onLateWelcome(listener: (welcome: Welcome) => void): void;
  passKey(key: string): void;
}

export function createFrameHost(options: FrameOptions): FrameHost {
  const { window, log } = options;
  const isAllowed = rateLimit(MESSAGES_PER_SECOND, options.now);
  const commands = new Set<(command: HostCommand) => void>();
  const acks = new Map<number, (isKept: boolean) => void>();
  let origin: string | null = null;
  let port: MessagePort | null = null;
  let granted: readonly string[] = [];
  let state: string | null = null;
  let seq = 0;
  let tell: (welcome: Welcome) => void = () => undefined;
  let tellLate: (welcome: Welcome) => void = () => undefined;
  let isWaiting = true;
  let lastHeight = 0;

  const post = (message: ChildMessage): void => {
    if (port) port.postMessage(seal(message));
    // An opaque page has the origin "null", which is no target: the pinned window alone has to do.
    else
      window.parent.postMessage(seal(message), origin === null || origin === 'null' ? '*' : origin);
  };
  const hello = (): void => {
    if (origin !== null) return;
    const { version, piece } = options;
    window.parent.postMessage(seal({ type: 'hello', data: { version, piece, caps: CAPS } }), '*');
  };
  const take = (message: HostMessage): void => {
    if (message.type === 'ack') {
      acks.get(message.data.seq)?.(true);
      acks.delete(message.data.seq);
    } else if (message.type === 'goto') {
      for (const call of commands) call({ type: 'goto', step: message.data.step });
    } else if (message.type !== 'init') {
      const { type } = message;
      for (const call of commands) call({ type });
    }
  };
  const begin = (message: HostMessage & { readonly type: 'init' }, event: FrameEvent): void => {
    origin = event.origin;
    granted = message.data.caps;
    state = message.data.state;
    log.info(`iframe: the page at ${origin} answered`);
    const [given] = event.ports ?? [];
    if (given && granted.includes('port')) {
      port = given;
      port.onmessage = receive;
    }
    const welcome: Welcome = { ...WELCOME, state, theme: message.data.theme };
    if (isWaiting) tell(welcome);
    else tellLate(welcome);
    if (lastHeight > 0 && granted.includes('resize'))
      post({ type: 'resize', data: { height: lastHeight } });
  };
  /** A browser unpacks a message when its data is first read: what is over the limit stays packed. */
  const receive = (event: { readonly data: unknown }): void => {
    const message = isAllowed() ? readHostMessage(event.data) : null;
    if (message) take(message);
  };
  window.addEventListener('message', (event) => {
    if (event.source !== window.parent) return;
    if (origin !== null) {
      if (event.origin === origin) receive(event);
      return;
    }
    const message = isAllowed() ? readHostMessage(event.data) : null;
    if (message?.type === 'init') begin(message, event);
  });

  return {
    kind: 'iframe',
    get can() {
      return {
        stateLimit: granted.includes('state') ? STATE_LIMIT : 0,
        takesReports: granted.includes('report'),
        resizes: granted.includes('resize'),
        closes: false,
      };
    },
    log,
    ready: () =>
      new Promise((resolve, reject) => {
        tell = resolve;
        for (const at of HELLO_AT_MILLISECONDS) setTimeout(hello, at);
        setTimeout(() => {
          isWaiting = false;
          reject(new Error('The page around this frame keeps no progress.'));
        }, INIT_WITHIN_MILLISECONDS);
      }),
    getState: () => state,
    setState: (text) => {
      if (origin === null || !granted.includes('state') || text.length > STATE_LIMIT)
        return Promise.resolve(false);
      state = text;
      seq += 1;
      const own = seq;
      post({ type: 'state', data: { state: text, seq: own } });
      return new Promise((resolve) => {
        acks.set(own, resolve);
        setTimeout(() => {
          if (acks.delete(own)) resolve(false);
        }, ACK_WITHIN_MILLISECONDS);
      });
    },
    report: (report) => {
      if (origin === null || !granted.includes('report')) return Promise.resolve(false);
      post(messageOf(report));
      return Promise.resolve(true);
    },
    resize: (heightPixels) => {
      const height = Math.min(TALLEST, Math.max(0, Math.ceil(heightPixels)));
      if (height === lastHeight) return;
      lastHeight = height;
      // Canvas listens for its own message; it is not part of the LTI standard and its mobile apps ignore it.
      window.parent.postMessage({ subject: 'lti.frameResize', height }, '*');
      if (granted.includes('resize')) post({ type: 'resize', data: { height } });
    },
    flush: () => undefined,
    close: () => undefined,
    onCommand: (listener) => {
      commands.add(listener);
      return () => commands.delete(listener);
    },
    onLateWelcome: (listener) => {
      tellLate = listener;
    },
    passKey: (key) => {
      if (origin !== null) post({ type: 'key', data: { key } });
    },
  };
}

function messageOf(report: Report): ChildMessage {
  switch (report.type) {
    case 'answered': {
      const { interaction, scaled } = report;
      const durationMilliseconds = Math.min(1e9, Math.round(interaction.latencySeconds * 1000));
      return {
        type: 'answered',
        data: {
          id: interaction.id,
          isRight: interaction.isRight,
          score: scaled ?? 0,
          durationMilliseconds: Math.max(0, durationMilliseconds),
        },
      };
    }
    case 'progress':
      return { type: 'progress', data: { fraction: report.fraction, place: report.place } };
    case 'finished': {
      const { scaled, hasPassed } = report.outcome;
      return { type: 'completed', data: { score: scaled, hasPassed } };
    }
  }
}
