/**
 * The messages between an embedded piece and the page around it (docs/embed/messages.md). Every message from outside is
 * checked by hand here: shape, lengths and ranges; what does not fit is ignored without an answer.
 */
export const PROTOCOL = 1;
export const LONGEST_STRING = 65_536;
export const TALLEST = 20_000;

export const CAPS = ['state', 'resize', 'report', 'port'] as const;
export type Cap = (typeof CAPS)[number];

/** From the piece to the page. */
export type ChildMessage =
  | { readonly type: 'hello'; readonly data: HelloData }
  | { readonly type: 'resize'; readonly data: { readonly height: number } }
  | { readonly type: 'state'; readonly data: { readonly state: string; readonly seq: number } }
  | { readonly type: 'progress'; readonly data: ProgressData }
  | { readonly type: 'answered'; readonly data: AnsweredData }
  | { readonly type: 'completed'; readonly data: CompletedData }
  | { readonly type: 'key'; readonly data: { readonly key: string } };

export interface HelloData {
  readonly version: string;
  readonly piece: string;
  readonly caps: readonly Cap[];
}
export interface ProgressData {
  readonly fraction: number;
  readonly place: string;
}
export interface AnsweredData {
  readonly id: string;
  readonly isRight: boolean;
  readonly score: number;
  readonly durationMilliseconds: number;
}
export interface CompletedData {
  readonly score: number | null;
  readonly hasPassed: boolean | null;
}

/** From the page to the piece. */
export type HostMessage =
  | { readonly type: 'init'; readonly data: InitData }
  | { readonly type: 'ack'; readonly data: { readonly seq: number } }
  | { readonly type: 'goto'; readonly data: { readonly step: string } }
  | { readonly type: 'pause' | 'resume'; readonly data: Readonly<Record<string, never>> };

export interface InitData {
  readonly caps: readonly Cap[];
  readonly state: string | null;
  readonly theme: 'auto' | 'light' | 'dark' | null;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown, longest = LONGEST_STRING): value is string =>
  typeof value === 'string' && value.length <= longest;
const isFraction = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= 1;
const isCount = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
const readCaps = (value: unknown): readonly Cap[] =>
  Array.isArray(value) ? CAPS.filter((cap) => value.slice(0, 16).includes(cap)) : [];

/** Reads the envelope `{ podpath: 1, type, data }`. */
function open(message: unknown): { readonly type: string; readonly data: Fields } | null {
  if (!isFields(message) || message.podpath !== PROTOCOL || !isText(message.type, 20)) return null;
  return isFields(message.data) ? { type: message.type, data: message.data } : null;
}

export function seal(message: ChildMessage | HostMessage): Fields {
  return { podpath: PROTOCOL, type: message.type, data: message.data };
}

/** What the piece may believe. Null for everything else; never throws. */
export function readHostMessage(message: unknown): HostMessage | null {
  try {
    const envelope = open(message);
    if (!envelope) return null;
    const { type, data } = envelope;
    switch (type) {
      case 'init':
        return { type, data: readInit(data) };
      case 'ack':
        return isCount(data.seq, 1e9) ? { type, data: { seq: data.seq } } : null;
      case 'goto':
        return isText(data.step, 80) && /^[a-z0-9-]+$/.test(data.step)
          ? { type, data: { step: data.step } }
          : null;
      case 'pause':
      case 'resume':
        return { type, data: {} };
      default:
        return null;
    }
  } catch {
    // A getter of a foreign object may throw where messages do not come by structured clone.
    return null;
  }
}

function readInit(data: Fields): InitData {
  const { theme, state } = data;
  return {
    caps: readCaps(data.caps),
    state: isText(state) ? state : null,
    theme: theme === 'auto' || theme === 'light' || theme === 'dark' ? theme : null,
  };
}

/** What the page may believe. Null for everything else; never throws. */
export function readChildMessage(message: unknown): ChildMessage | null {
  try {
    const envelope = open(message);
    if (!envelope) return null;
    const { type, data } = envelope;
    switch (type) {
      case 'hello':
        return isText(data.version, 40) && isText(data.piece, 80)
          ? { type, data: { version: data.version, piece: data.piece, caps: readCaps(data.caps) } }
          : null;
      case 'resize':
        return isCount(data.height, TALLEST) ? { type, data: { height: data.height } } : null;
      case 'state':
        return isText(data.state) && isCount(data.seq, 1e9)
          ? { type, data: { state: data.state, seq: data.seq } }
          : null;
      case 'progress':
        return isFraction(data.fraction) && isText(data.place, 80)
          ? { type, data: { fraction: data.fraction, place: data.place } }
          : null;
      case 'answered':
        return readAnswered(data);
      case 'completed':
        return (data.score === null || isFraction(data.score)) &&
          (data.hasPassed === null || typeof data.hasPassed === 'boolean')
          ? { type, data: { score: data.score, hasPassed: data.hasPassed } }
          : null;
      case 'key':
        return isText(data.key, 12) &&
          /^(Arrow(Left|Right|Up|Down)|PageUp|PageDown)$/.test(data.key)
          ? { type, data: { key: data.key } }
          : null;
      default:
        return null;
    }
  } catch {
    return null;
  }
}

function readAnswered(data: Fields): ChildMessage | null {
  const { id, isRight, score, durationMilliseconds } = data;
  return isText(id, 250) &&
    typeof isRight === 'boolean' &&
    isFraction(score) &&
    isCount(durationMilliseconds, 1e9)
    ? { type: 'answered', data: { id, isRight, score, durationMilliseconds } }
    : null;
}

/** Lets `most` messages through per second; a flood is dropped, not queued. */
export function rateLimit(most: number, now: () => number): () => boolean {
  let since = now();
  let count = 0;
  return () => {
    const at = now();
    if (at - since >= 1_000) {
      since = at;
      count = 0;
    }
    count += 1;
    return count <= most;
  };
}
