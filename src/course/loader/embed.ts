/**
 * embed.js, for pages that hold embedded pieces: sizes the frames, keeps their progress if asked to, and tells the page what
 * happens as DOM events. A page without it works too; its frames then keep a fixed height.
 *
 *   <iframe src="https://…/embed/quiz" data-podpath data-podpath-save="my-course"></iframe>
 */
import {
  type Cap,
  type ChildMessage,
  type HostMessage,
  rateLimit,
  readChildMessage,
  seal,
} from '../frame/protocol';

const MESSAGES_PER_SECOND = 100;
const SELECTOR = 'iframe[data-podpath]';

interface Guest {
  readonly isAllowed: () => boolean;
  port: MessagePort | null;
}

const guests = new WeakMap<HTMLIFrameElement, Guest>();

const frameOf = (source: unknown): HTMLIFrameElement | undefined =>
  [...document.querySelectorAll<HTMLIFrameElement>(SELECTOR)].find(
    ({ contentWindow }) => contentWindow !== null && contentWindow === source,
  );

/** The window is the proof; the origin of a sandboxed frame is "null" for every one of them. */
function isFromIts(frame: HTMLIFrameElement, origin: string): boolean {
  return origin === 'null' || origin === new URL(frame.src, document.baseURI).origin;
}

window.addEventListener('message', ({ source, origin, data }) => {
  const frame = frameOf(source);
  if (!frame || !isFromIts(frame, origin)) return;
  const guest = guests.get(frame) ?? {
    isAllowed: rateLimit(MESSAGES_PER_SECOND, () => performance.now()),
    port: null,
  };
  guests.set(frame, guest);
  const message = guest.isAllowed() ? readChildMessage(data) : null;
  if (message?.type === 'hello') welcome(frame, guest, origin);
  else if (message) take(frame, guest, message);
});

function welcome(frame: HTMLIFrameElement, guest: Guest, origin: string): void {
  const { podpathSave, podpathTheme } = frame.dataset;
  const channel = new MessageChannel();
  guest.port = channel.port1;
  guest.port.onmessage = ({ data }) => {
    const message = guest.isAllowed() ? readChildMessage(data) : null;
    if (message) take(frame, guest, message);
  };
  const caps: readonly Cap[] = [
    'resize',
    'report',
    'port',
    ...(podpathSave ? ['state' as const] : []),
  ];
  const theme = podpathTheme === 'light' || podpathTheme === 'dark' ? podpathTheme : null;
  const init: HostMessage = {
    type: 'init',
    data: { caps, state: podpathSave ? stored(keyOf(frame)) : null, theme },
  };
  frame.contentWindow?.postMessage(seal(init), origin === 'null' ? '*' : origin, [channel.port2]);
}

function take(frame: HTMLIFrameElement, guest: Guest, message: ChildMessage): void {
  if (message.type === 'resize') {
    const most = Number(frame.dataset.podpathMaxHeight) || Number.POSITIVE_INFINITY;
    frame.style.height = `${Math.min(most, message.data.height)}px`;
  }
  if (message.type === 'state') {
    if (frame.dataset.podpathSave && store(keyOf(frame), message.data.state))
      guest.port?.postMessage(seal({ type: 'ack', data: { seq: message.data.seq } }));
  }
  if (message.type === 'key')
    document.dispatchEvent(new KeyboardEvent('keydown', { ...message.data, bubbles: true }));
  frame.dispatchEvent(
    new CustomEvent(`podpath:${message.type}`, { bubbles: true, detail: message.data }),
  );
}

const keyOf = (frame: HTMLIFrameElement): string =>
  `podpath.saved.${frame.dataset.podpathSave}.${new URL(frame.src, document.baseURI).pathname.split('/').at(-1)}`;

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, state: string): boolean {
  try {
    localStorage.setItem(key, state);
    return true;
  } catch {
    return false;
  }
}
